//! Names without what distinguishes one of many from another (S94), in a summary or alone. `?` stands for
//!
//! * a UUID: 8, 4, 4, 4 and 12 hexadecimal digits, all divided by `-` or all by `_`, and whatever hexadecimal digits touch its
//!   first group;
//! * otherwise, eight or more hexadecimal digits with a decimal one among them;
//! * otherwise, three or more decimal digits.
//!
//! Digits are always all that follow each other.

/// Masks a text.
pub fn mask_names(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut masked = String::new();
    let mut at = 0;
    while at < characters.len() {
        let hexadecimal = run(&characters, at, char::is_ascii_hexdigit);
        let decimal = run(&characters, at, char::is_ascii_digit);
        let after_uuid = ['-', '_'].into_iter().find_map(|separator| uuid(&characters, at, separator));
        if let Some(end) = after_uuid {
            masked.push('?');
            at = end;
        } else if hexadecimal >= 8
            && characters[at..at + hexadecimal].iter().any(char::is_ascii_digit)
            && starts_run(&characters, at, char::is_ascii_hexdigit)
        {
            masked.push('?');
            at += hexadecimal;
        } else if decimal >= 3 && starts_run(&characters, at, char::is_ascii_digit) {
            masked.push('?');
            at += decimal;
        } else {
            masked.push(characters[at]);
            at += 1;
        }
    }
    masked
}

/// How many characters from `at` on belong.
fn run(characters: &[char], at: usize, belongs: fn(&char) -> bool) -> usize {
    characters[at..].iter().take_while(|character| belongs(character)).count()
}

fn starts_run(characters: &[char], at: usize, belongs: fn(&char) -> bool) -> bool {
    at == 0 || !belongs(&characters[at - 1])
}

/// Where a UUID ends whose first group ends with the hexadecimal digits at `at`.
fn uuid(characters: &[char], at: usize, separator: char) -> Option<usize> {
    let is_digit: fn(&char) -> bool = char::is_ascii_hexdigit;
    if !starts_run(characters, at, is_digit) || run(characters, at, is_digit) < 8 {
        return None;
    }
    let mut end = at + run(characters, at, is_digit);
    for group in [4, 4, 4, 12] {
        if characters.get(end) != Some(&separator) || run(characters, end + 1, is_digit) != group {
            return None;
        }
        end += 1 + group;
    }
    Some(end)
}
