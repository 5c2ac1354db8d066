//! Packages, as `cargo publish` uploads them. Nothing is uploaded.

use crate::{Result, cargo};

use super::{command, metadata};

/// Makes the packages, builds each one with all features from its own files, and prints their folder.
pub(crate) fn run(options: &[&str]) -> Result {
    match options {
        [] => make(&["--all-features"]),
        [option, ..] => Err(format!("{option} is no option of `package`: `cargo xtask package`")),
    }
}

/// Makes the packages and does not build them, which takes minutes.
pub(crate) fn package() -> Result {
    make(&["--no-verify"])
}

fn make(options: &[&str]) -> Result {
    let metadata = metadata()?;
    // A package leaves out the tests, and cargo warns about each. Changes without a commit are packaged too: `cargo publish` refuses
    // them, and this is also a step of daily work.
    let mut command = command(&["package", "--quiet", "--allow-dirty"], &metadata);
    cargo::output(command.args(options))?;
    println!("The packages are in {}.", metadata.target_directory().join("package").display());
    Ok(())
}
