//! Traces whole dependency graphs by `patch/`: their resolution, and programs on crates that are built on the drivers.
//!
//! ```text
//! this repository, registry sources ──▶ target/graph/upstream ──▶ git repositories, in the place of github.com's
//!                                                   │
//! tests/whole-graph ──▶ target/graph/programs ◀─────┘ [patch.crates-io], with the URLs that a user writes
//! ```
//!
//! Cargo fetches the URLs of README; git rewrites them to the folders. No repository on the network is read.

mod programs;
mod resolution;
mod upstream;

use crate::cargo;

const USAGE: &str =
    "`cargo xtask graph`, or one half of it: `cargo xtask graph resolution`, `cargo xtask graph programs`";

pub(crate) fn run(options: &[&str]) -> crate::Result {
    let (resolves, runs) = match options {
        [] => (true, true),
        ["resolution"] => (true, false),
        ["programs"] => (false, true),
        _ => return Err(format!("usage: {USAGE}")),
    };
    let target = cargo::Metadata::of(&cargo::root().join("Cargo.toml"))?.target_directory().join("graph");
    let upstream = upstream::Upstream::make(&target)?;
    if resolves {
        resolution::check(&target, &upstream)?;
    }
    if runs { programs::run(&target, &upstream) } else { Ok(()) }
}
