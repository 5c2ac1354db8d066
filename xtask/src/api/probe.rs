//! A generated package that depends on the driver and on the wrapper: where cargo is asked about the two.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{self, Metadata};
use crate::{folder, lock};

use super::beside::Beside;
use super::listing::read;
use crate::pairs::Pair;

/// A nightly toolchain that writes the version of rustdoc's JSON which our `rustdoc-types` reads.
const NIGHTLY: &str = "nightly-2026-05-20";

pub(super) struct Probe {
    folder: PathBuf,
    target: PathBuf,
}

impl Probe {
    pub(super) fn of_pair(target: &Path, pair: &Pair) -> crate::Result<Self> {
        let driver = (pair.driver, pair.version, pair.features);
        Self::generate(&target.join(pair.wrapper), target, driver, (pair.wrapper, pair.features))
    }

    pub(super) fn of_beside(target: &Path, beside: &Beside) -> crate::Result<Self> {
        let folder = target.join(format!("{}-{}", beside.wrapper, beside.driver));
        let driver = (beside.driver, beside.version, beside.features);
        Self::generate(&folder, target, driver, (beside.wrapper, beside.wrapper_features))
    }

    fn generate(
        folder: &Path,
        target: &Path,
        (driver, version, features): (&str, &str, &[&str]),
        (wrapper, wrapper_features): (&str, &[&str]),
    ) -> crate::Result<Self> {
        let path = cargo::root().join(wrapper).display().to_string();
        let folder = folder.to_owned();
        let manifest = format!(
            "[package]\nname = \"probe\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             {driver} = {{ version = \"={version}\", features = {features:?} }}\n\
             {wrapper} = {{ path = {path:?}, features = {wrapper_features:?} }}\n"
        );
        folder::write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
        folder::write_if_changed(&folder.join("src/lib.rs"), "")?;
        lock::take_over(&folder)?;
        Ok(Self { folder, target: target.join("target") })
    }

    pub(super) fn metadata(&self) -> crate::Result<Metadata> {
        Metadata::of(&self.manifest())
    }

    /// Has rustdoc describe a package, hidden items included, and returns the file.
    pub(super) fn describe(&self, package: &str, toolchain: &str) -> crate::Result<PathBuf> {
        let mut command = Command::new("rustup");
        command.args(["run", toolchain, "cargo", "rustdoc", "--quiet", "--lib", "--package", package]);
        self.build(&mut command);
        command.args(["--", "-Z", "unstable-options", "--output-format", "json", "--document-hidden-items"]);
        cargo::output(&mut command)?;
        let json = self.target.join("doc").join(package.replace('-', "_")).with_extension("json");
        check_version(&json, toolchain)?;
        Ok(json)
    }

    /// Compiles `source` with both packages in reach; what the compiler says goes to the terminal.
    pub(super) fn compiles(&self, source: &str) -> crate::Result<bool> {
        folder::write_if_changed(&self.folder.join("src/lib.rs"), source)?;
        let mut command = cargo::command();
        command.args(["check", "--quiet"]);
        self.build(&mut command);
        Ok(command.status().map_err(|error| format!("cargo: {error}"))?.success())
    }

    fn build(&self, command: &mut Command) {
        command.arg("--manifest-path").arg(self.manifest());
        command.arg("--target-dir").arg(&self.target);
        // Lints are for other runs, and a driver's are not ours.
        command.env_remove("RUSTDOCFLAGS").env("RUSTFLAGS", "--cap-lints=allow");
    }

    fn manifest(&self) -> PathBuf {
        self.folder.join("Cargo.toml")
    }
}

/// The name of an installed nightly toolchain, the fitting one first.
pub(super) fn nightly() -> Option<&'static str> {
    [NIGHTLY, "nightly"].into_iter().find(|toolchain| {
        let output = Command::new("rustup").args(["run", toolchain, "cargo", "--version"]).output();
        output.is_ok_and(|output| output.status.success())
    })
}

/// How to get the toolchain that [`nightly`] looks for.
pub(super) fn installation() -> String {
    format!("`rustup toolchain install {NIGHTLY} --profile minimal`")
}

fn check_version(json: &Path, toolchain: &str) -> crate::Result {
    let text = std::fs::read(json).map_err(|error| format!("{}: {error}", json.display()))?;
    let value: serde_json::Value = read(&text).map_err(|error| format!("{}: {error}", json.display()))?;
    let (written, read) = (&value["format_version"], rustdoc_types::FORMAT_VERSION);
    if written.as_u64() == Some(u64::from(read)) {
        return Ok(());
    }
    Err(format!(
        "the toolchain `{toolchain}` writes version {written} of rustdoc's JSON, and this program reads version \
         {read}: {}",
        installation()
    ))
}
