//! A span as the tree shows it.

use std::time::SystemTime;

/// A finished span.
#[derive(Clone, Debug)]
pub struct Span {
    /// Its identity.
    pub id: u64,
    /// The parent's `id`, or 0.
    pub parent: u64,
    /// The program's own, of kind `INTERNAL`.
    pub internal: bool,
    /// Its name.
    pub name: String,
    /// When it began.
    pub start: SystemTime,
    /// When it ended.
    pub end: SystemTime,
    /// Its attributes, as text.
    pub attributes: Vec<(String, String)>,
    /// The status's description, if the status is an error.
    pub failure: Option<String>,
    /// Lines to show below it: its events, and the lines of the log that have its identity.
    pub lines: Vec<String>,
}
