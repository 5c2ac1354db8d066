//! The name of a Redis command, and its text in the syntax of `redis-cli` without its values.
//!
//! ```text
//! arguments ──┬─► identity ──► name, whether it blocks, which script it calls
//!   or packed │      │
//!   bytes     │   table: one program of steps for each command
//!             │      │
//!             └───► walk ──► output ──► text
//! ```
//!
//! A command's keys, its hash fields, the words that are fixed in its grammar and the number of its keys are shown.
//! Everything else is `?`: values, members, scores, patterns, channels, stream ids, names of users, groups and indexes.
//!
//! ```
//! use db_redact::redis::{Keys, Options, sanitize};
//!
//! let text = |command: &str, keys| {
//!     let arguments = command.split(' ').map(str::as_bytes);
//!     sanitize(arguments, &Options { limit: 1024, keys })
//! };
//! assert_eq!(text("SET user:7 alice EX 10", Keys::Shown), "SET user:7 ? EX ?");
//! assert_eq!(text("SET user:7 alice EX 10", Keys::Masked), "SET user:? ? EX ?");
//! assert_eq!(text("GET session:ada:cart", Keys::FirstSegment), "GET session:?");
//! assert_eq!(text("AUTH alice secret", Keys::Shown), "AUTH ? ?");
//! ```
//!
//! # It fails closed
//!
//! R1: the place of an argument says what it is, never its look. `SET k EX` is `SET k ?`. R12: what the grammar has no place for
//! is `?`, and so is everything after it, also if there are fewer keys or fields than their number says. R10: a command that
//! the table does not have shows its name alone, and only if that looks like one.
//!
//! # It is bounded
//!
//! The arguments are read one after the other, and none once the text is full: an `MSET` of 100,000 pairs costs what its
//! beginning costs. If the number of arguments decides which are keys, no more of them are counted than the limit has
//! bytes. There is one step for each argument, and no way back.
//!
//! # The table
//!
//! `redact/data/redis-commands.tsv` is what a server reports of its commands. The tests make `table.rs` from it, and fail
//! where it is not up to date.
//!
//! `table` and `command` import each other: rows are made by a function of the type's file, and the look-up lives there too.
//! They are one thing, data and its type.

mod argument;
mod command;
mod identity;
mod mask;
mod output;
mod packed;
mod program;
mod reading;
#[rustfmt::skip]
mod table;
mod text;
mod walk;

pub use command::Command;
pub use identity::{Identity, identify};
pub use packed::{Packed, PackedCommand};
pub use reading::Reading;
pub use text::{raw_into, raw_pipeline_into, sanitize, sanitize_into, sanitize_pipeline_into};

/// The form in which keys and hash fields are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Keys {
    /// As they are.
    #[default]
    Shown,
    /// With `?` for what is likely to distinguish one key from its likes: `user:7` is `user:?`.
    ///
    /// That is: digits, at least eight hexadecimal digits with a decimal one among them, UUIDs, at least sixteen
    /// characters that look like Base64, what is not plain ASCII, and each segment with an `@`. The segments of a key are
    /// divided by `:`.
    Masked,
    /// As [`Masked`](Self::Masked), and with one `?` for everything after the first segment: `session:ada` is `session:?`.
    ///
    /// The text of a hash tag in the first segment is hidden too: `{ada}:cart` is `{?}:?`. A key without `:` is one segment.
    FirstSegment,
}

/// `true` is [`Masked`](Keys::Masked).
impl From<bool> for Keys {
    fn from(masked: bool) -> Self {
        if masked { Self::Masked } else { Self::Shown }
    }
}

/// The choice of what is shown of a command.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The most bytes that the text may have, its final `…` included; 0 is no limit.
    pub limit: usize,
    /// The form in which keys and hash fields are shown.
    pub keys: Keys,
}
