//! The program of `tests/drop-in-diesel` as it was before the swap.

mod connections;
#[path = "../src/program/mod.rs"]
mod program;

pub use program::{Report, run_on_mysql, run_on_postgres, run_on_sqlite};
