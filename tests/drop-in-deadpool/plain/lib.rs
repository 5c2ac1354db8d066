//! The program of `tests/drop-in-deadpool` as it was before the swap.

mod pools;
#[path = "../src/program/mod.rs"]
mod program;

pub use program::{Report, run_on_postgres, run_on_redis};
