//! Lines of JSON, and what distinguishes them from text.

use std::io::{self, BufRead, Write};

use crate::answer::{self, Answer};
use crate::arguments::Arguments;
use crate::report;

/// Answers to each line, or returns the input if it is text.
///
/// The first line that is not blank decides, unless it is broken beyond recognition: a whole request further on shows that
/// the lines before were meant to be requests too.
pub(crate) fn redact(
    arguments: &Arguments,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<Option<Vec<u8>>> {
    let mut text = Vec::new();
    let mut is_blank = true;
    let mut answers: Option<Answers<'_>> = None;
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if answers.is_none() && ((is_blank && is_meant_as_json(&line)) || answer::is_request(&line)) {
            let answers = answers.insert(Answers { arguments, lines: 0 });
            text.split_inclusive(|byte| *byte == b'\n').try_for_each(|line| answers.answer(line, output))?;
        }
        match &mut answers {
            Some(answers) => answers.answer(&line, output)?,
            None => text.extend_from_slice(&line),
        }
        is_blank &= line.trim_ascii().is_empty();
        line.clear();
    }
    Ok(answers.is_none().then_some(text))
}

struct Answers<'a> {
    arguments: &'a Arguments,
    /// The number of lines that were read.
    lines: usize,
}

impl Answers<'_> {
    /// Each answer is written at once, as the other side may wait for it before it asks again.
    fn answer(&mut self, line: &[u8], output: &mut impl Write) -> io::Result<()> {
        self.lines += 1;
        let line = without_byte_order_mark(line);
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let Answer { line, problem } = answer::to_line(line, self.arguments);
        if let Some(problem) = problem {
            report::problem_on_line(self.lines, problem);
        }
        writeln!(output, "{line}")?;
        output.flush()
    }
}

/// Returns `true` if a text is meant to be JSON, also if it is broken: no SQL starts like this. Read as SQL, the strings of JSON would
/// be names, and shown.
pub(crate) fn is_meant_as_json(text: &[u8]) -> bool {
    let text = without_byte_order_mark(text).trim_ascii();
    let (Some(first), rest) = (text.first(), text.get(1..).unwrap_or_default().trim_ascii_start()) else {
        return false;
    };
    match first {
        b'"' => true,
        b'{' => matches!(rest.first(), None | Some(b'"' | b'}')),
        b'[' => matches!(rest.first(), None | Some(b'"' | b'{' | b'[')),
        _ => false,
    }
}

fn without_byte_order_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}
