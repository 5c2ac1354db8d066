//! What the name and the text of a Redis command show.

mod bounds;
mod cases;
mod credentials;
mod examples;
mod generate;
mod identities;
mod keys;
mod packed;
mod pipelines;
mod places;
mod random;

use db_redact::redis::{Keys, Options};

/// No limit, and keys as they are.
const WHOLE: Options = Options { limit: 0, keys: Keys::Shown };

/// The arguments of a command that is written with spaces between them, and `''` for an empty one.
fn words(command: &str) -> impl Iterator<Item = &[u8]> + Clone {
    command.split_ascii_whitespace().map(|word| if word == "''" { &[] } else { word.as_bytes() })
}
