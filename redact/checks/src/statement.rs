//! Statements whose data is marked: `Ж` in strings and secrets, `7` in numbers, and neither anywhere else.

use crate::choices::Choices;
use crate::pieces;
use db_redact::sql::Dialect::{self, Generic, Mysql, Oracle, Postgres, SqlServer};
use db_redact::sql::{DoubleQuotes, Options};

/// What a literal holds, after its mark.
const CONTENTS: &[&str] = &[
    "",
    "Ж",
    "7",
    " ",
    "''",
    "--",
    "/*",
    "*/",
    "$$",
    "$a$",
    ";",
    "\n",
    " FROM Ж",
    ", ",
    "(",
    ")",
    "[",
    "]",
    "#",
    "E",
    "\r",
    "\0",
    "…",
    "=",
    "{",
    "}",
    "é",
    "??",
    ":Ж",
    "@Ж",
    "\u{a0}",
    "\\\\",
    "\"\"",
    "``",
    "SELECT Ж FROM Ж;",
];

const NUMBERS: &[&str] =
    &["7", "-7", "+7", "7.7", ".7", "7.", "7e7", "7e-7", "-7.7E+7", "0x7F", "7_7", "- 7", "7abc", "7.7.7.7"];

pub(crate) fn write(choices: &mut Choices<'_>, options: Options) -> String {
    let pieces = pieces::of(options.dialect);
    let (dialect, has_other_setting) = (options.dialect, choices.number() % 4 == 1);
    let literals = Literals { options, has_other_setting };
    let mut sql = String::new();
    while !choices.is_empty() {
        let piece = choices.pick(&pieces);
        separate(&mut sql, piece, choices, dialect);
        for character in piece.chars() {
            match character {
                '#' => sql.push_str(&literals.literal(choices)),
                '§' => sql.push_str(&literals.at_place_of_data(choices)),
                '†' => sql.push('#'),
                // A string.
                '"' if options.double_quotes == DoubleQuotes::String => {}
                other => sql.push(other),
            }
        }
    }
    sql
}

/// Two pieces without a space would make a third one: `E` and `'…\'` a string that has not ended, `-` and `-7` a comment.
/// Two literals would make one: `E'…'` and, on the next line, `'…\'`.
fn separate(sql: &mut String, piece: &str, choices: &mut Choices<'_>, dialect: Dialect) {
    if sql.ends_with(['\'', '"', '$']) && piece.starts_with('#') {
        sql.push_str(" ||");
    }
    let may_touch = sql.ends_with(['(', ')', ',', ';']) || piece.starts_with(['(', ')', ',', ';']);
    sql.push_str(match (choices.number() % 8, dialect) {
        (0, _) if may_touch => "",
        (1, _) => "/*Ж 7''*/",
        (2, _) => " -- Ж''7\n",
        (3, Mysql) => "#Ж7\n",
        (4, Mysql) => "/*!7 Ж*/",
        (3, Postgres | SqlServer) => "/*Ж/*7*/ Ж*/",
        (4, _) => " -- Ж'7\n",
        (5, _) => "\n\t",
        (6, _) => " /* 7'Ж */ ",
        _ => " ",
    });
}

/// How strings are written.
struct Literals {
    options: Options,
    /// The server has the other setting for backslashes in plain strings.
    has_other_setting: bool,
}

impl Literals {
    fn literal(&self, choices: &mut Choices<'_>) -> String {
        let (kind, content) = (choices.number() % 8, content(choices));
        let escapes = match self.options.dialect {
            Mysql => !self.has_other_setting,
            Postgres => self.has_other_setting,
            _ => false,
        };
        match (kind, self.options.dialect) {
            (0, _) => choices.pick(NUMBERS).to_owned(),
            (1, _) if self.options.double_quotes == DoubleQuotes::String => format!("\"{content}'\""),
            (1, Postgres) => format!("E'{content}\\'\\Ж'"),
            (6, Postgres | Generic) => format!("$q$'{content}\\$q$"),
            (3, Postgres | Generic) => format!("U&'{content}\\0417'"),
            (3, Mysql) if escapes => format!("_utf8'{content}\\''"),
            (2 | 7, _) if escapes => format!("'{content}\"\\'\\Ж'"),
            (2 | 7, _) => format!("'{content}\\'"),
            (4, Postgres | Mysql | SqlServer | Oracle | Generic) => format!("N'{content}'"),
            (1, Oracle) => format!("q'!{content}'!'"),
            (3, Oracle) if !content.contains(']') => format!("nq'[{content}']'"),
            (5, _) => "x'7F'".to_owned(),
            _ => format!("'{content}'"),
        }
    }

    /// A literal where no name has a place.
    fn at_place_of_data(&self, choices: &mut Choices<'_>) -> String {
        if self.options.double_quotes == DoubleQuotes::Identifier {
            return self.literal(choices);
        }
        format!("\"{}'\"", content(choices))
    }
}

fn content(choices: &mut Choices<'_>) -> String {
    let count = choices.number() % 4;
    ["Ж"].into_iter().chain((0..count).map(|_| choices.pick(CONTENTS))).collect()
}
