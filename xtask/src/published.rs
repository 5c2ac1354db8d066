//! The crates that are published: as packages, as docs.rs documents them, and with the oldest Rust that they claim.

mod docs_rs;
mod oldest_rust;
mod package;

use std::process::Command;

pub(crate) use docs_rs::{run as document, rustdoc};
pub(crate) use oldest_rust::run as check_oldest_rust;
pub(crate) use package::{package, run as verify_packages};
use serde_json::Value;

use crate::Result;
use crate::cargo::{self, Metadata};

/// Returns the workspace's metadata, for [`Metadata::published`].
fn metadata() -> Result<Metadata> {
    Metadata::of(&cargo::root().join("Cargo.toml"))
}

/// Returns the name of a package.
fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap_or_default()
}

/// Returns a call of cargo with `-p` for each published crate.
fn command(arguments: &[&str], metadata: &Metadata) -> Command {
    let mut command = cargo::command();
    command.args(arguments).current_dir(cargo::root());
    for package in metadata.published() {
        command.args(["-p", name(package)]);
    }
    command
}
