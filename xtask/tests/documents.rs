//! What holds of DESIGN.md: its tree is the tree of the folders, and its contents are its headings.

mod files;

use std::fs;

use files::{entries, root};

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Returns the paths that the tree names. An indented line continues the folder of the last line without indentation.
fn tree() -> Vec<String> {
    let design = document("DESIGN.md");
    let (_, rooms) =
        design.split_once("## The rooms\n\n```\n").expect("DESIGN.md has the section and its tree");
    let (tree, _) = rooms.split_once("```").expect("the tree ends");
    let mut folder = "";
    let mut paths = Vec::new();
    for line in tree.lines() {
        let path = line.split_whitespace().next().expect("a line names a path");
        if line.starts_with(' ') {
            paths.push(format!("{folder}{path}"));
        } else {
            folder = path;
            paths.push(path.to_owned());
        }
    }
    paths
}

#[test]
fn each_path_of_the_design_tree_exists() {
    let missing: Vec<_> = tree().into_iter().filter(|path| !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "DESIGN.md, \"The rooms\": remove or rename these lines: {missing:#?}");
}

#[test]
fn design_tree_names_every_room() {
    let named = tree();
    let folders = entries("").into_iter().filter(|path| path.ends_with('/') && path != "target/");
    let sources = ["semconv/src/", "redact/src/"].into_iter().flat_map(entries);
    let unnamed: Vec<_> =
        folders.chain(sources).filter(|path| !named.iter().any(|named| named.starts_with(path))).collect();
    assert!(unnamed.is_empty(), "DESIGN.md, \"The rooms\": add a line for each of {unnamed:#?}");
}

#[test]
fn design_lines_have_at_most_120_characters() {
    for (line, text) in (1..).zip(document("DESIGN.md").lines()) {
        assert!(text.chars().count() <= 120, "DESIGN.md:{line} has more than 120 characters");
    }
}

#[test]
fn design_contents_are_its_headings() {
    let design = document("DESIGN.md");
    let listed =
        design.lines().filter_map(|line| line.strip_prefix("* [")?.split_once("](#")).map(|(name, _)| name);
    let headings = design.lines().filter_map(|line| line.strip_prefix("## "));
    assert_eq!(listed.collect::<Vec<_>>(), headings.collect::<Vec<_>>());
}
