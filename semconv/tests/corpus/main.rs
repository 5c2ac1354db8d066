//! Inputs that a fuzzer has found, through the same checks as in the fuzzer. CONTRIBUTING.md tells how to run it.
//!
//! A file of `sql_analyze` is `{dialect}{limit}{times}` in one character each, then the text: see [`agreement`].
//! A file of `sql_redact` is a row of choices: see [`statement`].

mod agreement;
mod choices;
mod redaction;
mod statement;

use std::fs;
use std::path::Path;

#[test]
fn both_analyses_agree() {
    for_each_file("sql_analyze", agreement::check);
}

#[test]
fn no_data_is_shown() {
    for_each_file("sql_redact", redaction::check);
}

fn for_each_file(folder: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("the folder is readable").path();
        // The name of the file that fails is in the captured output.
        println!("{}", path.display());
        check(&fs::read(&path).expect("the file is readable"));
        count += 1;
    }
    assert!(count > 0, "no files");
}
