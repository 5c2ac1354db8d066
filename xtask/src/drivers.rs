//! Runs the drivers' own tests, and the sources of crates built on the drivers, against the wrappers.
//!
//! ```text
//! crates.io ──▶ target/drivers/traced ──────────────▶ cargo test ──▶ PostgreSQL and Redis of our own,
//!               copies, `tokio-postgres` = pg-trace,                  and servers that the tests start
//!               `redis` = redis-trace
//! ```
//!
//! diesel and diesel-async are published without their tests: their [examples](diesel) run instead.
//!
//! The tests record spans and metrics, with the SDK and global providers: that is the path that is to be tested.
//!
//! With `--plain` the same runs against the drivers themselves, in `target/drivers/plain`: what fails there is not the
//! wrapper's doing.

mod account;
mod diesel;
mod examples;
mod generated;
pub(crate) mod manifest;
mod port;
pub(crate) mod postgres;
mod recorder;
pub(crate) mod redis;
pub(crate) mod suite;
mod test_macros;

use std::path::{Path, PathBuf};
use std::process::Command;

use postgres::Postgres;
use redis::Redis;

use crate::pairs::{Pair, chosen};
use crate::{cargo, folder};

pub(crate) fn run(options: &[&str]) -> crate::Result {
    let (plain, driver) = match options {
        ["--plain", driver @ ..] => (true, driver),
        driver => (false, driver),
    };
    let pairs = match driver {
        [] => chosen(None)?,
        [diesel::NAME] => &[],
        [driver] if !driver.starts_with('-') => {
            chosen(Some(driver)).map_err(|error| format!("{error} and {}", diesel::NAME))?
        }
        _ => return Err("usage: cargo xtask drivers [--plain] [DRIVER]".to_owned()),
    };
    let target = cargo::Metadata::of(&cargo::root().join("Cargo.toml"))?.target_directory().join("drivers");
    let of_pairs = if pairs.is_empty() { Ok(()) } else { run_pairs(pairs, &target, plain) };
    let of_diesel =
        if driver.iter().all(|name| *name == diesel::NAME) { diesel::run(&target, plain) } else { Ok(()) };
    let failed: Vec<String> = [of_pairs, of_diesel].into_iter().filter_map(Result::err).collect();
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) }
}

fn run_pairs(pairs: &[Pair], target: &Path, plain: bool) -> crate::Result {
    let sources = generated::fetch(&target.join("sources"))?;
    let workspace = target.join(if plain { "plain" } else { "traced" });

    let postgres = Postgres::start(remembered_port(target))?;
    let redis = Redis::start()?;
    folder::write_if_changed(&target.join("port"), &postgres.port.to_string())?;
    generated::write(&workspace, &sources, !plain, &postgres)?;

    let run = Run { workspace, target: target.to_owned(), plain, postgres, redis };
    let failed: Vec<String> = pairs.iter().filter_map(|pair| run.passes(pair).err()).collect();
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) }
}

/// The port of the last run.
fn remembered_port(target: &Path) -> Option<u16> {
    std::fs::read_to_string(target.join("port")).ok()?.trim().parse().ok()
}

struct Run {
    workspace: PathBuf,
    target: PathBuf,
    plain: bool,
    postgres: Postgres,
    redis: Redis,
}

impl Run {
    /// Runs the tests of a driver and of what is built on it; cargo prints what happens.
    fn passes(&self, pair: &Pair) -> crate::Result {
        let mut command = cargo::command();
        // Without documentation tests: they only compile, and what they show is in the other tests.
        command.args(["test", "--tests", "--no-fail-fast"]);
        for suite in pair.tests.suites.iter().filter(|suite| suite.is_run(self.plain)) {
            println!("drivers: {} {}", suite.name(), suite.version);
            command.args(["--package", &suite.name()]);
        }
        command.arg("--manifest-path").arg(self.workspace.join("Cargo.toml"));
        command.arg("--target-dir").arg(&self.target);
        command.arg("--").args(pair.tests.arguments);
        for left_out in pair.tests.suites.iter().flat_map(|suite| suite.left_out) {
            println!("left out: {} ({})", left_out.name, left_out.reason);
            command.args(["--skip", left_out.name]);
        }
        let spans = recorder::count_file(&self.target)?;
        command.env(recorder::VARIABLE, &spans);
        self.environment(&mut command);
        let against = if self.plain { pair.driver } else { pair.wrapper };
        if !command.status().is_ok_and(|status| status.success()) {
            return Err(format!("against {against} tests fail: cargo's message above lists them"));
        }
        match recorder::count(&spans) {
            _ if self.plain => println!("drivers: every test passes against {against}"),
            0 => return Err(format!("every test passes against {against}, but none recorded a span")),
            spans => println!("drivers: every test passes against {against}; {spans} spans recorded"),
        }
        Ok(())
    }

    /// How the tests find the server, and how the driver's sources get built.
    fn environment(&self, command: &mut Command) {
        command.env("RUSTFLAGS", flags());
        // deadpool's tests are configured by these.
        command.env("PG__HOST", "127.0.0.1").env("PG__PORT", self.postgres.port.to_string());
        command.env("PG__USER", "postgres").env("PG__DBNAME", "deadpool");
        command.env("REDIS__URL", format!("redis://127.0.0.1:{}", self.redis.port));
    }
}

/// The compiler's flags for the driver's sources: their warnings must not become errors where `RUSTFLAGS` makes them so.
fn flags() -> String {
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    format!("{flags} --cap-lints=allow").trim().to_owned()
}
