//! The SQL analysis of `db-redact` once more, as plainly as it can be said: what the fast one is tested against.
//!
//! ```text
//! characters ──► tokens ──► tokens without data ──┬──► text
//!             lexer      redaction                └──► summary
//! ```
//!
//! It is written from the rules, and shares no code, no table and no trick with `db-redact`: a character at a time, a
//! token at a time, whole lists at each stage, as slow as that may be. Each module starts with the rules that it follows,
//! in words. They come from
//!
//! * the manuals of the servers, for where a token ends;
//! * the OpenTelemetry conventions, for what is data and what a summary looks like;
//! * decisions of this project, where those two leave a choice.
//!
//! `RULES.md` has them all, each with its number, its source and an example; the modules cite the numbers.
//!
//! Two rules stand over all others. **Fail closed** (S27): where a reading is not certain, everything from there on is one `?`.
//! **The limit bounds the work** (S60): with a limit, only the limit and [`LOOKAHEAD`] bytes of the text are looked at, and what is
//! cut off there is not certain.
//!
//! ```
//! use sql_oracle::{Dialect, analyze};
//!
//! let analysis = analyze("SELECT name FROM users WHERE id IN (1, 2)", Dialect::Postgres, 1024);
//! assert_eq!(analysis.text, "SELECT name FROM users WHERE id IN (?)");
//! assert_eq!(analysis.summary, "SELECT users");
//! ```

#![allow(
    clippy::match_same_arms,
    clippy::match_like_matches_macro,
    reason = "an arm is a rule, or a part of one"
)]
#![allow(clippy::struct_excessive_bools, reason = "each is a condition of a rule")]

mod appended;
mod bracket;
mod columns;
mod comment;
mod copy;
mod cursor;
mod definition;
mod dollar;
mod exec;
mod format;
mod initial;
mod kind;
mod lexer;
mod list;
mod money;
mod name;
mod name_list;
mod number;
mod parameter;
mod place;
mod query;
mod redaction;
mod second_reading;
mod secret;
mod sentence;
mod setting;
mod setting_of_definition;
mod statement;
mod string;
mod summary;
mod table;
mod text;
mod token;
mod trigger;
mod uuid;
mod verb;
mod virtual_table;

pub use appended::append_comment;
pub use kind::Kind;
pub use name::mask_names;
use summary::Summary;
use token::Token;

/// How many bytes are looked at beyond the limit.
pub const LOOKAHEAD: usize = 16 * 1024;

/// A server's language. Each is described in the modules, feature by feature.
#[allow(missing_docs, reason = "the namesakes in db-redact have the docs")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Postgres,
    Mysql,
    Sqlite,
    SqlServer,
    Oracle,
    /// It is not known which. What the others read differently is not certain.
    Generic,
}

/// What a double quote starts.
#[allow(missing_docs, reason = "the namesakes in db-redact have the docs")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoubleQuotes {
    String,
    Identifier,
    ByPlace,
}

/// How to read a text, and how many bytes of it to show; 0 bytes are all of them.
#[allow(missing_docs, reason = "the namesakes in db-redact have the docs")]
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub dialect: Dialect,
    pub double_quotes: DoubleQuotes,
    pub limit: usize,
}

/// All that is found in a text, by the names of its namesake in `db-redact`.
#[allow(missing_docs, reason = "the namesakes in db-redact have the docs")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    pub text: String,
    pub summary: String,
    pub operation: Option<String>,
    pub collection: Option<String>,
    pub stored_procedure: Option<String>,
    pub has_parameters: bool,
    pub kind: Kind,
}

/// Analyses a text by the default rules of the dialect for double quotes (S15).
pub fn analyze(sql: &str, dialect: Dialect, limit: usize) -> Analysis {
    let double_quotes = match dialect {
        Dialect::Mysql => DoubleQuotes::String,
        Dialect::Postgres | Dialect::Oracle => DoubleQuotes::Identifier,
        Dialect::Sqlite | Dialect::SqlServer | Dialect::Generic => DoubleQuotes::ByPlace,
    };
    analyze_as(sql, Options { dialect, double_quotes, limit })
}

/// Analyses a text for a server whose setting decides what a double quote starts.
pub fn analyze_as(sql: &str, options: Options) -> Analysis {
    // The summary is read by recursion, a bracket at a time. Few texts have so many that this needs a larger stack.
    if sql.matches(['(', '[']).count() < 300 {
        return analysis(sql, options);
    }
    std::thread::scope(|scope| {
        let large = std::thread::Builder::new().stack_size(1 << 28);
        let thread = large.spawn_scoped(scope, || analysis(sql, options));
        thread.ok().and_then(|thread| thread.join().ok())
    })
    .unwrap_or_else(|| analysis(sql, options))
}

fn analysis(sql: &str, options: Options) -> Analysis {
    let seen = match options.limit {
        0 => sql,
        limit => text::beginning(sql, limit + LOOKAHEAD),
    };
    let is_cut = seen.len() < sql.len();
    let characters: Vec<char> = seen.chars().collect();
    let tokens = lexer::tokens(&characters, options, is_cut);
    let is_certain = tokens.last() != Some(&Token::Rest);
    // S13: it is redacted all the same.
    let has_parameters = is_certain && tokens.iter().any(|token| parameter::is_data(token, options.dialect));

    let tokens = redaction::without_data(tokens, options);
    let summary = Summary::of(&tokens, options.dialect);
    Analysis {
        text: text::written(&tokens, is_cut, options.limit),
        operation: summary.operation(),
        collection: summary.collection(),
        kind: summary.kind(),
        stored_procedure: summary.stored_procedure(),
        summary: summary.text,
        has_parameters,
    }
}
