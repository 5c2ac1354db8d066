//! SQL as text.

use std::io::{self, BufRead, Write};

use db_redact::sql::{Analysis, Options, analyze_as};

use crate::arguments::Arguments;
use crate::json_lines::is_meant_as_json;
use crate::report;

/// All of `text` is one text.
pub(crate) fn redact(arguments: &Arguments, text: &[u8], output: &mut impl Write) -> io::Result<()> {
    let analysis = analyze(text.trim_ascii_end(), arguments.options(None, None), 1);
    writeln!(output, "{}", analysis.text())?;
    if arguments.has_summary {
        writeln!(output, "summary: {}", analysis.summary())?;
    }
    Ok(())
}

/// Each line is a text.
pub(crate) fn redact_lines(
    arguments: &Arguments,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<()> {
    let options = arguments.options(None, None);
    for (index, line) in input.split(b'\n').enumerate() {
        let line = line?;
        if is_meant_as_json(&line) {
            report::problem_on_line(index + 1, "JSON, not SQL");
            writeln!(output, "?")?;
        } else {
            writeln!(output, "{}", analyze(&line, options, index + 1).text())?;
        }
    }
    Ok(())
}

/// Analyses a text that starts on a line. From bytes on that are not UTF-8, nothing is certain: in other encodings, a quote
/// may be a part of a character.
fn analyze(text: &[u8], options: Options, first_line: usize) -> Analysis {
    match str::from_utf8(text) {
        Ok(text) => analyze_as(text, options),
        Err(error) => {
            let readable = String::from_utf8_lossy(&text[..error.valid_up_to()]);
            report::problem_on_line(
                first_line + readable.matches('\n').count(),
                "not UTF-8, hidden from here on",
            );
            // The first mark hides the word that it touches, the second one hides the rest.
            analyze_as(&(readable + "\u{fffd}\0"), options)
        }
    }
}
