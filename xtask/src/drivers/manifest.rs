//! Rewrites the manifest of a published package so that it builds on the wrapper.

use toml::{Table, Value};

use super::recorder;
use super::suite::Suite;
use crate::cargo;
use crate::pairs::Pair;

/// What the packages get for their dependency on the driver.
pub(super) struct Driver {
    /// The Cargo name that every one of these packages uses for it.
    pub(super) name: &'static str,
    /// The keys that replace `version`: `package` and `path`, or another `version`.
    pub(super) dependency: Table,
    /// Whether the tests are to record what they do.
    pub(super) records: bool,
}

impl Driver {
    /// The wrapper if the tests are to record what they do, the driver itself otherwise.
    pub(super) fn of(pair: &Pair, records: bool) -> Self {
        let mut dependency = Table::new();
        if records {
            dependency.insert("package".into(), pair.wrapper.into());
            dependency.insert("path".into(), cargo::root().join(pair.wrapper).display().to_string().into());
        } else {
            dependency.insert("version".into(), format!("={}", pair.version).into());
        }
        Self { name: pair.driver, dependency, records }
    }

    /// The manifest of a package built on the driver, with the driver replaced.
    pub(super) fn replace_in(&self, manifest: &str, suite: &Suite) -> crate::Result<String> {
        let mut manifest = self.prepare(manifest, suite)?;
        for dependencies in dependency_tables(&mut manifest) {
            if let Some(dependency) = dependencies.get_mut(self.name).and_then(Value::as_table_mut) {
                dependency.remove("version");
                dependency.extend(self.dependency.clone());
            }
        }
        let features = table(&mut manifest, "features");
        let default = features.entry("default").or_insert_with(|| Value::Array(Vec::new()));
        if let Some(default) = default.as_array_mut() {
            default.extend(suite.features.iter().map(|feature| Value::from(*feature)));
        }
        Ok(manifest.to_string())
    }

    /// The manifest of a package whose library is a module of the wrapper, for which these features of it are needed.
    pub(super) fn module_package(
        &self,
        manifest: &str,
        suite: &Suite,
        features: &[&str],
    ) -> crate::Result<String> {
        let mut manifest = parse(&self.replace_in(manifest, suite)?)?;
        table(&mut manifest, "package").insert("name".into(), suite.name().into());
        table(&mut manifest, "lib").insert("name".into(), suite.package.replace('-', "_").into());
        for dependencies in dependency_tables(&mut manifest) {
            if let Some(dependency) = dependencies.get_mut(self.name).and_then(Value::as_table_mut) {
                let present = dependency.entry("features").or_insert_with(|| Value::Array(Vec::new()));
                if let Some(present) = present.as_array_mut() {
                    present.extend(features.iter().map(|feature| Value::from(*feature)));
                }
            }
        }
        Ok(manifest.to_string())
    }

    /// The manifest of a package that holds the driver's own integration tests, as if they were a user's program.
    pub(super) fn test_package(&self, manifest: &str, suite: &Suite) -> crate::Result<String> {
        let mut manifest = self.prepare(manifest, suite)?;
        let package = table(&mut manifest, "package");
        package.insert("name".into(), suite.name().into());
        // An empty library of the package's own name: two crates called `tokio_postgres` would be one too many.
        let library = table(&mut manifest, "lib");
        library.remove("name");
        library.insert("test".into(), false.into());
        name_optional_dependencies(&mut manifest);
        let features = table(&mut manifest, "features");
        features.remove("default");
        for (name, others) in features.iter_mut() {
            if let Some(others) = others.as_array_mut() {
                others.push(format!("{}/{name}", self.name).into());
            }
        }
        let names = features.keys().filter(|name| !suite.without_features.contains(&name.as_str()));
        let default: Vec<String> = names.cloned().collect();
        features.insert("default".into(), default.into());
        table(&mut manifest, "dependencies").insert(self.name.into(), self.dependency.clone().into());
        Ok(manifest.to_string())
    }

    /// What both have in common.
    fn prepare(&self, manifest: &str, suite: &Suite) -> crate::Result<Table> {
        let mut manifest = parse(manifest)?;
        // Benchmarks, with the slow build of what they need, and what only counts at the root of a workspace.
        manifest.remove("bench");
        manifest.remove("example");
        if let Some(tests) = manifest.get_mut("test").and_then(Value::as_array_mut) {
            tests.retain(|test| !test["path"].as_str().is_some_and(|path| suite.leaves_out(path)));
        }
        table(&mut manifest, "package").remove("resolver");
        let dependencies = table(&mut manifest, "dev-dependencies");
        dependencies.remove("criterion");
        let recorder = self.records.then_some((recorder::PACKAGE, recorder::PACKAGE));
        for (name, folder) in suite.beside.iter().copied().chain(recorder) {
            let path = format!("../{folder}");
            dependencies.insert(name.into(), Table::from_iter([("path".to_owned(), path.into())]).into());
        }
        Ok(manifest)
    }
}

pub(crate) fn parse(manifest: &str) -> crate::Result<Table> {
    manifest.parse().map_err(|error| format!("a Cargo.toml is not TOML: {error}"))
}

/// The table of that name, made if it is not there.
pub(crate) fn table<'manifest>(parent: &'manifest mut Table, name: &str) -> &'manifest mut Table {
    let value = parent.entry(name).or_insert_with(|| Table::new().into());
    if !value.is_table() {
        *value = Table::new().into();
    }
    value.as_table_mut().expect("was made a table above")
}

/// Gives an optional dependency that is a feature by itself a feature that is written down.
fn name_optional_dependencies(manifest: &mut Table) {
    let mut optional = Vec::new();
    for dependencies in dependency_tables(manifest) {
        let dependencies = dependencies.iter();
        let of_table = dependencies.filter(|(_, dependency)| {
            dependency.get("optional").and_then(Value::as_bool).unwrap_or_default()
        });
        optional.extend(of_table.map(|(name, _)| name.clone()));
    }
    let features = table(manifest, "features");
    let is_written_down = |features: &Table, entry: &Value| {
        features.values().filter_map(Value::as_array).any(|others| others.contains(entry))
    };
    for name in optional {
        let entry = Value::from(format!("dep:{name}"));
        if !is_written_down(features, &entry) {
            features.insert(name, vec![entry].into());
        }
    }
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
    use super::super::suite::{Content, LeftOut};
    use super::*;

    const SUITE: Suite = Suite {
        package: "tokio-postgres",
        features: &["serde"],
        without_features: &["js"],
        left_out: &[LeftOut { name: "tests/slow.rs", reason: "it is slow" }],
        ..Suite::DEFAULT
    };

    fn wrapper() -> Driver {
        let mut dependency = Table::new();
        dependency.insert("package".into(), "pg-trace".into());
        dependency.insert("path".into(), "/repository/pg-trace".into());
        Driver { name: "tokio-postgres", dependency, records: true }
    }

    #[test]
    fn replaced_driver_dependency_keeps_its_features() {
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
        let rewritten = parse(&wrapper().replace_in(manifest, &SUITE).unwrap()).unwrap();
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
    fn module_package_names_its_library_like_the_replaced_package() {
        let manifest = r#"
            [package]
            name = "deadpool-postgres"
            [dependencies.tokio-postgres]
            version = "0.7.14"
            features = ["with-uuid-1"]
        "#;
        let content = Content::Module { name: "deadpool", features: &["deadpool"] };
        let suite = Suite { package: "deadpool-postgres", content, ..SUITE };
        let rewritten = wrapper().module_package(manifest, &suite, &["deadpool"]).unwrap();
        let rewritten = parse(&rewritten).unwrap();
        assert_eq!(rewritten["package"]["name"].as_str(), Some("deadpool-postgres-module"));
        assert_eq!(rewritten["lib"]["name"].as_str(), Some("deadpool_postgres"));
        let driver = &rewritten["dependencies"]["tokio-postgres"];
        assert_eq!(driver["package"].as_str(), Some("pg-trace"));
        assert_eq!(driver["features"], Value::from(vec!["with-uuid-1", "deadpool"]));
    }

    #[test]
    fn test_package_turns_on_each_driver_feature_but_js() {
        let manifest = r#"
            [package]
            name = "tokio-postgres"
            [lib]
            name = "tokio_postgres"
            [features]
            default = ["runtime"]
            js = ["postgres-protocol/js"]
            runtime = ["tokio/net", "dep:socket2"]
            [dependencies]
            socket2 = { version = "0.6", optional = true }
            uuid = { version = "1", optional = true }
            [[bench]]
            name = "bench"
            [[test]]
            path = "tests/slow.rs"
            [[test]]
            path = "tests/quick.rs"
            [dev-dependencies.criterion]
            version = "0.7"
        "#;
        let suite = Suite { content: Content::IntegrationTests, ..SUITE };
        let rewritten = parse(&wrapper().test_package(manifest, &suite).unwrap()).unwrap();
        assert_eq!(rewritten["package"]["name"].as_str(), Some("tokio-postgres-tests"));
        assert!(rewritten["lib"].get("name").is_none());
        assert_eq!(rewritten["features"]["default"], Value::from(vec!["runtime", "uuid"]));
        let runtime = vec!["tokio/net", "dep:socket2", "tokio-postgres/runtime"];
        assert_eq!(rewritten["features"]["runtime"], Value::from(runtime));
        assert_eq!(rewritten["features"]["uuid"], Value::from(vec!["dep:uuid", "tokio-postgres/uuid"]));
        assert_eq!(rewritten["test"].as_array().map(Vec::len), Some(1));
        assert_eq!(rewritten["test"][0]["path"].as_str(), Some("tests/quick.rs"));
        assert_eq!(rewritten["dependencies"]["tokio-postgres"]["package"].as_str(), Some("pg-trace"));
        assert!(rewritten.get("bench").is_none());
        assert!(rewritten["dev-dependencies"].get("criterion").is_none());
        assert_eq!(rewritten["dev-dependencies"]["recorder"]["path"].as_str(), Some("../recorder"));
    }
}
