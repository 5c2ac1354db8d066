//! Everything that has to hold: what CI runs, and what a person runs.

use std::process::Command;
use std::time::Instant;

use crate::{Result, api, docs, drivers, graph, published, setup};

const USAGE: &str = "`cargo xtask test` or `cargo xtask test --quick`";
const DURATION: &str = "about 26 minutes on two cores, and 12 more if nothing is built yet";
const QUICK_DURATION: &str = "about 6 minutes on two cores, and 5 more if nothing is built yet";

/// Something that has to hold.
struct Step {
    name: &'static str,
    check: Check,
    /// Whether `--quick` checks it.
    quick: bool,
}

enum Check {
    Cargo(&'static [&'static str]),
    Run(fn() -> Result),
}

/// In the order in which they are quick to fail.
const STEPS: &[Step] = &[
    Step { name: "the format", check: Check::Cargo(&["fmt", "--all", "--check"]), quick: true },
    Step {
        name: "the lints, with all features (the drivers' pass-through features are one group)",
        check: Check::Cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ]),
        quick: true,
    },
    Step {
        name: "the lints, without features",
        quick: false,
        check: Check::Cargo(&[
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
            "db-trace-propagators",
            "-p",
            "db-testcontainers",
            "--",
            "-D",
            "warnings",
        ]),
    },
    Step {
        name: "the documentation",
        check: Check::Cargo(&[
            "doc",
            "--workspace",
            "--all-features",
            "--no-deps",
            "--document-private-items",
        ]),
        quick: false,
    },
    Step {
        name: "the documentation, as docs.rs builds it",
        check: Check::Run(|| published::document(&[])),
        quick: false,
    },
    Step { name: "the packages of what is published", check: Check::Run(published::package), quick: false },
    Step { name: "the book", check: Check::Run(|| docs::run(&[])), quick: false },
    Step {
        name: "the tests, with all features",
        check: Check::Cargo(&["test", "--workspace", "--all-features"]),
        quick: true,
    },
    Step {
        name: "the tests of what is published, without features",
        quick: false,
        check: Check::Cargo(&[
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
            "-p",
            "db-trace-propagators",
        ]),
    },
    Step { name: "the APIs against the drivers'", check: Check::Run(|| api::run(&[])), quick: false },
    Step {
        name: "the drivers' own tests, and crates built on them",
        check: Check::Run(|| drivers::run(&[])),
        quick: false,
    },
    Step {
        name: "whole dependency graphs, traced by `patch/`",
        check: Check::Run(|| graph::run(&[])),
        quick: false,
    },
];

pub(crate) fn run(options: &[&str]) -> Result {
    let quick = is_quick(options)?;
    let steps: Vec<&Step> = STEPS.iter().filter(|step| step.quick || !quick).collect();
    println!("{} steps, {}.\n", steps.len(), if quick { QUICK_DURATION } else { DURATION });
    setup::run_for_tests()?;
    for (number, step) in steps.iter().enumerate() {
        let title = format!("[{}/{}] {}", number + 1, steps.len(), step.name);
        println!("── {title}");
        let begin = Instant::now();
        match step.check {
            Check::Cargo(arguments) => cargo(arguments)?,
            Check::Run(run) => run()?,
        }
        println!("── {title}: done in {:.0} s\n", begin.elapsed().as_secs_f64());
    }
    if quick {
        println!("All of --quick holds. `cargo xtask test` checks the rest before you send a change.");
    }
    Ok(())
}

fn is_quick(options: &[&str]) -> Result<bool> {
    match options {
        [] => Ok(false),
        ["--quick"] => Ok(true),
        [option, ..] => Err(format!("{option} is no option of `test`: {USAGE}")),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_option_of_test_is_an_error_that_names_the_options() {
        assert_eq!(is_quick(&["--quick"]), Ok(true));
        assert_eq!(is_quick(&[]), Ok(false));
        for options in [&["--fast"][..], &["--fast", "--quick"]] {
            let message = is_quick(options).expect_err("no option");
            assert_eq!(
                message,
                "--fast is no option of `test`: `cargo xtask test` or `cargo xtask test --quick`"
            );
        }
    }
}
