//! The documentation as docs.rs builds it: with the configuration `docsrs`, in which each item shows the feature that it needs.
//!
//! docs.rs has a nightly toolchain. Here, `RUSTC_BOOTSTRAP` lets the stable rustdoc use the feature `doc_cfg`. Several build
//! scripts read that variable, and cargo builds everything above them again if it changes. So rustdoc alone gets it: this
//! program takes the place of rustdoc and calls it.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use serde_json::Value;

use crate::Result;
use crate::cargo;

use super::{command, metadata, name};

/// Set if this program was started in place of rustdoc.
const IN_PLACE_OF_RUSTDOC: &str = "DBTRACE_XTASK_RUSTDOC";

/// Documents the published crates, and checks that the items of `lib.rs` show their features.
pub(crate) fn run(options: &[&str]) -> Result {
    if let [option, ..] = options {
        return Err(format!("{option} is no option of `docs-rs`: `cargo xtask docs-rs`"));
    }
    let metadata = metadata()?;
    let this = std::env::current_exe().map_err(|error| format!("this program has no path: {error}"))?;
    let mut command = command(&["doc", "--quiet", "--all-features", "--no-deps"], &metadata);
    command
        .env("RUSTDOC", this)
        .env(IN_PLACE_OF_RUSTDOC, "1")
        .env("RUSTDOCFLAGS", "--cfg docsrs -D warnings");
    cargo::output(&mut command)?;
    let pages = metadata.target_directory().join("doc");
    let unlabelled: Vec<String> =
        metadata.published().map(|package| unlabelled(package, &pages)).collect::<Result<Vec<_>>>()?.concat();
    if unlabelled.is_empty() {
        Ok(())
    } else {
        Err(format!("These items do not show the feature that they need: {}", unlabelled.join(", ")))
    }
}

/// Calls rustdoc, if this program was started in place of it.
pub(crate) fn rustdoc() -> Option<ExitCode> {
    std::env::var_os(IN_PLACE_OF_RUSTDOC)?;
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let status = Command::new("rustdoc")
        .args(arguments)
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove(IN_PLACE_OF_RUSTDOC)
        .status();
    Some(if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns the items of a crate's `lib.rs` whose pages lack the feature's name.
fn unlabelled(package: &Value, pages: &Path) -> Result<Vec<String>> {
    let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
    let library = manifest.with_file_name("src").join("lib.rs");
    let source = fs::read_to_string(&library).map_err(|error| format!("{}: {error}", library.display()))?;
    let crate_name = name(package).replace('-', "_");
    let shows = |item: &Item| {
        let page = fs::read_to_string(pages.join(&crate_name).join(&item.page)).unwrap_or_default();
        page.contains(&format!("crate feature <code>{}</code>", item.feature))
    };
    let unlabelled = items(&source).into_iter().filter(|item| !shows(item));
    Ok(unlabelled.map(|item| format!("{crate_name}/{}", item.page)).collect())
}

/// An item that needs a feature, and its page.
#[derive(Debug, PartialEq)]
struct Item {
    feature: String,
    page: String,
}

/// Returns the public modules, functions and types of a source that follow a line `#[cfg(feature = "…")]`.
fn items(source: &str) -> Vec<Item> {
    let pairs = source.lines().zip(source.lines().skip(1));
    let gated = pairs.filter_map(|(gate, item)| {
        let feature = gate.strip_prefix("#[cfg(feature = \"")?.strip_suffix("\")]")?;
        let item = item.strip_prefix("pub ")?;
        let item = item.strip_prefix("async ").unwrap_or(item);
        let (kind, rest) = item.split_once(' ')?;
        let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
        let page = match kind {
            "mod" => format!("{name}/index.html"),
            "fn" | "type" | "struct" | "trait" => format!("{kind}.{name}.html"),
            _ => return None,
        };
        Some(Item { feature: feature.to_owned(), page })
    });
    gated.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_items_under_a_feature_are_found_with_their_pages() {
        let source = "\
#[cfg(feature = \"deadpool\")]
pub mod deadpool;
#[cfg(feature = \"bb8\")]
mod bb8;
pub mod config;
#[cfg(feature = \"runtime\")]
pub async fn connect<T>() {}
#[cfg(feature = \"sqlite\")]
pub type SqliteConnection = Traced<diesel::SqliteConnection>;
";
        let item = |feature: &str, page: &str| Item { feature: feature.into(), page: page.into() };
        assert_eq!(
            items(source),
            [
                item("deadpool", "deadpool/index.html"),
                item("runtime", "fn.connect.html"),
                item("sqlite", "type.SqliteConnection.html"),
            ]
        );
    }
}
