//! The oldest Rust that the manifests claim (`rust-version`): the published crates build with it, in a project of their own.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{Result, cargo, folder};

use super::{metadata, name};

/// Dependencies that state no Rust version, although their newest version needs a newer one: cargo does not avoid them by itself.
/// `docs/src/versions.md` gives the command to users.
const HELD_BACK: &[(&str, &str)] = &[("scheduled-thread-pool", "0.2.7")];

/// Resolves the crates' dependencies as cargo does for a new project of that Rust version, and checks them with that toolchain.
///
/// The result depends on what the registry has today. So this is a part of a release, and not of `cargo xtask test`.
pub(crate) fn run(options: &[&str]) -> Result {
    if let [option, ..] = options {
        return Err(format!("{option} is no option of `oldest-rust`: `cargo xtask oldest-rust`"));
    }
    let metadata = metadata()?;
    let folder = metadata.target_directory().join("oldest-rust");
    let published: Vec<&Value> = metadata.published().collect();
    let version = published
        .first()
        .and_then(|package| package["rust_version"].as_str())
        .ok_or("the published crates state no rust-version")?;
    folder::write_if_changed(&folder.join("Cargo.toml"), &manifest(&published, version))?;
    folder::write_if_changed(&folder.join("src/lib.rs"), "")?;
    let cargo = |arguments: &[&str]| -> Result {
        let mut command = Command::new("rustup");
        command.args(["run", version, "cargo"]).args(arguments).current_dir(&folder);
        // Those of the toolchain that runs this program.
        command.env_remove("CARGO").env_remove("RUSTC").env("CARGO_TARGET_DIR", folder.join("target"));
        let advice =
            |error| format!("{error}; `rustup toolchain install {version} --profile minimal` installs it");
        cargo::output(&mut command).map(drop).map_err(advice)
    };
    cargo(&["generate-lockfile"])?;
    for (dependency, version) in HELD_BACK {
        cargo(&["update", "--package", dependency, "--precise", version])?;
    }
    cargo(&["check", "--locked"])?;
    println!(
        "The published crates build with Rust {version}, with the features that do not need a newer one."
    );
    Ok(())
}

/// A package that depends on all of them, with all features except those that need a newer Rust.
fn manifest(published: &[&Value], version: &str) -> String {
    let dependency = |package: &&Value| {
        let path = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let folder = path.parent().unwrap_or(path).display().to_string();
        let features = features(package);
        format!("{} = {{ path = {folder:?}, features = {features:?} }}\n", name(package))
    };
    let dependencies: String = published.iter().map(dependency).collect();
    format!(
        "[package]\nname = \"oldest-rust\"\nedition = \"2024\"\nrust-version = \"{version}\"\n\n\
         [workspace]\n\n[dependencies]\n{dependencies}"
    )
}

/// Returns the features that build with the package's own `rust-version`.
fn features(package: &Value) -> Vec<&str> {
    let newer: BTreeMap<&str, &Value> = package["metadata"]["newer-rust"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(feature, version)| (feature.as_str(), version))
        .collect();
    let all = package["features"].as_object().into_iter().flat_map(serde_json::Map::keys);
    all.map(String::as_str).filter(|feature| !newer.contains_key(feature)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn features_that_need_a_newer_rust_are_left_out() {
        let package = json!({
            "name": "pg-trace",
            "manifest_path": "/clone/pg-trace/Cargo.toml",
            "features": { "deadpool": [], "refinery": [] },
            "metadata": { "newer-rust": { "refinery": "1.92" } },
        });
        let manifest = manifest(&[&package], "1.88");
        assert!(manifest.contains("rust-version = \"1.88\""), "{manifest}");
        let dependency = "pg-trace = { path = \"/clone/pg-trace\", features = [\"deadpool\"] }\n";
        assert!(manifest.ends_with(dependency), "{manifest}");
    }
}
