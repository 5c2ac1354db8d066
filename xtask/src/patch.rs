//! Writes `patch/`: the wrappers under the drivers' names, for `[patch.crates-io]`.
//!
//! ```text
//! pg-trace/Cargo.toml ──▶ patch/tokio-postgres/Cargo.toml    the same features and dependencies; the driver from its git tag
//! pg-trace/src ◀───────── patch/tokio-postgres/src           a symbolic link
//! ```
//!
//! A dependency on the driver of crates.io would be a dependency of the package on itself, because the patch replaces that
//! driver everywhere. The driver's git repository is another source, which the patch does not concern.

mod manifest;

use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo::{self, Metadata};
use crate::pairs::{PAIRS, Pair};
use crate::{Result, folder};

/// A package in `patch/`.
struct Package {
    /// The driver that it replaces.
    driver: &'static str,
    manifest: String,
    source: Source,
}

enum Source {
    /// The folder of the wrapper's sources, as seen from the package.
    Link(String),
    /// The text of `src/lib.rs`.
    Text(&'static str),
}

/// The types of a driver that a graph uses next to the driver, and the driver whose repository has them.
const POSTGRES_TYPES: (&str, &str) = ("postgres-types", "tokio-postgres");
const POSTGRES_TYPES_SOURCE: &str = "\
//! The `postgres-types` of the driver that the patched `tokio-postgres` is built on.

pub use postgres_types::*;
";

pub(crate) fn run(options: &[&str]) -> Result {
    let [] = options else { return Err("usage: cargo xtask patch".to_owned()) };
    let root = root();
    folder::write_if_changed(&root.join("Cargo.toml"), &manifest::workspace())?;
    for package in packages()? {
        let folder = root.join(package.driver);
        folder::write_if_changed(&folder.join("Cargo.toml"), &package.manifest)?;
        let source = folder.join("src");
        match package.source {
            Source::Text(text) => folder::write_if_changed(&source.join("lib.rs"), text)?,
            Source::Link(target) => link(&source, &target)?,
        }
    }
    Ok(())
}

fn root() -> PathBuf {
    cargo::root().join("patch")
}

fn packages() -> Result<Vec<Package>> {
    let metadata = Metadata::of(&cargo::root().join("Cargo.toml"))?;
    let workspace = manifest::read(&cargo::root().join("Cargo.toml"))?;
    let mut packages = Vec::new();
    for pair in PAIRS {
        let wrapper = manifest::read(&cargo::root().join(pair.wrapper).join("Cargo.toml"))?;
        packages.push(Package {
            driver: pair.driver,
            manifest: manifest::of_wrapper(&workspace, &wrapper, pair)?,
            source: Source::Link(format!("../../{}/src", pair.wrapper)),
        });
    }
    let (types, driver) = POSTGRES_TYPES;
    let driver = pair(driver)?;
    packages.push(Package {
        driver: types,
        manifest: manifest::of_types(&workspace, metadata.package(types)?, driver)?,
        source: Source::Text(POSTGRES_TYPES_SOURCE),
    });
    Ok(packages)
}

fn pair(driver: &str) -> Result<&'static Pair> {
    let found = PAIRS.iter().find(|pair| pair.driver == driver);
    found.ok_or_else(|| format!("{driver} is none of the drivers"))
}

/// A tool writes it, and not a person, so the link is relative on every system.
pub(crate) fn link(path: &Path, target: &str) -> Result {
    if fs::read_link(path).is_ok_and(|present| present == Path::new(target)) {
        return Ok(());
    }
    #[cfg(unix)]
    let linked = std::os::unix::fs::symlink(target, path);
    #[cfg(windows)]
    let linked = std::os::windows::fs::symlink_dir(target, path);
    linked.map_err(|error| format!("cannot link {} to {target}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_in_patch_are_those_of_the_wrappers() {
        let written = |path: PathBuf| fs::read_to_string(&path).unwrap_or_else(|error| error.to_string());
        let outdated = "patch/ is out of date: run `cargo xtask patch`";
        assert_eq!(written(root().join("Cargo.toml")), manifest::workspace(), "{outdated}");
        for package in packages().expect("the wrappers' manifests") {
            let folder = root().join(package.driver);
            assert_eq!(written(folder.join("Cargo.toml")), package.manifest, "{outdated}");
            match package.source {
                Source::Text(text) => assert_eq!(written(folder.join("src/lib.rs")), text, "{outdated}"),
                // Without symbolic links, git writes the target into a file.
                Source::Link(target) if folder.join("src").is_file() => {
                    assert_eq!(written(folder.join("src")), target, "{outdated}");
                }
                Source::Link(target) => {
                    let present = fs::read_link(folder.join("src")).unwrap_or_default();
                    assert_eq!(present, Path::new(&target), "{outdated}");
                }
            }
        }
    }
}
