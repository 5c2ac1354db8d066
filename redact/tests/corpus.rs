//! Inputs that a fuzzer has found, through the same checks as in the fuzzer. CONTRIBUTING.md says how to run it.
//!
//! What failed once is a file with a name in the folder of its target; what only reaches a place of the code that
//! nothing else does is a row of the target's text file.
//!
//! What the bytes of an input mean is at the checks: [`sql_checks::sql_analyze`] and [`sql_checks::sql_redact`].

use std::fs;
use std::path::Path;

use sql_checks::rows;

#[test]
fn both_analyses_agree() {
    for_each_input("sql_analyze", sql_checks::sql_analyze);
}

#[test]
fn no_data_is_shown() {
    for_each_input("sql_redact", sql_checks::sql_redact);
}

fn for_each_input(target: &str, check: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for entry in fs::read_dir(corpus.join(target)).expect("the folder exists") {
        let path = entry.expect("the folder is readable").path();
        // The name of the file that fails is in the captured output.
        println!("{}", path.display());
        check(&fs::read(&path).expect("the file is readable"));
    }
    let file = fs::read_to_string(corpus.join(target).with_extension("txt")).expect("the file is readable");
    for input in rows::read(&file) {
        println!("{}", input.escape_ascii());
        check(&input);
    }
}
