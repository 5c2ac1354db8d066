//! Errors, on standard error. They never show the input itself.

use std::fmt::Display;

pub(crate) fn problem(problem: impl Display) {
    eprintln!("redact: {problem}");
}

/// `line` counts from 1.
pub(crate) fn problem_on_line(line: usize, problem: impl Display) {
    eprintln!("redact: line {line}: {problem}");
}
