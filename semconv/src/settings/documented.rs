//! Compares the declared settings, the docs of the builder and the page of the book: same names, variables and defaults.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::declared::declared;

/// What one of the three places says of a setting.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    default: String,
    variables: BTreeSet<String>,
}

impl Said {
    fn new(default: &str, variables: &str) -> Self {
        let variables = variables.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Self { default: default.replace('`', ""), variables }
    }
}

fn file(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR")))
        .expect("the file is in the workspace")
}

/// Reads the last paragraph of each method's docs: ``Default: `x`. Environment: `DBTRACE_X`.``
fn builder() -> BTreeMap<String, Said> {
    let source = file("src/settings/telemetry.rs");
    let (_, methods) = source.split_once("impl TelemetryBuilder {").expect("the builder");
    let (methods, _) = methods.split_once("\n}").expect("its end");
    let mut said = BTreeMap::new();
    let mut docs = String::new();
    for line in methods.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            docs = if doc.is_empty() { String::new() } else { docs + doc };
        } else if let Some((name, _)) =
            line.strip_prefix("pub fn ").and_then(|line| line.split_once(['(', '<']))
        {
            let docs = std::mem::take(&mut docs);
            if name == "build" {
                continue;
            }
            let fixed = docs.strip_prefix(" Default: ").and_then(|fixed| fixed.strip_suffix('.'));
            let fixed =
                fixed.unwrap_or_else(|| panic!("the docs of `{name}` do not end with `Default: …`: {docs}"));
            let (default, variables) = fixed.split_once(". Environment: ").unwrap_or((fixed, ""));
            said.insert(name.to_owned(), Said::new(default, variables));
        }
    }
    said
}

/// Reads the sections "## `method`" of the book's page, which end with ``Default: `x`. Environment: `DBTRACE_X`.``
fn page() -> BTreeMap<String, Said> {
    let page = file("../docs/src/settings.md");
    let sections = page.split("\n## `").skip(1).map(|section| {
        let (name, text) = section.split_once('`').expect("the end of a name");
        let (_, fixed) = text.trim_end().rsplit_once("\n\nDefault: ").expect("a default");
        let fixed = fixed.trim_end_matches('.');
        let (default, variables) = fixed.split_once(". Environment: ").unwrap_or((fixed, ""));
        (name.to_owned(), Said::new(default, variables))
    });
    sections.collect()
}

#[test]
fn page_and_the_builder_have_the_same_settings() {
    let (builder, page) = (builder(), page());
    let names = |settings: &BTreeMap<String, Said>| settings.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&page),
        names(&builder),
        "the page against the builder's methods: `cargo xtask docs --write`"
    );
    for (name, said) in &builder {
        assert_eq!(&page[name], said, "`{name}`: the page against the builder's docs");
    }
}

#[test]
fn each_declared_setting_is_documented_with_its_variable_and_default() {
    let builder = builder();
    for (name, variable, default) in declared() {
        let declared = Said { default, variables: BTreeSet::from([variable.to_owned()]) };
        assert_eq!(
            builder.get(name),
            Some(&declared),
            "`{name}`: the builder's docs against the declaration"
        );
    }
}

#[test]
fn each_documented_dbtrace_variable_is_declared() {
    let declared: BTreeSet<_> = declared().into_iter().map(|(_, variable, _)| variable.to_owned()).collect();
    let documented: BTreeSet<_> = page().into_values().flat_map(|said| said.variables).collect();
    let ours: BTreeSet<_> = documented.into_iter().filter(|name| name.starts_with("DBTRACE_")).collect();
    assert_eq!(ours, declared);
}
