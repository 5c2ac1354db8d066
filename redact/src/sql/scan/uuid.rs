//! UUIDs without quotes.

use super::bytes::is_word_byte;
use super::token::{Scanned, TokenKind};
use crate::sql::options::Dialect;

const LENGTH: usize = 36;

/// S97: the UUID at the start of `rest`, in an unknown system.
pub(crate) fn scan(rest: &str, dialect: Dialect) -> Option<Scanned> {
    if dialect != Dialect::Generic {
        return None;
    }
    let (uuid, after) = rest.as_bytes().split_at_checked(LENGTH)?;
    let is_whole = uuid.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    let goes_on = after.first().is_some_and(|byte| is_word_byte(*byte));
    (is_whole && !goes_on).then(|| Scanned::new(TokenKind::Literal, LENGTH))
}

/// Returns `true` if the dash at `at` touches words on both sides, so that it may be one in a UUID.
pub(crate) fn may_be_within(bytes: &[u8], at: usize, dialect: Dialect) -> bool {
    dialect == Dialect::Generic
        && bytes.get(at) == Some(&b'-')
        && at.checked_sub(1).is_some_and(|before| is_word_byte(bytes[before]))
        && bytes.get(at + 1).is_some_and(|byte| is_word_byte(*byte))
}
