//! The manifests in `patch/`.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;
use toml::{Table, Value};

use crate::Result;
use crate::drivers::manifest::{parse, table};
use crate::pairs::Pair;

const WRITTEN: &str = "# Written by `cargo xtask patch`.\n";

/// The keys of `[package]` that the packages take over.
const TAKEN_OVER: [&str; 4] = ["edition", "rust-version", "license", "repository"];

pub(super) fn read(path: &Path) -> Result<Table> {
    parse(&fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// A workspace of its own: ours has the drivers of crates.io.
pub(super) fn workspace() -> String {
    let members = "members = [\"postgres-types\", \"redis\", \"tokio-postgres\"]";
    format!("{WRITTEN}[workspace]\nresolver = \"3\"\n{members}\n")
}

/// The wrapper's manifest under the driver's name.
pub(super) fn of_wrapper(workspace: &Table, wrapper: &Table, pair: &Pair) -> Result<String> {
    let mut wrapper = wrapper.clone();
    let mut features = table(&mut wrapper, "features").clone();
    let mut dependencies = Table::new();
    for (name, dependency) in table(&mut wrapper, "dependencies").iter() {
        if pair.patch.without.contains(&name.as_str()) {
            continue;
        }
        let written = if name == pair.driver {
            driver(pair, pair.driver)
        } else {
            inherited(workspace, name, dependency)?
        };
        dependencies.insert(name.clone(), written);
    }
    // The features that need what is left out.
    features.retain(|_, needed| {
        let needed = needed.as_array().into_iter().flatten().filter_map(Value::as_str);
        !needed
            .into_iter()
            .any(|needed| pair.patch.without.iter().any(|name| needed == format!("dep:{name}")))
    });
    let description = format!("{} in the place of {}, for [patch.crates-io]", pair.wrapper, pair.driver);
    written(workspace, pair.driver, pair.patch.version, &description, features, dependencies)
}

/// The types that belong to a driver, passed on: `types` is their entry in cargo's metadata.
pub(super) fn of_types(workspace: &Table, types: &Json, pair: &Pair) -> Result<String> {
    let name = types["name"].as_str().unwrap_or_default();
    let mut features = Table::new();
    for feature in types["features"].as_object().into_iter().flat_map(serde_json::Map::keys) {
        features.insert(feature.clone(), Value::Array(vec![format!("{name}/{feature}").into()]));
    }
    let version = types["version"].as_str().and_then(|version| version.rsplit_once('.'));
    let (line, _) = version.ok_or_else(|| format!("cargo metadata gives no version for {name}"))?;
    let description = format!("the {name} of {}, for [patch.crates-io]", pair.wrapper);
    let dependencies = Table::from_iter([(name.to_owned(), driver(pair, name))]);
    written(workspace, name, &format!("{line}.99"), &description, features, dependencies)
}

fn written(
    workspace: &Table,
    name: &str,
    version: &str,
    description: &str,
    features: Table,
    dependencies: Table,
) -> Result<String> {
    let shared = workspace.get("workspace").and_then(|workspace| workspace.get("package"));
    let mut package = Table::new();
    package.insert("name".to_owned(), name.into());
    package.insert("version".to_owned(), version.into());
    package.insert("description".to_owned(), description.into());
    for key in TAKEN_OVER {
        let value = shared.and_then(|shared| shared.get(key));
        package.insert(key.to_owned(), value.ok_or_else(|| format!("the workspace has no {key}"))?.clone());
    }
    package.insert("publish".to_owned(), false.into());
    let mut manifest = Table::new();
    manifest.insert("package".to_owned(), package.into());
    manifest.insert("features".to_owned(), features.into());
    manifest.insert("dependencies".to_owned(), dependencies.into());
    Ok(format!("{WRITTEN}{manifest}"))
}

/// The driver, or a package next to it, from the driver's repository.
fn driver(pair: &Pair, name: &str) -> Value {
    let mut dependency = Table::new();
    dependency.insert("git".to_owned(), pair.patch.repository.into());
    dependency.insert("tag".to_owned(), pair.patch.tag.into());
    if name == pair.driver {
        dependency.insert("default-features".to_owned(), false.into());
    }
    dependency.into()
}

/// A dependency with what it inherits from our workspace. Our own crates come from the same repository, by their path.
fn inherited(workspace: &Table, name: &str, dependency: &Value) -> Result<Value> {
    let Some(own) = dependency.as_table().filter(|own| own.contains_key("workspace")) else {
        return Ok(dependency.clone());
    };
    let shared = workspace.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let shared = shared.and_then(|shared| shared.get(name));
    let mut written = match shared.ok_or_else(|| format!("the workspace has no dependency {name}"))? {
        Value::Table(shared) => shared.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    if let Some(path) = written.get_mut("path") {
        *path = format!("../../{}", path.as_str().unwrap_or_default()).into();
        written.remove("version");
    }
    for (key, value) in own.iter().filter(|(key, _)| *key != "workspace") {
        match (written.get_mut(key), value) {
            (Some(Value::Array(present)), Value::Array(more)) => present.extend(more.clone()),
            _ => {
                written.insert(key.clone(), value.clone());
            }
        }
    }
    Ok(written.into())
}
