//! What a SQL text may say about itself: its redacted text and its summary.
//!
//! ```text
//! text ──► lane ──┬─► cuts ────► text
//!           │     └────────────► summary, operation, collection, …
//!           ▼ not plain
//!          pass ──┬─► output ──► text
//!   short cuts,   └─► items ───► summary, operation, collection, …
//!   lexer, careful
//! ```
//!
//! [`analyze`] reads the text as the server would. A token that may carry data is a literal before anything is written,
//! so neither the text nor the summary has a way to reach it.
//! The rules are those of the database conventions for [`db.query.text`] ("SHOULD be sanitized") and
//! [`db.query.summary`]. `RULES.md` numbers them.
//!
//! ```
//! use db_redact::sql::{Dialect, analyze};
//!
//! let analysis = analyze("SELECT name FROM users WHERE id IN (1, 2)", Dialect::Postgres, 1024);
//! assert_eq!(analysis.text(), "SELECT name FROM users WHERE id IN (?)");
//! assert_eq!(analysis.summary(), "SELECT users");
//! ```
//!
//! # Where things are
//!
//! ```text
//! analysis ──► fast ──┐
//!    │                ├──► rules ──► summary ──► scan ──► options
//!    └───────► pass ──┘
//! cache       knows the dialect alone
//! ```
//!
//! * `scan`: from bytes to tokens. It knows each dialect's rules, and no statement.
//! * `summary`: from redacted items to the summary, statement by statement.
//! * `rules`: what is data by its place. `rules` asks `summary` only whether a word names a thing that has columns.
//! * `pass`: the general reader. It writes the text and leaves the items.
//! * `fast`: readers for common cases; each may decline a text.
//!
//! Imports point to the right, but within three folders files import each other. `pass` is one type, whose methods are filed
//! by what they read: the loop, short cuts, rows, statements read with full care. In `summary`, `query` is one walk in the
//! same way. `lane` and `unchanged` in `fast` are a reader each, with their parts as children.
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
//! With a limit, no more than the limit and [`LOOKAHEAD`] bytes of the input are looked at, whatever its length.
//! A token that reaches the end of that window is hidden whole, and the text ends in `…`.
//! Time and memory are linear in what is looked at (S90).
//!
//! # It is fast
//!
//! Plain statements with up to 1 KiB of redacted text, which most are, take a straight lane (`lane`) that finds text and
//! summary in one go, and leaves whatever is not plain to the pass. It knows few rules and adds none: the tests compare it,
//! like the pass, with the same in plain.
//!
//! One pass (`pass`) goes from token to token. The bytes of words are told from all others for 64 bytes at once (`window`,
//! with the registers of `vector`), in sets of bits that lead from token to token; the lane's sets are without what means
//! nothing to it. What is most common (words, plain numbers and strings, symbols) has short cuts by a table of first bytes
//! (`shortcut`, `action`), lists and rows of plain literals have loops of their own (`rows`) that find where each literal ends
//! by sets of digits and quotes (`ends`), and all else is asked of the `lexer`, which alone knows every rule. A longer text
//! of parameters alone is recognised before (`unchanged`). Nothing is written until something has to be
//! changed; then the parts that stay are copied as a whole (`output`). Each significant token leaves an item of 16 bytes
//! (`item`), with its keyword as a number (`keyword`); the summary is read from these, and never from the text.
//!
//! What is known too late leads back to a place that was remembered:
//!
//! * the end of a list behind `IN` (`list`), which collapses what was written since the start of it;
//! * a statement whose options or secrets are told by words around them, and one with a square bracket left open
//!   (`careful`): it is read once more from its start, as a list of tokens;
//! * a text that does not end well behind a doubtful string: it is read once more up to that string.
//!
//! So no part of a text is read more than a few times. The memory for all this is kept by each thread; [`analyze`] allocates
//! once, for its text and its summary, [`inspect`] nothing, [`sanitize`] nothing for a text that stays as it is.
//! `redact/oracle` is the same in plain: the tests compare the two on each case and on random texts.
//!
//! [`db.query.text`]: https://opentelemetry.io/docs/specs/semconv/database/database-spans/
//! [`db.query.summary`]: https://opentelemetry.io/docs/specs/semconv/database/database-spans/#generating-a-summary-of-the-query

mod analysis;
mod cache;
mod fast;
mod options;
mod pass;
mod rules;
mod scan;
mod summary;
mod truncate;

pub use analysis::{Analysis, Findings, analyze, analyze_as, inspect, sanitize};
pub use cache::Cache;
pub use options::{Dialect, DoubleQuotes, LOOKAHEAD, Options};
pub use summary::kind::Kind;
pub use truncate::truncate;
