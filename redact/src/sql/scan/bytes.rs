//! Classes of bytes: white space, words and digits, and how many of them a text starts with.

use super::vector::ByteClass;
use crate::sql::options::Dialect;

/// Returns the number of bytes of white space with which `text` starts. Only ASCII is white space to the servers.
pub(crate) fn space_length(text: &str) -> usize {
    text.bytes().take_while(|byte| is_space(*byte)).count()
}

#[inline]
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Returns the length of the keyword or name at the start of `text` in bytes; 0 if there is none.
pub(crate) fn word_length(text: &str, dialect: Dialect) -> usize {
    let starts = |byte| match byte {
        b'$' => dialect == Dialect::Mysql,
        b'#' => dialect == Dialect::SqlServer,
        byte => is_word_start(byte),
    };
    let goes_on = |byte: &u8| match byte {
        byte if IS_WORD_BYTE[usize::from(*byte)] => true,
        b'#' => dialect.is_rare(),
        b'@' => dialect == Dialect::SqlServer,
        _ => false,
    };
    if text.bytes().next().is_some_and(starts) { text.bytes().take_while(goes_on).count() } else { 0 }
}

/// Every byte of a character beyond ASCII belongs to a word for all servers, white space and punctuation included.
pub(crate) fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

pub(crate) fn is_word_byte(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

/// The bytes of words and of integers.
pub(crate) static WORDS: ByteClass =
    ByteClass::new(&[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')]);
pub(crate) static DIGITS: ByteClass = ByteClass::new(&[(b'0', b'9')]);
pub(crate) static SPACES: ByteClass = ByteClass::new(&[(b' ', b' '), (b'\t', b'\r')]);

/// Defines tables that say of each byte whether it is one of a kind.
macro_rules! kinds_of_bytes {
    ($($(#[$docs:meta])* $name:ident: $pattern:pat,)*) => {
        $($(#[$docs])*
        pub(crate) static $name: [bool; 256] = {
            let mut are = [false; 256];
            let mut number = 0;
            while number < 256 {
                #[allow(clippy::cast_possible_truncation, reason = "the number counts bytes")]
                let byte = number as u8;
                are[number] = matches!(byte, $pattern);
                number += 1;
            }
            are
        };)*
    };
}

kinds_of_bytes! {
    /// The bytes of words, digits and `$` included.
    IS_WORD_BYTE: b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | 0x80..=0xff,
    /// After letters, what makes the token no plain word.
    GOES_ON: b'\'' | b'"' | b'&' | b'$' | 0x80..=0xff,
}

/// S18: whether `\N` starts here, MySQL's way to write NULL in some of its file formats.
pub(crate) fn starts_with_null(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    bytes.starts_with(b"\\N") && !bytes.get(2).is_some_and(|next| is_word_byte(*next))
}
