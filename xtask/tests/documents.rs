//! What holds of the documents: the tree in DESIGN.md is the tree of the folders, and the prose keeps the voice guide.

use std::fs;
use std::path::{Path, PathBuf};

/// Words and phrases that the voice guide replaces by plainer ones, in lower case.
const REPLACED: [&str; 16] = [
    "whoever",
    "anew",
    "for ever",
    "dearer",
    "likewise",
    "tell",
    "tells",
    "told",
    "goes out",
    "go out",
    "let go of",
    "lets go of",
    "all else",
    "of ours",
    "nobody",
    "somebody",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

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

/// Returns what is in a folder of the workspace, folders with `/` at the end, without what begins with a dot.
fn entries(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).into_iter().flatten().flatten();
    let named = entries.map(|entry| {
        let slash = if entry.path().is_dir() { "/" } else { "" };
        format!("{folder}{}{slash}", entry.file_name().to_string_lossy())
    });
    named.filter(|path| !path[folder.len()..].starts_with('.')).collect()
}

/// Returns the documents in a folder and in the folders inside it, without the report, whose text a program writes.
fn documents(folder: &str) -> Vec<String> {
    let (folders, files): (Vec<_>, Vec<_>) =
        entries(folder).into_iter().partition(|path| path.ends_with('/'));
    let inner = folders.iter().filter(|path| !path.ends_with("target/")).flat_map(|path| documents(path));
    let written = files.into_iter().filter(|path| {
        Path::new(path).extension().is_some_and(|extension| extension == "md") && path != "BENCHMARKS.md"
    });
    written.chain(inner).collect()
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

#[test]
fn documents_keep_the_words_of_the_voice_guide() {
    for name in documents("") {
        for (line, text) in (1..).zip(document(&name).lines()) {
            let lower = text.to_lowercase();
            let words: Vec<_> = lower.split(|letter: char| !letter.is_alphanumeric()).collect();
            let spaced = format!(" {} ", words.join(" "));
            let found = REPLACED.iter().find(|phrase| spaced.contains(&format!(" {phrase} ")));
            assert_eq!(found, None, "{name}:{line}: choose a plainer word (CONTRIBUTING.md, \"Voice\")");
        }
    }
}
