//! Fills `fuzz/corpus` from the cases of the tests: every string literal in them, in every dialect.
//!
//! `cargo run --example seeds`, in `fuzz`.

use std::path::Path;
use std::{fs, io};

use sql_checks::rows;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = root.join("../redact/tests");
    let mut sources = vec![fs::read_to_string(tests.join("data/semconv-sql-cases.json"))?];
    for entry in fs::read_dir(tests.join("sql"))? {
        sources.push(fs::read_to_string(entry?.path())?);
    }
    let corpus = root.join("corpus/sql_analyze");
    fs::create_dir_all(&corpus)?;
    for (number, text) in sources.iter().flat_map(|source| literals(source)).enumerate() {
        for dialect in 0..4 {
            // No limit, and the text once: see `sql_checks::sql_analyze`.
            fs::write(corpus.join(format!("seed-{number}-{dialect}")), format!("{dialect}00{text}"))?;
        }
    }
    // What the tests keep is the best seed of all.
    for target in ["sql_analyze", "sql_redact"] {
        let (kept, corpus) = (tests.join("corpus").join(target), root.join("corpus").join(target));
        fs::create_dir_all(&corpus)?;
        for entry in fs::read_dir(&kept)? {
            let entry = entry?;
            fs::copy(entry.path(), corpus.join(entry.file_name()))?;
        }
        let file = fs::read_to_string(kept.with_extension("txt"))?;
        for (number, input) in rows::read(&file).enumerate() {
            fs::write(corpus.join(format!("row-{number}")), input)?;
        }
    }
    Ok(())
}

/// What stands between double quotes, roughly: a seed may be odd.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(start) = rest.find('"') {
        let hashes = rest[..start].bytes().rev().take_while(|byte| *byte == b'#').count();
        let is_raw = rest[..start - hashes].ends_with('r');
        rest = &rest[start + 1..];
        let end = if is_raw { rest.find(&format!("\"{}", "#".repeat(hashes))) } else { end(rest) };
        let Some(end) = end else { break };
        found.push(if is_raw { rest[..end].to_owned() } else { unescape(&rest[..end]) });
        rest = &rest[end + 1..];
    }
    found
}

/// Where a literal ends that may have escapes.
fn end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.find(|character| {
        let ends = character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        ends
    })
}

fn unescape(text: &str) -> String {
    let mut unescaped = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        unescaped.push(match character {
            '\\' => match rest.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('0') => '\0',
                Some('u') => {
                    let digits: String = rest.by_ref().skip(1).take_while(|digit| *digit != '}').collect();
                    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or(' ')
                }
                other => other.unwrap_or('\\'),
            },
            other => other,
        });
    }
    unescaped
}
