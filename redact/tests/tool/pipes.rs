//! Pipes that end early, and lines without end.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::thread;

use crate::program::{command, run, shown};

/// As in `redact < queries.jsonl | head -1`.
#[test]
fn an_output_that_is_closed_ends_the_program() {
    for (arguments, line) in [(&["--lines"][..], "SELECT 'hunter2'\n"), (&[], "\"SELECT 'hunter2'\"\n")] {
        let mut process = command(arguments).spawn().expect("the program starts");
        let mut input = process.stdin.take().expect("an input");
        let writer = thread::spawn(move || while input.write_all(line.as_bytes()).is_ok() {});
        let mut output = BufReader::new(process.stdout.take().expect("an output"));
        let mut first = String::new();
        output.read_line(&mut first).expect("a line");
        assert_eq!(first.trim_end(), line.trim_end().replace("'hunter2'", "?"));
        drop(output);

        let mut problems = String::new();
        process.stderr.take().expect("problems").read_to_string(&mut problems).expect("UTF-8");
        assert_eq!(problems, "");
        assert!(process.wait().expect("it ends").success());
        writer.join().expect("the writer ends with the program");
    }
}

#[test]
fn an_input_that_cannot_be_read_fails() {
    let folder = File::open(env!("CARGO_MANIFEST_DIR")).expect("a folder");
    let output = command(&[]).stdin(folder).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.starts_with(b"redact: ") && output.stdout.is_empty());
}

#[test]
fn an_input_without_lines_has_no_answers() {
    assert_eq!(shown(&["--lines"], ""), "");
    assert_eq!(shown(&[], "{\"sql\":\"\"}").lines().count(), 1);
    assert_eq!(shown(&["--no-summary"], " \n\n"), "\n");
    // A look at all lines before for each line would take hours.
    assert_eq!(shown(&["--no-summary"], "\n".repeat(2_000_000)), "\n");
}

#[test]
fn a_very_long_line_is_one_line() {
    let values = "(4711, 'hunter2'), ".repeat(500_000);
    let sql = format!("INSERT INTO t VALUES {values}(1, 'x')");
    let expected = format!("INSERT INTO t VALUES {}(?, ?)", "(?, ?), ".repeat(500_000));
    assert_eq!(shown(&["--lines"], &sql), format!("{expected}\n"));
    assert_eq!(shown(&[], format!("\"{sql}\"\n")), format!("\"{expected}\"\n"));

    let open = run(&[], format!("\"{sql}\n\"SELECT 1\"\n"));
    assert!(open.output.ends_with("\"SELECT ?\"\n") && open.output.len() < 200, "{}", open.output.len());
    assert!(open.problems.len() < 200);
}
