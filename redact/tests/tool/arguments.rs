//! The arguments, and what is said of wrong ones.

use crate::program::{run, shown};

#[test]
fn the_manual_names_each_option() {
    let manual = shown(&["--help"], "");
    for word in
        ["--lines", "--no-summary", "--double-quotes", "--help", "--version", "postgresql", "JSON lines"]
    {
        assert!(manual.contains(word), "{word}");
    }
    assert!(manual.lines().all(|line| line.chars().count() <= 80));
    assert_eq!(shown(&["-h"], ""), manual);
    assert_eq!(shown(&["-V"], ""), format!("redact {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn double_quotes_are_what_the_option_says() {
    let shown = |arguments: &[&str]| shown(arguments, "SELECT \"a\"");
    assert_eq!(shown(&["--double-quotes", "string"]), "SELECT ?\nsummary: SELECT\n");
    assert_eq!(shown(&["--double-quotes=identifier", "mysql"]), "SELECT \"a\"\nsummary: SELECT\n");
}

#[test]
fn wrong_arguments_are_not_shown() {
    for arguments in [
        &["--hunter2"][..],
        &["mysql", "hunter2"],
        &["--lines=hunter2"],
        &["--double-quotes", "hunter2"],
        &["--double-quotes"],
        &["redis"],
        &["mongodb"],
    ] {
        let run = run(arguments, "SELECT 1");
        assert_eq!((run.output.as_str(), run.status), ("", Some(2)), "{arguments:?}");
        assert!(
            run.problems.starts_with("redact: ") && !run.problems.contains("hunter2"),
            "{}",
            run.problems
        );
    }
}
