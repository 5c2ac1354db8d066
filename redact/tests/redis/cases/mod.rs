//! Commands and their texts, by group.

mod connection;
mod hashes;
mod keyspace;
mod lists;
mod modules;
mod names;
mod places;
mod scripts;
mod sorted_sets;
mod streams;
mod strings;

use db_redact::redis::sanitize;

use crate::{WHOLE, words};

/// Checks rows of a command and its text.
fn check(rows: &[(&str, &str)]) {
    for (command, expected) in rows {
        assert_eq!(sanitize(words(command), &WHOLE), *expected, "{command}");
    }
}
