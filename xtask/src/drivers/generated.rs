//! The generated workspace: copies of the published packages, built on the wrapper instead of the driver.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::manifest::Driver;
use super::postgres::Postgres;
use super::recorder;
use super::suite::{Content, Suite};
use super::test_macros;
use crate::cargo::Metadata;
use crate::folder::{copy, write_if_changed};
use crate::lock;
use crate::pairs::PAIRS;

/// Where the sources of `tokio-postgres` and `postgres` have their tests connect to.
const PORT_IN_SOURCES: &str = "5433";
const SOCKET_FOLDER_IN_SOURCES: &str = "/var/run/postgresql";

/// Writes the workspace into `workspace`, the tests of PostgreSQL connecting to `server`.
pub(super) fn write(workspace: &Path, sources: &Metadata, records: bool, server: &Postgres) -> crate::Result {
    let is_run = |suite: &&Suite| suite.is_run(!records);
    let mut members: Vec<String> = suites().filter(is_run).map(Suite::folder).collect();
    members.push(test_macros::PACKAGE.to_owned());
    test_macros::write(workspace)?;
    if records {
        members.push(recorder::PACKAGE.to_owned());
        recorder::write(workspace)?;
    }
    // Without debug information: it would be most of the build, and a panic says its line anyway.
    let profiles = "[profile.dev]\ndebug = false\n[profile.test]\ndebug = false\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n{profiles}");
    write_if_changed(&workspace.join("Cargo.toml"), &manifest)?;
    lock::take_over(workspace)?;
    for pair in PAIRS {
        let driver = Driver::of(pair, records);
        for suite in pair.tests.suites.iter().filter(is_run) {
            let sources = sources.folder(suite.package)?;
            write_package(&workspace.join(suite.folder()), &sources, suite, &driver, server)?;
        }
    }
    Ok(())
}

fn write_package(to: &Path, from: &Path, suite: &Suite, driver: &Driver, server: &Postgres) -> crate::Result {
    let manifest = from.join("Cargo.toml");
    let manifest =
        fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let only_tests = !matches!(suite.content, Content::Everything);
    let change = |path: &str, mut text: String| {
        if (only_tests && !path.starts_with("tests/")) || suite.leaves_out(path) {
            return None;
        }
        if !suite.without_server.contains(&path) {
            text = text.replace(PORT_IN_SOURCES, &server.port.to_string());
            text = text.replace(SOCKET_FOLDER_IN_SOURCES, &server.folder.display().to_string());
        }
        for (old, new) in suite.replaced {
            text = text.replace(old, new);
        }
        if driver.records && suite.roots.contains(&path) {
            text.push_str(recorder::LINK);
        }
        Some(text)
    };
    copy(from, to, &change)?;
    let manifest = match suite.content {
        Content::IntegrationTests => {
            write_if_changed(&to.join("src/lib.rs"), "")?;
            driver.test_package(&manifest, suite)?
        }
        Content::Module { name, features } => {
            let library = format!("pub use {}::{name}::*;\n", driver.name.replace('-', "_"));
            write_if_changed(&to.join("src/lib.rs"), &library)?;
            driver.module_package(&manifest, suite, features)?
        }
        Content::Everything => driver.replace_in(&manifest, suite)?,
    };
    write_if_changed(&to.join("Cargo.toml"), &manifest)
}

/// Has cargo download the sources, and returns where they are.
pub(super) fn fetch(folder: &Path) -> crate::Result<Metadata> {
    let dependency = |suite: &Suite| format!("{} = \"={}\"\n", suite.package, suite.version);
    // A package may be run twice.
    let dependencies: BTreeSet<String> = suites().map(dependency).collect();
    let dependencies = String::from_iter(dependencies);
    let manifest = format!(
        "[package]\nname = \"sources\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependencies}"
    );
    write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
    write_if_changed(&folder.join("src/lib.rs"), "")?;
    lock::take_over(folder)?;
    Metadata::of(&folder.join("Cargo.toml"))
}

fn suites() -> impl Iterator<Item = &'static Suite> {
    PAIRS.iter().flat_map(|pair| pair.tests.suites)
}
