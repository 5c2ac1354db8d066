//! Programs on crates that are built on the drivers, against servers that say what they received.

use std::path::Path;

use super::resolution::Locked;
use super::upstream::Upstream;
use crate::drivers::postgres::Postgres;
use crate::drivers::redis::Redis;
use crate::{Result, cargo, folder, lock};

/// PostgreSQL writes each statement and each connection into its log.
const SETTINGS: &[&str] = &["log_statement=all", "log_connections=on"];

pub(super) fn run(target: &Path, upstream: &Upstream) -> Result {
    let workspace = target.join("programs");
    let source = cargo::root().join("tests/whole-graph");
    folder::copy(&source, &workspace, &|_, text| Some(text))?;
    let manifest = std::fs::read_to_string(source.join("Cargo.toml")).map_err(|error| error.to_string())?;
    folder::write_if_changed(&workspace.join("Cargo.toml"), &manifest)?;
    update(&workspace, upstream)?;

    let postgres = Postgres::start_with(None, SETTINGS)?;
    let redis = Redis::start()?;
    let mut command = upstream.cargo(&workspace);
    command.args(["test", "--quiet", "--no-fail-fast", "--tests", "--target-dir"]).arg(target.join("build"));
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", postgres.port);
    command.env("WHOLE_GRAPH_POSTGRES", url).env("WHOLE_GRAPH_POSTGRES_LOG", postgres.folder.join("log"));
    command.env("WHOLE_GRAPH_REDIS", format!("127.0.0.1:{}", redis.port));
    if command.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err("the programs in tests/whole-graph fail: their messages are above".to_owned())
}

/// Gives the programs our versions, and the drivers in `patch/` as they are now.
fn update(workspace: &Path, upstream: &Upstream) -> Result {
    lock::take_over(workspace)?;
    let lock_file = workspace.join("Cargo.lock");
    let mut command = upstream.cargo(workspace);
    command.args(["update", "--quiet"]);
    if Locked::read(&lock_file)?.assert_patched().is_ok() {
        // The packages of a repository have one commit, so that one stands for all.
        command.args(["-p", "tokio-postgres@0.7.99"]);
    } else {
        command.args(["-p", "tokio-postgres", "-p", "redis", "-p", "postgres-types"]);
    }
    cargo::output(&mut command)?;
    Locked::read(&lock_file)?.assert_patched()
}
