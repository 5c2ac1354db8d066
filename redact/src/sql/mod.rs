//! The redacted text and the summary of a SQL text.
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
//! analysis ──┬──► pass ──┬──► rules ──► summary ──► scan ──► options
//!            └──► fast ──┘
//! ```
//!
//! * `scan`: from bytes to tokens. It knows each dialect's rules, and no statement.
//! * `summary`: from redacted items to the summary, statement by statement.
//! * `rules`: what is data by its place. It asks `summary` one thing, whether a word names something that has columns.
//! * `pass`: the general reader. It writes the text and leaves the items.
//! * `fast`: readers for the common cases. Each may decline a text.
//! * `cache`: keeps what was found. It knows no reader.
//! * `names`: masks names in a summary, after the reading.
//! * `comment_appended`: appends a comment with the context of a call. It asks the lexer and nothing else of the reading.
//!
//! Imports point to the right. Files import each other only inside a folder, and only where they are one type in several
//! files: the methods of `pass::Pass` are filed by what they read, and so are those of `summary::query::Walk` and
//! `fast::lane::Lane`. A reader in `fast` owns the files in its folder.
//!
//! # Why three readers
//!
//! One reader, `pass`, knows everything and would do. Each of the other two makes a common case cheap, decides for itself
//! whether a text is such a case, and knows no rule that the pass does not have. A text that a fast reader declines costs
//! that reader's look and then the pass. Counted in instructions by valgrind, on the texts of the bench `sql`:
//!
//! | text | function | with its reader | by the pass alone |
//! | --- | --- | --- | --- |
//! | 300 B with literals | [`inspect`] | `lane`: 4,470 | 10,150 |
//! | 60 B with literals | [`inspect`] | `lane`: 1,380 | 2,840 |
//! | 300 B of parameters | [`sanitize`] | `unchanged`: 960 | 7,440 |
//!
//! * `lane` reads one plain statement of up to 1 KiB of redacted text, and finds text and summary in one go. It leaves no items:
//!   in a plain statement few words mean anything to the summary, and the lane reads what follows them at once.
//! * `unchanged` serves [`sanitize`] alone, which needs no summary. It proves of 64 bytes at a time that nothing has to be
//!   hidden, and says nothing else about the text.
//! * `pass` reads everything. Inside it, a statement whose words have to be seen from all sides is read once more as a list of
//!   tokens (`careful`), and rows of plain literals have a loop of their own (`rows`).
//!
//! The tests compare all of them with the oracle on every case, so a reader that knows a rule differently does not get far.
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
//! A token that reaches the end of these bytes is hidden whole, and the text ends in `…`.
//! Time and memory are linear in what is looked at (S90).
//!
//! # How the pass is fast
//!
//! The pass goes from token to token. `window` separates the bytes of words from all others, 64 bytes at once in the registers of
//! `vector`; the sets of bits lead from one token to the next. Words, plain numbers, strings and symbols have short cuts by a
//! table of first bytes (`shortcut`, `action`). Lists and rows of plain literals have loops of their own (`rows`), which find
//! the end of each literal by sets of digits and quotes (`ends`). For everything else the pass asks the `lexer`, which alone
//! knows every rule.
//!
//! The pass writes nothing until something has to be changed; then it copies the parts that stay as a whole (`output`). Each
//! significant token leaves an item of 16 bytes (`item`), with its keyword as a number (`keyword`). The summary is read from
//! the items, and never from the text.
//!
//! Some facts are known too late. Then the pass goes back to a place that it remembers:
//!
//! * At the end of a list after `IN` (`list`), it collapses what it wrote since the start of the list.
//! * A statement whose options or secrets are announced by other words, and one with a square bracket left open, it reads once
//!   more from its start, as a list of tokens (`careful`).
//! * If a text does not end well after a doubtful string, it reads the text once more up to that string.
//!
//! So no part of a text is read more than a few times. Each thread keeps the memory for all this. [`analyze`] allocates once,
//! for its text and its summary; [`inspect`] allocates nothing, and neither does [`sanitize`] for a text that stays as it is.
//!
//! [`db.query.text`]: https://opentelemetry.io/docs/specs/semconv/database/database-spans/
//! [`db.query.summary`]: https://opentelemetry.io/docs/specs/semconv/database/database-spans/#generating-a-summary-of-the-query

mod analysis;
mod cache;
mod comment_appended;
mod fast;
mod names;
mod options;
mod pass;
mod rules;
mod scan;
mod summary;
mod truncate;

pub use analysis::{Analysis, Findings, analyze, analyze_as, inspect, sanitize};
pub use cache::Cache;
pub use comment_appended::{LONGEST_COMMENTED, append_comment};
pub use names::mask_names;
pub use options::{Dialect, DoubleQuotes, LOOKAHEAD, Options};
pub use summary::kind::Kind;
pub use truncate::truncate;
