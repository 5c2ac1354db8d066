//! Everything that has to hold: what CI runs, and what a person runs.

use std::process::Command;
use std::time::Instant;

use crate::{Result, api, drivers, setup};

/// Checks by cargo, in the order in which they are quick to fail.
const STEPS: &[(&str, &[&str])] = &[
    ("the format", &["fmt", "--all", "--check"]),
    (
        "the lints, with all features (the drivers' pass-through features are one group)",
        &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"],
    ),
    (
        "the lints, without features",
        &[
            "clippy",
            "--all-targets",
            "--no-default-features",
            "-p",
            "pg-trace",
            "-p",
            "redis-trace",
            "-p",
            "diesel-trace",
            "-p",
            "db-semconv",
            "-p",
            "db-redact",
            "-p",
            "db-testcontainers",
            "--",
            "-D",
            "warnings",
        ],
    ),
    ("the documentation", &["doc", "--workspace", "--all-features", "--no-deps", "--document-private-items"]),
    ("the tests, with all features", &["test", "--workspace", "--all-features"]),
    (
        "the tests of what is published, without features",
        &[
            "test",
            "--no-default-features",
            "-p",
            "pg-trace",
            "-p",
            "redis-trace",
            "-p",
            "diesel-trace",
            "-p",
            "db-semconv",
            "-p",
            "db-redact",
        ],
    ),
];

pub(crate) fn run() -> Result {
    setup::run_for_tests()?;
    for (name, arguments) in STEPS {
        step(name, || cargo(arguments))?;
    }
    step("the APIs against the drivers'", || api::run(&[]))?;
    step("the drivers' own tests, and crates built on them", || drivers::run(&[]))
}

fn step(name: &str, check: impl FnOnce() -> Result) -> Result {
    println!("── {name}");
    let begin = Instant::now();
    check()?;
    println!("── {name}: done in {:.0} s\n", begin.elapsed().as_secs_f64());
    Ok(())
}

/// Runs cargo as the person who called us would.
pub(crate) fn cargo(arguments: &[&str]) -> Result {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments)
        .env("RUSTDOCFLAGS", "-D warnings")
        .status()
        .map_err(|error| format!("cargo could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`cargo {}` failed", arguments.join(" "))) }
}
