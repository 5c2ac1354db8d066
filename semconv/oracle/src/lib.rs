//! What a SQL text may say about itself: its redacted text and its summary.
//!
//! ```text
//! text ──► lexer ──► redact ──┬─► sanitize ──► Analysis::text
//!          tokens    no data  └─► summary  ──► Analysis::summary, operation, collection, …
//! ```
//!
//! [`analyze`] reads the text as the server would, once. Every token that may carry data is turned into a literal by
//! `redact`, before anything is written, so neither the text nor the summary has a way to reach it.
//! The rules are those of the database conventions for [`db.query.text`] ("SHOULD be sanitized") and
//! [`db.query.summary`].
//!
//! ```
//! use sql_oracle::{Dialect, analyze};
//!
//! let analysis = analyze("SELECT name FROM users WHERE id IN (1, 2)", Dialect::Postgres, 1024);
//! assert_eq!(analysis.text, "SELECT name FROM users WHERE id IN (?)");
//! assert_eq!(analysis.summary, "SELECT users");
//! ```
//!
//! # It fails closed
//!
//! Where the reading is not certain, everything from there on is one `?`: an open string, comment, dollar quote,
//! bracket or quoted name, a character that the dialect does not know, a string that runs straight into a word (`'O'Brien'`).
//! Two server settings change where a string ends, `standard_conforming_strings = off` in PostgreSQL and
//! `NO_BACKSLASH_ESCAPES` in MySQL. The defaults are assumed; a string that the other setting would end elsewhere
//! (`'a\'`) is remembered, and if the text then does not end well, everything from that string on is hidden.
//!
//! # It is bounded
//!
//! With a limit, no more than the limit and [`WINDOW`] bytes of the input are looked at, whatever its length.
//! A token that reaches the end of that window is hidden whole, and the text ends in `…`.
//! Time and memory are linear in what is looked at.
//!
//! [`db.query.text`]: https://opentelemetry.io/docs/specs/semconv/database/database-spans/
//! [`db.query.summary`]: https://opentelemetry.io/docs/specs/semconv/database/database-spans/#generating-a-summary-of-the-query

mod comment;
mod definition;
mod lexer;
mod list;
mod number;
mod option;
mod parameter;
mod query;
mod quoted;
mod reader;
mod redact;
mod sanitize;
mod secret;
mod statement;
mod summary;
mod truncate;

pub use truncate::truncate;

/// How many bytes of the input are looked at beyond the limit of the text: 16 KiB.
///
/// The room is for comments, long literals and long `IN` lists, that fill input and no text, and for the summary of a
/// statement whose text is cut.
pub const WINDOW: usize = 16 * 1024;

/// Whose rules the text follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// PostgreSQL, and what speaks its language.
    Postgres,
    /// MySQL and MariaDB. `"x"` is a string.
    Mysql,
    /// SQLite. `"x"` is a name, although SQLite takes it for a string where no such name exists.
    Sqlite,
    /// A database that is not known. Where the other dialects disagree, the rest of the text is hidden;
    /// `"x"` is a name, as in standard SQL.
    Generic,
}

/// What `"x"` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DoubleQuotes {
    /// A string, as MySQL's is by default.
    String,
    /// A name, as in standard SQL, and in MySQL with `ANSI_QUOTES`.
    Identifier,
}

impl Dialect {
    /// What `"x"` is by the dialect's default.
    pub const fn double_quotes(self) -> DoubleQuotes {
        match self {
            Self::Mysql => DoubleQuotes::String,
            Self::Postgres | Self::Sqlite | Self::Generic => DoubleQuotes::Identifier,
        }
    }
}

/// How a text is read, and how much of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whose rules the text follows.
    pub dialect: Dialect,
    /// What `"x"` is, where a setting of the server makes it differ from [`Dialect::double_quotes`].
    pub double_quotes: DoubleQuotes,
    /// The most bytes that [`Analysis::text`] may have; 0 is no limit.
    pub limit: usize,
}

/// What [`analyze`] found. No field holds a literal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Analysis {
    /// For `db.query.text`: the text without its literals and comments, cut to the limit.
    pub text: String,
    /// For `db.query.summary`: operations and targets in text order, at most 255 bytes. Empty when there are none.
    pub summary: String,
    /// For `db.operation.name`: the statement's own operation. `None` when there are several statements.
    pub operation: Option<String>,
    /// For `db.collection.name`: the table, where the summary names one target and it is a table.
    pub collection: Option<String>,
    /// For `db.stored_procedure.name`: `p` of a single `CALL p(…)`.
    pub stored_procedure: Option<String>,
    /// Whether the text surely has places for data: `$1`, `?`, `:x`, `@x`. For users who send such a text as it is, as
    /// the conventions allow. `false` where the reading is not certain to the end.
    pub has_parameters: bool,
}

/// Redacts and summarises `sql`, one statement or several.
///
/// `limit` is the most bytes that [`Analysis::text`] may have, its final `…` included; 0 is no limit, and then the
/// whole of `sql` is read. Never panics. Analysing a text that was not cut a second time changes nothing more.
///
/// ```
/// use sql_oracle::{Dialect, analyze};
///
/// let analysis = analyze("INSERT INTO t SELECT * FROM u WHERE a = 'x'", Dialect::Generic, 24);
/// assert_eq!(analysis.text, "INSERT INTO t SELECT …");
/// assert_eq!(analysis.summary, "INSERT t SELECT u");
/// ```
#[must_use]
pub fn analyze(sql: &str, dialect: Dialect, limit: usize) -> Analysis {
    analyze_as(sql, Options { dialect, double_quotes: dialect.double_quotes(), limit })
}

/// Like [`analyze`], for a server whose settings change what `"x"` is.
///
/// ```
/// use sql_oracle::{Dialect, DoubleQuotes, Options, analyze_as};
///
/// let ansi = Options { dialect: Dialect::Mysql, double_quotes: DoubleQuotes::Identifier, limit: 0 };
/// assert_eq!(analyze_as(r#"SELECT 1 FROM "t""#, ansi).summary, r#"SELECT "t""#);
/// ```
#[must_use]
pub fn analyze_as(sql: &str, options: Options) -> Analysis {
    let Options { dialect, double_quotes, limit } = options;
    let seen = if limit == 0 { sql } else { truncate::head(sql, limit.saturating_add(WINDOW)) };
    let cut = seen.len() < sql.len();
    let mut tokens = lexer::tokenize(seen, dialect, double_quotes, cut);
    let has_parameters = parameter::are_in(&tokens, dialect);
    redact::redact(&mut tokens);
    let text = truncate::shorten(sanitize::render(&tokens), cut, limit);
    let summary = summary::summarize(&tokens);
    Analysis {
        text,
        operation: summary.operation(),
        collection: summary.collection(),
        stored_procedure: summary.stored_procedure(),
        summary: summary.into_text(),
        has_parameters,
    }
}
