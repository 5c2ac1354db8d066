//! The sessions that the README shows.

use crate::program::shown;

const README: &str = include_str!("../../README.md");

#[test]
fn the_sessions_hold() {
    let text = "SELECT name FROM users WHERE id = 7";
    assert_eq!(shown(&["postgresql"], text), after(&format!("$ echo \"{text}\" | redact postgresql\n")));
    assert_eq!(shown(&[], after("$ cat queries.jsonl\n")), after("$ redact < queries.jsonl\n"));
}

/// What the README shows after a command, up to a blank line or the end of the block.
fn after(command: &str) -> String {
    let (_, rest) = README.split_once(command).expect("a command of the README");
    let lines = rest.split_inclusive('\n').take_while(|line| !matches!(*line, "\n" | "```\n"));
    lines.collect()
}
