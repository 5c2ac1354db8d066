//! A program that names every public item of deadpool-postgres and deadpool-redis, and uses what can be used with one
//! server of each.
//!
//! This package and `drop-in-deadpool-plain`, in `plain/`, build the same program; they differ in `pools.rs` alone.
//! `tests/comparison.rs` runs both.

mod pools;
mod program;

pub use program::{Report, run_on_postgres, run_on_redis};
