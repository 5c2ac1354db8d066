//! JSON strings, a text each.

use crate::program::{run, shown};

#[test]
fn a_string_is_answered_by_a_string() {
    let input = "\"SELECT 'it''s'\"\n\n\"SELECT a\\nFROM \\\"t\\\" -- c\"\n\"\"\n";
    assert_eq!(shown(&[], input), "\"SELECT ?\"\n\"SELECT a\\nFROM \\\"t\\\" \"\n\"\"\n");
    assert_eq!(shown(&["mysql"], r#""SELECT \"a\"""#), "\"SELECT ?\"\n");
}

#[test]
fn strings_and_objects_may_be_mixed() {
    let output = shown(&[], "\"SELECT 1\"\n{\"id\":2,\"sql\":\"SELECT 2\"}\n");
    assert!(output.starts_with("\"SELECT ?\"\n{\"id\":2,\"sanitized\":\"SELECT ?\""), "{output}");
}

#[test]
fn an_open_string_is_not_text() {
    let run = run(&["postgresql"], "\"SELECT hunter2\n\"SELECT 1\"\n");
    assert_eq!(run.output.lines().count(), 2);
    assert!(run.output.ends_with("\"SELECT ?\"\n"), "{}", run.output);
    assert!(!run.output.contains("hunter2") && run.problems.starts_with("redact: line 1: not JSON"));
}
