//! Calls of cargo, and what they say about packages.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The folder of this repository's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The cargo that runs this program.
pub(crate) fn command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command and returns what it printed; its errors go to the terminal.
pub(crate) fn output(command: &mut Command) -> crate::Result<Vec<u8>> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("{name} did not start: {error}"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("{name} failed ({}); its own message is above", output.status))
    }
}

/// What `cargo metadata` says about a manifest and its dependencies, which it downloads if need be.
pub(crate) struct Metadata(Value);

impl Metadata {
    pub(crate) fn of(manifest: &Path) -> crate::Result<Self> {
        let mut command = command();
        command.args(["metadata", "--format-version", "1", "--quiet", "--manifest-path"]).arg(manifest);
        let metadata = serde_json::from_slice(&output(&mut command)?)
            .map_err(|error| format!("cargo metadata wrote something that is not JSON: {error}"))?;
        Ok(Self(metadata))
    }

    /// Where builds go, with `CARGO_TARGET_DIR` and `.cargo/config.toml` taken into account.
    pub(crate) fn target_directory(&self) -> PathBuf {
        PathBuf::from(self.0["target_directory"].as_str().unwrap_or("target"))
    }

    /// The entry of a package; `name` is what it is called on crates.io.
    pub(crate) fn package(&self, name: &str) -> crate::Result<&Value> {
        let packages = self.0["packages"].as_array().into_iter().flatten();
        packages
            .into_iter()
            .find(|package| package["name"] == name)
            .ok_or_else(|| format!("cargo metadata does not list the package {name}"))
    }

    /// The workspace's packages that are published: those without `publish = false`.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Value> {
        let is_member = |package: &Value| {
            self.0["workspace_members"].as_array().is_some_and(|ids| ids.contains(&package["id"]))
        };
        let packages = self.0["packages"].as_array().into_iter().flatten();
        packages.filter(move |package| package["publish"].is_null() && is_member(package))
    }

    /// The folder that holds the sources of a package.
    pub(crate) fn folder(&self, name: &str) -> crate::Result<PathBuf> {
        let manifest = self.package(name)?["manifest_path"].as_str().map(Path::new);
        let folder = manifest.and_then(Path::parent);
        folder.map(Path::to_path_buf).ok_or_else(|| format!("cargo metadata gives no folder for {name}"))
    }
}
