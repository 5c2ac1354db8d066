//! Shows what would leave the process of a SQL text or of a Redis command.
//!
//! ```text
//! $ echo "SELECT name FROM users WHERE id = 7" | cargo run -q -p db-redact --example redact
//! SELECT name FROM users WHERE id = ?
//! summary: SELECT users
//! ```
//!
//! An argument names the system (`postgresql`, `mysql`, `mariadb`, `sqlite`; default `other_sql`).
//!
//! Programs write one JSON object a line, and get one JSON object for each:
//!
//! ```text
//! {"id":1,"kind":"sql","system":"mysql","double_quotes":"identifier","sql":"SELECT \"a\" FROM t WHERE b = 'x'"}
//! {"id":1,"sanitized":"SELECT \"a\" FROM t WHERE b = ?","summary":"SELECT t","operation":"SELECT","collection":"t"}
//! {"id":2,"kind":"redis","command":"SET","args":["user:7","alice","EX","10"]}
//! {"id":2,"text":"SET user:7 ? EX ?"}
//! {"id":3,"kind":"redis","mask_keys":true,"command":"CONFIG SET","args":["requirepass","secret"]}
//! {"id":3,"text":"CONFIG SET ? ?"}
//! ```
//!
//! The arguments of a Redis command are strings, as they are for a server. Texts are not cut.

mod answer;

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    match run(&mut io::stdin().lock(), &mut io::stdout().lock()) {
        // Whoever asked has left.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Takes text as text until it turns out to be JSON lines, which the first line that is not blank tells, unless it is
/// broken beyond recognition.
fn run(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<()> {
    let mut text = Vec::new();
    let mut are_json_lines = false;
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let is_first = text.trim_ascii().is_empty();
        // Lines before the first good one were meant to be requests too.
        if !are_json_lines && (answer::is_request(&line) || (is_first && answer::is_meant_as_json(&line))) {
            are_json_lines = true;
            for line in text.split(|byte| *byte == b'\n') {
                respond(line, output)?;
            }
        }
        if are_json_lines {
            respond(&line, output)?;
        } else {
            text.extend_from_slice(&line);
        }
        line.clear();
    }
    if are_json_lines {
        return Ok(());
    }
    let system = std::env::args().nth(1).unwrap_or_default();
    output.write_all(answer::for_people(&String::from_utf8_lossy(&text), &system).as_bytes())?;
    output.flush()
}

/// Each answer goes out at once, as the other side may wait for it before it asks again.
fn respond(line: &[u8], output: &mut impl Write) -> io::Result<()> {
    if line.trim_ascii().is_empty() {
        return Ok(());
    }
    writeln!(output, "{}", answer::to_line(line))?;
    output.flush()
}
