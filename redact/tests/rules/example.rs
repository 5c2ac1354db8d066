//! The examples of a rule: `* qualifiers: input → text`, or `⇒ summary`.

use db_redact::redis::Keys;
use db_redact::sql::{Dialect, DoubleQuotes};

const DIALECTS: [(&str, Dialect); 6] = [
    ("PostgreSQL", Dialect::Postgres),
    ("MySQL", Dialect::Mysql),
    ("SQLite", Dialect::Sqlite),
    ("SQL Server", Dialect::SqlServer),
    ("Oracle", Dialect::Oracle),
    ("Unknown", Dialect::Generic),
];

/// What an example shows.
#[derive(Debug, PartialEq)]
pub(crate) enum Shown {
    Text(String),
    Summary(String),
}

#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) input: String,
    pub(crate) shown: Shown,
    pub(crate) dialects: Vec<Dialect>,
    pub(crate) double_quotes: Option<DoubleQuotes>,
    /// 0 stands for no limit.
    pub(crate) limit: usize,
    pub(crate) has_values: bool,
    pub(crate) keys: Keys,
}

impl Example {
    /// The example on a line. Panics if the line starts like one and cannot be read.
    pub(crate) fn of(line: &str) -> Option<Self> {
        let line = line.strip_prefix("* ")?;
        let (qualifiers, codes) = line.split_at(line.find('`').expect("a code"));
        let (input, rest) = code(codes);
        let shown = if let Some(text) = rest.strip_prefix(" → ") {
            Shown::Text(output(text))
        } else {
            Shown::Summary(output(rest.strip_prefix(" ⇒ ").expect("an arrow")))
        };
        let mut example = Self {
            input,
            shown,
            dialects: Vec::new(),
            double_quotes: None,
            limit: 0,
            has_values: false,
            keys: Keys::Shown,
        };
        qualifiers.trim_end_matches(": ").split(", ").for_each(|qualifier| example.qualify(qualifier));
        if example.dialects.is_empty() {
            example.dialects = DIALECTS.map(|(_, dialect)| dialect).to_vec();
        }
        Some(example)
    }

    fn qualify(&mut self, qualifier: &str) {
        let dialect = DIALECTS.iter().find(|(name, _)| *name == qualifier);
        match qualifier.to_ascii_lowercase().as_str() {
            "" => {}
            "with values" => self.has_values = true,
            "masked" => self.keys = Keys::Masked,
            "first segment" => self.keys = Keys::FirstSegment,
            "double quotes are names" => self.double_quotes = Some(DoubleQuotes::Identifier),
            "double quotes are strings" => self.double_quotes = Some(DoubleQuotes::String),
            _ if dialect.is_some() => self.dialects.extend(dialect.map(|(_, dialect)| *dialect)),
            other => {
                let limit = other.strip_prefix("at most ").and_then(|rest| rest.strip_suffix(" bytes"));
                self.limit = limit.and_then(|limit| limit.parse().ok()).expect("a qualifier");
            }
        }
    }
}

/// What stands after the arrow, to the end of the line.
fn output(text: &str) -> String {
    if text == "nothing" {
        return String::new();
    }
    let (text, rest) = code(text);
    assert_eq!(rest, "", "after {text}");
    text
}

/// The code that `text` starts with, and what follows it. ⏎ stands for a line break.
fn code(text: &str) -> (String, &str) {
    let length = text.len() - text.trim_start_matches('`').len();
    let mark = &text[..length];
    let (code, rest) = text[length..].split_once(mark).expect("the end of the code");
    // With marks of two, a space on either side keeps them apart from the code.
    let inner = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' ')).filter(|_| length > 1);
    (inner.unwrap_or(code).replace('⏎', "\n"), rest)
}
