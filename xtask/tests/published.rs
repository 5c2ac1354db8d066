//! What holds of each crate that is published: its manifest, its README, its licences, its table of features, its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const REPOSITORY: &str = "https://github.com/db-trace/db-trace/blob/main/";
const VERSIONS: &str = "docs/src/versions.md";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

fn cargo(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A crate of the workspace without `publish = false`.
struct Published(Value);

impl Published {
    fn all() -> Vec<Self> {
        let metadata = cargo(&["metadata", "--format-version", "1", "--no-deps"]);
        let metadata: Value = serde_json::from_str(&metadata).expect("JSON");
        let packages = metadata["packages"].as_array().expect("packages");
        packages.iter().filter(|package| package["publish"].is_null()).cloned().map(Self).collect()
    }

    fn name(&self) -> &str {
        self.0["name"].as_str().expect("a name")
    }

    fn version(&self) -> &str {
        self.0["version"].as_str().expect("a version")
    }

    fn folder(&self) -> PathBuf {
        let manifest = Path::new(self.0["manifest_path"].as_str().expect("a path"));
        manifest.parent().expect("a folder").to_owned()
    }

    fn readme(&self) -> String {
        read(&self.folder().join("README.md"))
    }

    fn library(&self) -> String {
        read(&self.folder().join("src/lib.rs"))
    }

    /// The features, with what each enables; without `default` and without those that cargo derives from dependencies.
    fn features(&self) -> BTreeMap<&str, &Value> {
        let features = self.0["features"].as_object().expect("features");
        features
            .iter()
            .map(|(name, value)| (name.as_str(), value))
            .filter(|(name, _)| *name != "default")
            .collect()
    }

    fn default_features(&self) -> BTreeSet<&str> {
        let default = self.0["features"]["default"].as_array().into_iter().flatten();
        default.filter_map(Value::as_str).collect()
    }

    /// The features that need a newer Rust than the crate, each with its version.
    fn newer_rust(&self) -> BTreeMap<&str, &str> {
        let newer = self.0["metadata"]["newer-rust"].as_object().into_iter().flatten();
        newer.map(|(feature, version)| (feature.as_str(), version.as_str().expect("a version"))).collect()
    }

    fn files(&self) -> Vec<String> {
        let list = cargo(&["package", "--list", "--allow-dirty", "--quiet", "-p", self.name()]);
        list.lines().map(str::to_owned).collect()
    }
}

/// Returns the cells of the rows of the first table under `heading`, without the table's own heading.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, text) = text.split_once(&format!("{heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let rows =
        text.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    rows.skip(2)
        .map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// Returns what is in backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Returns `true` if a feature is named by a word such as `tls-*`, or by itself.
fn names(word: &str, feature: &str) -> bool {
    match word.split_once('*') {
        Some((before, after)) => {
            feature.strip_prefix(before).is_some_and(|rest| rest.ends_with(after) && rest.len() > after.len())
        }
        None => word == feature,
    }
}

/// Returns what is wrong with a table of features.
fn problems_of_table(
    rows: &[Vec<String>],
    features: &BTreeSet<&str>,
    default: &BTreeSet<&str>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut marked_as_default = BTreeSet::new();
    let words: Vec<&str> = rows.iter().flat_map(|row| quoted(&row[0])).collect();
    for word in &words {
        if !features.iter().any(|feature| names(word, feature)) {
            problems.push(format!("`{word}` is no feature"));
        }
    }
    for feature in features {
        if !words.iter().any(|word| names(word, feature)) {
            problems.push(format!("`{feature}` is missing"));
        }
    }
    for row in rows.iter().filter(|row| row[0].ends_with("(default)")) {
        marked_as_default.extend(quoted(&row[0]));
    }
    if &marked_as_default != default {
        problems.push(format!("marked as default are {marked_as_default:?}, and default are {default:?}"));
    }
    problems
}

/// Returns the table of features: in the documentation of the crate, or in its README.
fn features_table(published: &Published) -> Vec<Vec<String>> {
    let library = published.library();
    let documentation: String = library
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .fold(String::new(), |text, line| text + line.strip_prefix(' ').unwrap_or(line) + "\n");
    if documentation.contains("\n# Features\n") {
        let anchor = format!(
            "https://docs.rs/{}/latest/{}/#features",
            published.name(),
            published.name().replace('-', "_")
        );
        let readme = published.readme();
        assert!(readme.contains(&anchor), "{}: README has no link to {anchor}", published.name());
        table(&documentation, "# Features")
    } else {
        table(&published.readme(), "## Features")
    }
}

#[test]
fn features_table_of_each_crate_has_its_features_and_defaults() {
    for published in Published::all() {
        let features: BTreeSet<&str> = published.features().into_keys().collect();
        if features.is_empty() {
            continue;
        }
        let rows = features_table(&published);
        let problems = problems_of_table(&rows, &features, &published.default_features());
        assert!(problems.is_empty(), "{}: {problems:#?}", published.name());
        for (feature, rust) in published.newer_rust() {
            let row = rows.iter().find(|row| quoted(&row[0]).contains(&feature)).expect("a row");
            assert!(row[1].contains(&format!("Rust {rust}")), "{}: {row:?}", published.name());
        }
    }
}

#[test]
fn wrong_features_table_is_found() {
    let row = |cell: &str| vec![cell.to_owned(), String::new()];
    let rows = [row("`runtime`, `gone` (default)"), row("`with-*`")];
    let features = BTreeSet::from(["runtime", "with-uuid-1", "deadpool"]);
    let problems = problems_of_table(&rows, &features, &BTreeSet::from(["runtime"]));
    let default = "marked as default are {\"gone\", \"runtime\"}, and default are {\"runtime\"}";
    assert_eq!(problems, ["`gone` is no feature", "`deadpool` is missing", default]);
}

#[test]
fn manifest_of_each_crate_has_what_the_registry_shows() {
    for published in Published::all() {
        let (package, name) = (&published.0, published.name());
        let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
        assert!(!text("description").is_empty(), "{name}: description");
        assert_eq!(text("license"), "MIT OR Apache-2.0", "{name}");
        assert_eq!(text("documentation"), format!("https://docs.rs/{name}"));
        assert!(text("repository").starts_with("https://"), "{name}: repository");
        assert!(!text("rust_version").is_empty(), "{name}: rust-version");
        for (key, longest) in [("keywords", 5), ("categories", 5)] {
            let count = package[key].as_array().map_or(0, Vec::len);
            assert!((1..=longest).contains(&count), "{name}: {count} {key}");
        }
        let keywords = package["keywords"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for keyword in keywords {
            assert!(keyword.len() <= 20, "{name}: the registry takes no keyword as long as {keyword}");
        }
        let docs = &package["metadata"]["docs"]["rs"];
        assert_eq!(docs["all-features"], true, "{name}: package.metadata.docs.rs");
        assert_eq!(docs["rustdoc-args"], serde_json::json!(["--cfg", "docsrs"]), "{name}");
        let label = "#![cfg_attr(docsrs, feature(doc_cfg))]";
        assert!(published.library().contains(label), "{name}: src/lib.rs lacks {label}");
    }
}

#[test]
fn readme_of_each_crate_has_absolute_links_to_what_exists() {
    for published in Published::all() {
        let readme = published.readme();
        for link in readme.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            // `fn main() -> …](…` does not occur in our snippets.
            let place = format!("{}/README.md: {link}", published.name());
            assert!(link.starts_with("https://"), "{place}: crates.io shows the README without its folder");
            if let Some(path) = link.strip_prefix(REPOSITORY) {
                assert!(root().join(path).exists(), "{place}: no such file");
            }
        }
        assert!(readme.contains("MIT or Apache-2.0"), "{}: README names no licence", published.name());
    }
}

#[test]
fn package_of_each_crate_has_sources_readme_and_licences_and_little_else() {
    let always = [
        ".cargo_vcs_info.json",
        "Cargo.lock",
        "Cargo.toml",
        "Cargo.toml.orig",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
    ];
    let some = [("db-redact", "RULES.md"), ("db-semconv", "registry/dbtrace.yaml")];
    for published in Published::all() {
        let (name, files) = (published.name(), published.files());
        for file in always {
            assert!(files.iter().any(|packaged| packaged == file), "{name}: no {file}");
        }
        for (_, file) in some.iter().filter(|(crate_name, _)| *crate_name == name) {
            assert!(files.iter().any(|packaged| packaged == file), "{name}: no {file}");
        }
        let unexpected: Vec<&String> = files
            .iter()
            .filter(|file| !always.contains(&file.as_str()) && !some.contains(&(name, file.as_str())))
            .filter(|file| !file.starts_with("src/") && !file.starts_with("examples/"))
            .collect();
        assert!(unexpected.is_empty(), "{name}: {unexpected:#?}");
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            assert_eq!(read(&published.folder().join(licence)), read(&root().join(licence)), "{name}");
        }
    }
}

#[test]
fn sources_of_each_crate_include_only_what_is_packaged() {
    for published in Published::all() {
        let packaged: BTreeSet<PathBuf> =
            published.files().iter().map(|file| published.folder().join(file)).collect();
        for source in packaged.iter().filter(|file| file.extension().is_some_and(|end| end == "rs")) {
            let text = read(source);
            for include in ["include_str!(\"", "include_bytes!(\"", "include!(\""] {
                for (path, _) in text.split(include).skip(1).filter_map(|rest| rest.split_once('"')) {
                    let place = source.parent().expect("a folder").join(path);
                    let place = fs::canonicalize(&place)
                        .unwrap_or_else(|error| panic!("{}: {}: {error}", source.display(), place.display()));
                    assert!(packaged.contains(&place), "{}: {path} is not packaged", source.display());
                }
            }
        }
    }
}

/// Returns the versions of a package in Cargo.lock.
fn locked(name: &str) -> Vec<String> {
    let lock: toml::Table = read(&root().join("Cargo.lock")).parse().expect("TOML");
    let packages = lock["package"].as_array().expect("packages");
    let named = packages.iter().filter(|package| package["name"].as_str() == Some(name));
    named.map(|package| package["version"].as_str().expect("a version").to_owned()).collect()
}

#[test]
fn table_of_versions_is_that_of_the_manifests_and_the_lock_file() {
    let all = Published::all();
    let rows = table(&read(&root().join(VERSIONS)), "## What each release wraps");
    let (mut current, mut described) = (0, BTreeSet::new());
    for row in &rows {
        let [release, name, feature, wraps, replaces, asks, tested] = row.as_slice() else {
            panic!("{row:?}")
        };
        let published = all.iter().find(|published| quoted(name) == [published.name()]);
        let published = published.unwrap_or_else(|| panic!("{name} is not published"));
        if release != published.version() {
            continue;
        }
        current += 1;
        let wrapped = quoted(wraps)[0];
        described.insert((published.name().to_owned(), wrapped.to_owned()));
        let dependencies = published.0["dependencies"].as_array().expect("dependencies");
        let dependency = dependencies
            .iter()
            .find(|dependency| dependency["name"] == wrapped && dependency["kind"].is_null());
        let dependency = dependency.unwrap_or_else(|| panic!("{row:?}: no such dependency"));
        assert_eq!(dependency["req"].as_str(), Some(format!("^{asks}").as_str()), "{row:?}");
        assert_eq!(locked(wrapped), [tested.as_str()], "{row:?}");
        for feature in quoted(feature) {
            assert!(published.features().contains_key(feature), "{row:?}");
        }
        if let Some((crate_name, version)) = replaces.split_once(' ') {
            let versions = locked(quoted(crate_name)[0]);
            // bb8-postgres is in the graph of tests/whole-graph alone.
            let pinned = read(&root().join("tests/whole-graph/Cargo.toml"))
                .contains(&format!("{} = \"={version}\"", quoted(crate_name)[0]));
            assert!(pinned || versions == [version], "{row:?}: {versions:?}");
        }
    }
    assert!(current > 0, "no row has the version of the workspace");
    // Each driver that a published crate depends on has a row.
    let drivers =
        ["bb8", "deadpool", "diesel", "diesel-async", "r2d2", "redis", "refinery-core", "tokio-postgres"];
    let wrappers = ["diesel-trace", "pg-trace", "redis-trace"];
    for published in all.iter().filter(|published| wrappers.contains(&published.name())) {
        for dependency in published.0["dependencies"].as_array().expect("dependencies") {
            let (name, is_normal) =
                (dependency["name"].as_str().expect("a name"), dependency["kind"].is_null());
            // diesel-async has it in the signatures of its constructors.
            let is_of_diesel_async = published.name() == "diesel-trace" && name == "tokio-postgres";
            if is_normal && drivers.contains(&name) && !is_of_diesel_async {
                let row = (published.name().to_owned(), name.to_owned());
                assert!(described.contains(&row), "{VERSIONS} has no row for {row:?}");
            }
        }
    }
}

#[test]
fn version_that_the_notice_about_opentelemetry_names_is_that_of_the_dependency() {
    let manifest: toml::Table = read(&root().join("Cargo.toml")).parse().expect("TOML");
    let version =
        manifest["workspace"]["dependencies"]["opentelemetry"]["version"].as_str().expect("a version");
    let source = read(&root().join("semconv/src/signals/mod.rs"));
    let constant = format!("const OPENTELEMETRY: &str = \"{version}\";");
    assert!(source.contains(&constant), "semconv/src/signals/mod.rs: {constant}");
}

#[test]
fn check_list_of_releases_publishes_each_crate_after_those_that_it_needs() {
    let all = Published::all();
    let releasing = read(&root().join("RELEASING.md"));
    let rows = table(&releasing, "## What is published");
    let listed: Vec<&str> = rows.iter().map(|row| quoted(&row[1])[0]).collect();
    let names: BTreeSet<&str> = all.iter().map(Published::name).collect();
    assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), names);
    for published in &all {
        let place = |name: &str| listed.iter().position(|listed| *listed == name);
        for dependency in published.0["dependencies"].as_array().expect("dependencies") {
            let is_published_first = dependency["kind"] == "dev"
                || place(dependency["name"].as_str().expect("a name"))
                    .is_none_or(|first| Some(first) < place(published.name()));
            assert!(is_published_first, "{} before {}", published.name(), dependency["name"]);
        }
    }
    for command in ["cargo publish", "cargo semver-checks"] {
        let (_, arguments) = releasing.split_once(&format!("{command} -p ")).expect(command);
        let (arguments, _) = arguments.split_once("```").expect("the snippet ends");
        let selected: Vec<&str> =
            arguments.split_whitespace().filter(|word| !["-p", "\\"].contains(word)).collect();
        assert_eq!(selected, listed, "{command}");
    }
}

#[test]
fn workflow_of_the_host_runs_ci_with_the_toolchains_of_xtask() {
    let workflow = read(&root().join(".github/workflows/ci.yml"));
    assert!(workflow.contains("- run: .ci/run\n"));
    let probe = read(&root().join("xtask/src/api/probe.rs"));
    let (_, nightly) = probe.split_once("const NIGHTLY: &str = \"").expect("the nightly");
    let (nightly, _) = nightly.split_once('"').expect("the string ends");
    assert!(workflow.contains(&format!("rustup toolchain install {nightly} ")), "{nightly}");
    for published in Published::all() {
        let oldest = published.0["rust_version"].as_str().expect("a version");
        assert!(workflow.contains(&format!("rustup toolchain install {oldest} ")), "{oldest}");
    }
}

/// Packages that need a newer Rust in our Cargo.lock, and the reason why they do not in a project of a user.
const NEWER_IN_OUR_LOCK_FILE: &[(&str, &str)] = &[(
    "uuid",
    "apalis-core, which only our tests use, asks for 1.28; `cargo xtask oldest-rust` resolves without it",
)];

fn rust(version: &str) -> Vec<u32> {
    version.split('.').take(2).map(|part| part.parse().expect("a number")).collect()
}

#[test]
fn dependencies_of_each_crate_need_no_newer_rust_than_it_claims() {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--all-features"])).expect("JSON");
    let needed: BTreeMap<(&str, &str), &str> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .filter_map(|package| {
            let text = |key: &str| package[key].as_str();
            Some(((text("name")?, text("version")?), text("rust_version")?))
        })
        .collect();
    let page = read(&root().join(VERSIONS));
    let exceptions = table(&page, "## Rust");
    let mut documented = 0;
    for published in Published::all() {
        let claimed = published.0["rust_version"].as_str().expect("a version");
        assert!(page.contains(&format!("The crates need Rust {claimed}.")), "{VERSIONS}: {claimed}");
        let newer = published.newer_rust();
        for (feature, rust) in &newer {
            let row = [format!("`{}`", published.name()), format!("`{feature}`"), (*rust).to_owned()];
            assert!(exceptions.iter().any(|exception| *exception == row), "{VERSIONS} has no row {row:?}");
            documented += 1;
        }
        let features: Vec<&str> =
            published.features().into_keys().filter(|feature| !newer.contains_key(feature)).collect();
        let tree = cargo(&[
            "tree",
            "-p",
            published.name(),
            "--no-default-features",
            "--features",
            &features.join(","),
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]);
        let mut too_new = BTreeSet::new();
        for line in tree.lines() {
            let mut words = line.split_whitespace();
            let (name, version) = (words.next().expect("a name"), words.next().expect("a version"));
            let needs = needed.get(&(name, version.trim_start_matches('v')));
            let is_excepted = NEWER_IN_OUR_LOCK_FILE.iter().any(|(excepted, _)| *excepted == name);
            if let Some(needs) = needs.filter(|needs| rust(needs) > rust(claimed) && !is_excepted) {
                too_new.insert(format!("{name} {version} needs Rust {needs}"));
            }
        }
        assert!(too_new.is_empty(), "{} claims Rust {claimed}: {too_new:#?}", published.name());
    }
    assert_eq!(documented, exceptions.len(), "{VERSIONS} has a row too many: {exceptions:?}");
}
