//! mdBook, which builds the book in `docs/`. No distribution that we test on has a package of it.
//!
//! The library `mdbook` would be a dependency of `xtask`, and `cargo xtask` would take minutes to build for a user who
//! only wants the demo. So it is the program, of one version, in the target folder.

use std::path::PathBuf;
use std::process::Command;

use crate::cargo::{self, Metadata};

const VERSION: &str = "0.5.4";

/// Returns the path of mdBook in our version: the one on `PATH`, or the one in the target folder, installed if missing.
pub(crate) fn mdbook() -> crate::Result<PathBuf> {
    let folder = Metadata::of(&cargo::root().join("Cargo.toml"))?.target_directory().join("tools");
    let installed = folder.join("bin").join(format!("mdbook{}", std::env::consts::EXE_SUFFIX));
    if let Some(found) = ["mdbook".into(), installed.clone()].into_iter().find(is_our_version) {
        return Ok(found);
    }
    let mut install = cargo::command();
    install
        .args(["install", "mdbook", "--locked", "--version", &format!("={VERSION}")])
        // Without the web server and what watches files: half of the time to build it.
        .args(["--no-default-features", "--features", "search", "--root"])
        .arg(&folder);
    eprintln!("mdbook {VERSION} is missing. Building it takes two to four minutes, once:\n  {install:?}");
    match install.status() {
        Ok(status) if status.success() => Ok(installed),
        Ok(status) => Err(format!("`cargo install mdbook` failed: {status}")),
        Err(error) => Err(format!("`cargo install mdbook` did not start: {error}")),
    }
}

fn is_our_version(program: &PathBuf) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == format!("mdbook v{VERSION}").as_bytes())
}
