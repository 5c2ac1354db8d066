//! SQL as text: as a whole, and line by line.

use crate::program::{run, shown};

const STATEMENT: &str = "SELECT name, \"x\"\nFROM users -- all\nWHERE id = 7\n";

#[test]
fn a_text_is_followed_by_its_summary() {
    assert_eq!(shown(&[], STATEMENT), "SELECT name, ?\nFROM users \nWHERE id = ?\nsummary: SELECT users\n");
    assert_eq!(
        shown(&["postgresql"], STATEMENT),
        "SELECT name, \"x\"\nFROM users \nWHERE id = ?\nsummary: SELECT users\n"
    );
    assert_eq!(shown(&[], ""), "\nsummary: \n");
}

#[test]
fn a_text_may_be_alone() {
    let text = "SELECT name, ?\nFROM users \nWHERE id = ?\n";
    assert_eq!(shown(&["--no-summary"], STATEMENT), text);
    assert_eq!(shown(&["--no-summary"], "SELECT 1;\nSET a = b;\n"), "SELECT ?;\nSET a = ?;\n");
}

#[test]
fn a_value_may_span_lines() {
    assert_eq!(shown(&[], "SELECT '\n{\"a\":7}\n'"), "SELECT ?\nsummary: SELECT\n");
    assert_eq!(shown(&["--no-summary"], "SELECT 'a\nhunter2', b\n"), "SELECT ?, b\n");
}

#[test]
fn each_line_is_a_text_on_request() {
    let input = "SELECT 1 FROM t\n\nSET a = b\nSELECT 'it's\nSELECT 2 -- c";
    let output = "SELECT ? FROM t\n\nSET a = ?\nSELECT ?\nSELECT ? \n";
    assert_eq!(shown(&["--lines"], input), output);
    assert_eq!(shown(&["--lines", "--no-summary", "sqlite"], input), output);
    assert_eq!(shown(&["--lines"], ""), "");
}

#[test]
fn a_line_of_json_is_hidden_among_lines_of_sql() {
    let run = run(&["--lines", "postgresql"], "SELECT 1\n{\"sql\":\"SELECT 'hunter2'\"}\nSELECT 2\n");
    assert_eq!(run.output, "SELECT ?\n?\nSELECT ?\n");
    assert_eq!(run.problems, "redact: line 2: JSON, not SQL\n");
}

#[test]
fn a_text_is_hidden_from_where_it_is_not_utf8() {
    for (input, output) in [
        (&b"SELECT '\xff'"[..], "SELECT ?\n"),
        (b"SELECT a,\n\xff hunter2", "SELECT a,\n??\n"),
        (b"SELECT hunter2\xff FROM t", "SELECT ??\n"),
        // The last byte of a character in GBK is a backslash.
        (b"SELECT '\xbf\\', 'hunter2'", "SELECT ?\n"),
    ] {
        let line = input.iter().take_while(|byte| **byte != 0xff).filter(|byte| **byte == b'\n').count() + 1;
        for arguments in [&["--no-summary", "mysql"], &["--no-summary", "sqlite"]] {
            let run = run(arguments, input);
            assert_eq!(run.output, output);
            assert_eq!(run.problems, format!("redact: line {line}: not UTF-8, hidden from here on\n"));
        }
    }
    let run = run(&["--lines"], b"SELECT 1\nSELECT \xffhunter2\nSELECT a\n");
    assert_eq!(run.output, "SELECT ?\nSELECT ??\nSELECT a\n");
    assert_eq!(run.problems, "redact: line 2: not UTF-8, hidden from here on\n");
}
