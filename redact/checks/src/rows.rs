//! Many inputs in one file: a line each, with the escapes of [`slice::escape_ascii`].

/// Returns the inputs of a file of rows.
///
/// # Panics
/// While the rows are read, if one of them has an escape that is not complete.
pub fn read(file: &str) -> impl Iterator<Item = Vec<u8>> {
    file.lines().map(unescape)
}

fn unescape(line: &str) -> Vec<u8> {
    let mut input = Vec::new();
    let mut rest = line.bytes();
    while let Some(byte) = rest.next() {
        input.push(match byte {
            b'\\' => match rest.next().expect("an escape is complete") {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'x' => hexadecimal(&mut rest) * 16 + hexadecimal(&mut rest),
                quoted => quoted,
            },
            other => other,
        });
    }
    input
}

fn hexadecimal(digits: &mut impl Iterator<Item = u8>) -> u8 {
    let digit = digits.next().map(char::from).and_then(|digit| digit.to_digit(16)).expect("a digit");
    u8::try_from(digit).expect("less than 16")
}

#[cfg(test)]
#[test]
fn every_byte_is_read_as_it_was_written() {
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(unescape(&bytes.escape_ascii().to_string()), bytes);
}
