//! A small library of books, written for diesel-async without a thought of tracing.
//!
//! This package and `drop-in-diesel-async-plain`, in `plain/`, build the same program; they differ in `connections.rs` alone.
//! `tests/comparison.rs` runs both.

mod connections;
mod program;

pub use program::{Report, run_on_mysql, run_on_postgres, run_on_sqlite};
