//! The engine and the oracle cite the rules by their numbers, each where it is decided.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::page::rules;

#[test]
fn a_number_that_is_cited_is_a_rule() {
    let rules: BTreeSet<String> =
        rules().into_iter().filter(|rule| !rule.is_retired()).map(|rule| rule.number).collect();
    for folder in ["src", "oracle/src"] {
        let unknown: Vec<String> = cited(folder).difference(&rules).cloned().collect();
        assert!(unknown.is_empty(), "{folder} cites {unknown:?}, which RULES.md does not have");
    }
}

#[test]
fn a_rule_is_cited_where_it_is_decided() {
    let (engine, oracle) = (cited("src"), cited("oracle/src"));
    for rule in rules().iter().filter(|rule| !rule.is_retired()) {
        assert!(engine.contains(&rule.number), "the engine does not cite {}", rule.number);
        // A mark that no longer holds is as wrong as a missing one.
        assert_eq!(oracle.contains(&rule.number), !rule.is_of_engine_only, "the oracle and {}", rule.number);
    }
}

/// The numbers in the comments of all sources of a folder.
fn cited(folder: &str) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
        let text = fs::read_to_string(source).expect("a source");
        for comment in text.lines().filter_map(|line| Some(line.split_once("//")?.1)) {
            let words =
                comment.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
            numbers.extend(words.filter(|word| is_number_of_rule(word)).map(str::to_owned));
        }
    }
    numbers
}

fn is_number_of_rule(word: &str) -> bool {
    let digits = word.strip_prefix(['S', 'R']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = paths.partition(|path| path.is_dir());
    let inner = folders.iter().flat_map(|folder| sources(folder));
    files
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .chain(inner)
        .collect()
}
