//! Runs the driver's own tests, and the sources of crates built on the driver, against the wrapper.
//!
//! ```text
//! crates.io ──▶ target/drivers/traced ──────────────▶ cargo test ──▶ PostgreSQL of our own
//!               copies, `tokio-postgres` = pg-trace    (one build)
//! ```
//!
//! The tests record spans and metrics, with the SDK and global providers: that is the path that is to be tested.
//!
//! With `--plain` the same runs against the driver itself, in `target/drivers/plain`: what fails there is not the
//! wrapper's doing.

mod account;
mod generated;
mod manifest;
mod recorder;
mod server;
mod suite;

use std::path::{Path, PathBuf};
use std::process::Command;

use manifest::Driver;
use server::Server;
use suite::{SUITES, Suite};

use crate::{cargo, folder};

pub(crate) fn run(options: &[&str]) -> crate::Result {
    let plain = match options {
        [] => false,
        ["--plain"] => true,
        _ => return Err("usage: cargo xtask drivers [--plain]".to_owned()),
    };
    let target = cargo::Metadata::of(&cargo::root().join("Cargo.toml"))?.target_directory().join("drivers");
    let sources = generated::fetch(&target.join("sources"))?;
    let workspace = target.join(if plain { "plain" } else { "traced" });

    let server = Server::start(remembered_port(&target))?;
    folder::write_if_changed(&target.join("port"), &server.port.to_string())?;
    generated::write(&workspace, &sources, &driver(plain), &server)?;

    let run = Run { workspace, spans: recorder::count_file(&target)?, target, port: server.port };
    let failed: Vec<String> = SUITES.iter().filter(|suite| !run.passes(suite)).map(Suite::name).collect();
    let against = if plain { "the plain driver" } else { "the wrapper" };
    if !failed.is_empty() {
        return Err(format!("against {against} these fail: {}", failed.join(", ")));
    }
    match recorder::count(&run.spans) {
        _ if plain => println!("drivers: every suite passes against {against}"),
        0 => return Err("every test passes, but none recorded a span".to_owned()),
        spans => println!("drivers: every suite passes against {against}; {spans} spans recorded"),
    }
    Ok(())
}

/// What the packages get as their `tokio-postgres`.
fn driver(plain: bool) -> Driver {
    let mut dependency = toml::Table::new();
    if plain {
        dependency.insert("version".into(), format!("={}", SUITES[0].version).into());
    } else {
        dependency.insert("package".into(), "pg-trace".into());
        dependency.insert("path".into(), cargo::root().join("pg-trace").display().to_string().into());
    }
    Driver { dependency, records: !plain }
}

/// The port of the last run.
fn remembered_port(target: &Path) -> Option<u16> {
    std::fs::read_to_string(target.join("port")).ok()?.trim().parse().ok()
}

struct Run {
    workspace: PathBuf,
    target: PathBuf,
    port: u16,
    /// Where the recorder counts.
    spans: PathBuf,
}

impl Run {
    /// Runs the tests of one package; cargo prints what happens.
    fn passes(&self, suite: &Suite) -> bool {
        println!("\ndrivers: {} {}", suite.name(), suite.version);
        let mut command = cargo::command();
        // Without documentation tests: they only compile, and what they show is in the other tests.
        command.args(["test", "--package", &suite.name(), "--tests", "--no-fail-fast"]);
        command.arg("--manifest-path").arg(self.workspace.join("Cargo.toml"));
        command.arg("--target-dir").arg(&self.target);
        // What upstream ignores does not work with its containers, and does with a server on the same machine.
        command.args(["--", "--include-ignored"]);
        self.environment(&mut command);
        command.status().is_ok_and(|status| status.success())
    }

    /// How the tests find the server, and how somebody else's sources get built.
    fn environment(&self, command: &mut Command) {
        // Their warnings are not ours to mend, and must not become errors where `RUSTFLAGS` makes them so.
        let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
        command.env("RUSTFLAGS", format!("{flags} --cap-lints=allow").trim());
        command.env(recorder::VARIABLE, &self.spans);
        // deadpool's tests are configured by these.
        command.env("PG__HOST", "127.0.0.1").env("PG__PORT", self.port.to_string());
        command.env("PG__USER", "postgres").env("PG__DBNAME", "deadpool");
    }
}
