//! Rewrites the manifest of a published package so that it builds on the wrapper.

use toml::{Table, Value};

use super::recorder;

/// The Cargo name that every one of these packages uses for its driver.
const DRIVER: &str = "tokio-postgres";

/// What the packages get for their `tokio-postgres` dependency.
pub(super) struct Driver {
    /// The keys that replace `version`: `package` and `path`, or another `version`.
    pub(super) dependency: Table,
    /// Whether the tests are to record what they do.
    pub(super) records: bool,
}

impl Driver {
    /// The manifest of a package built on the driver, with the driver replaced.
    pub(super) fn replace_in(&self, manifest: &str, extra_features: &[&str]) -> crate::Result<String> {
        let mut manifest = self.prepare(manifest)?;
        for dependencies in dependency_tables(&mut manifest) {
            if let Some(dependency) = dependencies.get_mut(DRIVER).and_then(Value::as_table_mut) {
                dependency.remove("version");
                dependency.extend(self.dependency.clone());
            }
        }
        let features = table(&mut manifest, "features");
        let default = features.entry("default").or_insert_with(|| Value::Array(Vec::new()));
        if let Some(default) = default.as_array_mut() {
            default.extend(extra_features.iter().map(|feature| Value::from(*feature)));
        }
        Ok(manifest.to_string())
    }

    /// The manifest of a package that holds the driver's own integration tests, as if they were somebody's program.
    pub(super) fn test_package(&self, manifest: &str) -> crate::Result<String> {
        let mut manifest = self.prepare(manifest)?;
        let package = table(&mut manifest, "package");
        package.insert("name".into(), format!("{DRIVER}-tests").into());
        // An empty library of the package's own name: two crates called `tokio_postgres` would be one too many.
        let library = table(&mut manifest, "lib");
        library.remove("name");
        library.insert("test".into(), false.into());
        let features = table(&mut manifest, "features");
        let names: Vec<String> = features.keys().filter(|name| *name != "default").cloned().collect();
        for name in &names {
            features.insert(name.clone(), vec![format!("{DRIVER}/{name}")].into());
        }
        // `js` is for WebAssembly only.
        let default: Vec<String> = names.into_iter().filter(|name| name != "js").collect();
        features.insert("default".into(), default.into());
        table(&mut manifest, "dependencies").insert(DRIVER.into(), self.dependency.clone().into());
        Ok(manifest.to_string())
    }

    /// What both have in common.
    fn prepare(&self, manifest: &str) -> crate::Result<Table> {
        let mut manifest = parse(manifest)?;
        // Benchmarks, with the slow build of what they need, and what only counts at the root of a workspace.
        manifest.remove("bench");
        table(&mut manifest, "package").remove("resolver");
        let dependencies = table(&mut manifest, "dev-dependencies");
        dependencies.remove("criterion");
        if self.records {
            let path = format!("../{}", recorder::PACKAGE);
            dependencies.insert(
                recorder::PACKAGE.into(),
                Table::from_iter([("path".to_owned(), path.into())]).into(),
            );
        }
        Ok(manifest)
    }
}

fn parse(manifest: &str) -> crate::Result<Table> {
    manifest.parse().map_err(|error| format!("a published Cargo.toml is not TOML: {error}"))
}

/// The table of that name, made if it is not there.
fn table<'manifest>(parent: &'manifest mut Table, name: &str) -> &'manifest mut Table {
    let value = parent.entry(name).or_insert_with(|| Table::new().into());
    if !value.is_table() {
        *value = Table::new().into();
    }
    value.as_table_mut().expect("was made a table above")
}

/// `[dependencies]`, `[dev-dependencies]`, and the same of every target.
fn dependency_tables(manifest: &mut Table) -> Vec<&mut Table> {
    let mut tables = Vec::new();
    for (key, value) in manifest.iter_mut() {
        let Some(value) = value.as_table_mut() else { continue };
        if key == "target" {
            let targets = value.iter_mut().filter_map(|(_, target)| target.as_table_mut());
            tables.extend(targets.flat_map(dependency_tables));
        } else if key.ends_with("dependencies") {
            tables.push(value);
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapper() -> Driver {
        let mut dependency = Table::new();
        dependency.insert("package".into(), "pg-trace".into());
        dependency.insert("path".into(), "/repository/pg-trace".into());
        Driver { dependency, records: true }
    }

    #[test]
    fn every_dependency_on_the_driver_is_replaced_and_keeps_its_features() {
        let manifest = r#"
            [dependencies.tokio-postgres]
            version = "0.7.14"
            features = ["with-uuid-1"]
            [target.'cfg(unix)'.dependencies.tokio-postgres]
            version = "0.7.14"
            default-features = false
            [dependencies.tokio]
            version = "1.29"
        "#;
        let rewritten = parse(&wrapper().replace_in(manifest, &["serde"]).unwrap()).unwrap();
        let plain = &rewritten["dependencies"]["tokio-postgres"];
        assert_eq!(plain["package"].as_str(), Some("pg-trace"));
        assert_eq!(plain["features"][0].as_str(), Some("with-uuid-1"));
        assert!(plain.get("version").is_none());
        let on_unix = &rewritten["target"]["cfg(unix)"]["dependencies"]["tokio-postgres"];
        assert_eq!(on_unix["path"].as_str(), Some("/repository/pg-trace"));
        assert_eq!(on_unix["default-features"].as_bool(), Some(false));
        assert_eq!(rewritten["dependencies"]["tokio"]["version"].as_str(), Some("1.29"));
        assert_eq!(rewritten["features"]["default"][0].as_str(), Some("serde"));
    }

    #[test]
    fn the_test_package_turns_on_every_feature_of_the_driver_but_js() {
        let manifest = r#"
            [package]
            name = "tokio-postgres"
            [lib]
            name = "tokio_postgres"
            [features]
            default = ["runtime"]
            js = ["postgres-protocol/js"]
            runtime = ["tokio/net"]
            [[bench]]
            name = "bench"
            [dev-dependencies.criterion]
            version = "0.7"
        "#;
        let rewritten = parse(&wrapper().test_package(manifest).unwrap()).unwrap();
        assert_eq!(rewritten["package"]["name"].as_str(), Some("tokio-postgres-tests"));
        assert!(rewritten["lib"].get("name").is_none());
        assert_eq!(rewritten["features"]["default"], Value::from(vec!["runtime"]));
        assert_eq!(rewritten["features"]["runtime"], Value::from(vec!["tokio-postgres/runtime"]));
        assert_eq!(rewritten["dependencies"]["tokio-postgres"]["package"].as_str(), Some("pg-trace"));
        assert!(rewritten.get("bench").is_none());
        assert!(rewritten["dev-dependencies"].get("criterion").is_none());
        assert_eq!(rewritten["dev-dependencies"]["recorder"]["path"].as_str(), Some("../recorder"));
    }
}
