//! Words that mean something in one place, and are no keywords.

/// Returns `true` if `word` is one of these `words`, given in capitals with a space between them.
///
/// They are one text, because a list of references has 40 bytes for each word in a program that may be loaded anywhere.
#[inline(never)]
pub(crate) fn is_one_of(word: &str, words: &str) -> bool {
    let (word, mut rest) = (word.as_bytes(), words.as_bytes());
    while let Some(start) = rest.get(..word.len()) {
        let is_whole = rest.get(word.len()).is_none_or(|next| *next == b' ');
        if is_whole && start.eq_ignore_ascii_case(word) {
            return true;
        }
        let Some(space) = rest.iter().position(|byte| *byte == b' ') else { return false };
        rest = &rest[space + 1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_one_of;

    #[test]
    fn a_word_is_one_of_some_if_it_is_a_whole_one_in_any_case() {
        for word in ["TOP", "top", "Percent", "OJ", "oj"] {
            assert!(is_one_of(word, "TOP PERCENT OJ"), "{word}");
        }
        for word in ["TO", "OP", "PERCEN", "ERCENT", "OJX", "J", "TOP PERCENTS", "x", "tö"] {
            assert!(!is_one_of(word, "TOP PERCENT OJ"), "{word}");
        }
        assert!(!is_one_of("x", ""));
    }
}
