//! The program as others start it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

use serde_json::Value;

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_redact"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) output: String,
    pub(crate) problems: String,
    pub(crate) status: Option<i32>,
}

/// Writes all of the input while the output is read.
pub(crate) fn run(arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
    let mut process = command(arguments).spawn().expect("the program starts");
    let mut pipe = process.stdin.take().expect("an input");
    let input = input.as_ref();
    let output = thread::scope(|scope| {
        scope.spawn(move || {
            // The program does not read if its arguments are wrong.
            _ = pipe.write_all(input);
        });
        process.wait_with_output().expect("the program ends")
    });
    Run {
        output: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        problems: String::from_utf8(output.stderr).expect("the problems are UTF-8"),
        status: output.status.code(),
    }
}

/// What the program writes for an input without problems.
pub(crate) fn shown(arguments: &[&str], input: impl AsRef<[u8]>) -> String {
    let run = run(arguments, input);
    assert_eq!((run.problems.as_str(), run.status), ("", Some(0)));
    run.output
}

/// The program in a dialog: a line, its answer, the next line.
pub(crate) struct Dialog {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Dialog {
    pub(crate) fn start() -> Self {
        let mut process = command(&[]).stderr(Stdio::null()).spawn().expect("the program starts");
        let input = process.stdin.take().expect("an input");
        let output = BufReader::new(process.stdout.take().expect("an output"));
        Self { process, input, output }
    }

    /// Writes a line and reads the answer before anything else is written.
    pub(crate) fn ask(&mut self, line: impl AsRef<[u8]>) -> Value {
        self.input.write_all(&[line.as_ref(), b"\n"].concat()).expect("it reads");
        self.answer()
    }

    pub(crate) fn answer(&mut self) -> Value {
        let mut answer = String::new();
        self.output.read_line(&mut answer).expect("it writes UTF-8");
        serde_json::from_str(&answer).expect("it answers in JSON")
    }

    /// Ends the input; there must be nothing left to read.
    pub(crate) fn finish(self) {
        let Self { mut process, input, output } = self;
        drop(input);
        assert_eq!(std::io::read_to_string(output).expect("it writes UTF-8"), "");
        assert!(process.wait().expect("it ends").success());
    }
}
