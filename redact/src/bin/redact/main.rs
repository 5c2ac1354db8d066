//! Redacts what it reads on standard input: SQL texts, and JSON lines with SQL texts or Redis commands.
//!
//! `help.txt` is its manual.

mod answer;
mod arguments;
mod json_lines;
mod report;
mod system;
mod text;

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use arguments::{Arguments, Form};

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            report::problem(problem);
            return ExitCode::from(2);
        }
    };
    match run(&arguments, &mut io::stdin().lock(), &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has seen enough, as in `redact | head -1`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            report::problem(error);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments, input: &mut impl BufRead, output: &mut impl Write) -> io::Result<()> {
    match arguments.form {
        Form::Help => output.write_all(include_bytes!("help.txt"))?,
        Form::Version => writeln!(output, concat!("redact ", env!("CARGO_PKG_VERSION")))?,
        Form::Lines => text::redact_lines(arguments, input, output)?,
        Form::Any => {
            if let Some(text) = json_lines::redact(arguments, input, output)? {
                text::redact(arguments, &text, output)?;
            }
        }
    }
    output.flush()
}
