//! The analysis of a text: its results, and the memory that it takes.

use std::borrow::Cow;
use std::cell::Cell;

use arrayvec::ArrayString;

use super::fast::lane::{self, Plain};
use super::fast::unchanged;
use super::options::{Dialect, Options};
use super::pass::{Doubt, Pass, Redacted};
use super::summary;
use super::summary::kind::Kind;
use super::summary::text::{Part, Summary, Verb};
use super::truncate;
use crate::sql::summary::item::Item;
use crate::sql::summary::query::Memory;

/// The result of [`analyze`]. Nothing in it has a literal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Analysis {
    /// The text, and right after it the summary.
    shown: String,
    /// The length of the text.
    text: usize,
    /// `true` if the text is certain to have places for data: `$1`, `?`, `:x`, `@x`. The conventions allow to send such a
    /// text as it is; here it is redacted all the same (S13). `false` if the reading is not certain to the end.
    pub has_parameters: bool,
    names: Names,
}

/// Like [`Analysis`], for as long as the closure of [`inspect`] runs. It owns nothing.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Findings<'a> {
    /// See [`Analysis::text`].
    pub text: &'a str,
    /// See [`Analysis::summary`].
    pub summary: &'a str,
    /// See [`Analysis::has_parameters`].
    pub has_parameters: bool,
    names: &'a Names,
}

/// What is known of the operations: their kind, and names that are parts of the summary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Names {
    kind: Kind,
    operation: Option<Verb>,
    collection: Option<Part>,
    stored_procedure: Option<Part>,
}

impl Analysis {
    /// Returns the text without its literals and comments, cut to the limit: `db.query.text`.
    pub fn text(&self) -> &str {
        &self.shown[..self.text]
    }

    /// Returns operations and targets in text order, at most 255 bytes: `db.query.summary`. Empty if there are none.
    pub fn summary(&self) -> &str {
        &self.shown[self.text..]
    }

    /// Returns the statement's own operation: `db.operation.name`. `None` if there are several statements.
    pub fn operation(&self) -> Option<&str> {
        self.findings().operation()
    }

    /// Returns the table, if the summary names one target and that is a table: `db.collection.name`.
    pub fn collection(&self) -> Option<&str> {
        self.findings().collection()
    }

    /// Returns `p` of a single `CALL p(…)`: `db.stored_procedure.name`.
    pub fn stored_procedure(&self) -> Option<&str> {
        self.findings().stored_procedure()
    }

    /// Returns what the text does: whether it reads, writes, or controls a transaction.
    pub fn kind(&self) -> Kind {
        self.names.kind
    }

    fn findings(&self) -> Findings<'_> {
        let (text, summary) = self.shown.split_at(self.text);
        Findings { text, summary, has_parameters: self.has_parameters, names: &self.names }
    }
}

impl<'a> Findings<'a> {
    /// See [`Analysis::operation`].
    pub fn operation(&self) -> Option<&'a str> {
        match self.names.operation.as_ref()? {
            Verb::Shown(place) => part(self.summary, Some(*place)),
            Verb::Left(name) => Some(name),
        }
    }

    /// See [`Analysis::collection`].
    pub fn collection(&self) -> Option<&'a str> {
        part(self.summary, self.names.collection)
    }

    /// See [`Analysis::stored_procedure`].
    pub fn stored_procedure(&self) -> Option<&'a str> {
        part(self.summary, self.names.stored_procedure)
    }

    /// See [`Analysis::kind`].
    pub fn kind(&self) -> Kind {
        self.names.kind
    }
}

impl Names {
    fn of(summary: &Summary) -> Self {
        Self {
            kind: summary.kind(),
            operation: summary.operation().cloned(),
            collection: summary.collection(),
            stored_procedure: summary.stored_procedure(),
        }
    }

    fn of_plain(plain: &Plain) -> Self {
        Self {
            kind: plain.kind,
            operation: Some(Verb::Shown(plain.operation)),
            collection: plain.collection(),
            stored_procedure: None,
        }
    }
}

fn part(summary: &str, part: Option<Part>) -> Option<&str> {
    let (start, end) = part?;
    summary.get(usize::from(start)..usize::from(end))
}

/// Redacts and summarises `sql`, one statement or several.
///
/// `limit` is the most bytes that [`Analysis::text`] may have, its final `…` included; 0 is no limit, and then the
/// whole of `sql` is read. Never panics. Analysing a text that was not cut a second time changes nothing more.
///
/// It allocates once, for the text and the summary together.
///
/// ```
/// use db_redact::sql::{Dialect, analyze};
///
/// let analysis = analyze("INSERT INTO t SELECT * FROM u WHERE a = 'x'", Dialect::Generic, 24);
/// assert_eq!(analysis.text(), "INSERT INTO t SELECT …");
/// assert_eq!(analysis.summary(), "INSERT t SELECT u");
/// ```
#[must_use]
pub fn analyze(sql: &str, dialect: Dialect, limit: usize) -> Analysis {
    analyze_as(sql, Options::new(dialect, limit))
}

/// Like [`analyze`], for a server whose settings change what `"x"` is.
///
/// ```
/// use db_redact::sql::{Dialect, DoubleQuotes, Options, analyze_as};
///
/// let ansi = Options { double_quotes: DoubleQuotes::Identifier, ..Options::new(Dialect::Mysql, 0) };
/// assert_eq!(analyze_as(r#"SELECT 1 FROM "t""#, ansi).summary(), r#"SELECT "t""#);
/// ```
#[must_use]
pub fn analyze_as(sql: &str, options: Options) -> Analysis {
    let mut plain = Plain::default();
    if plain.read(sql, options).is_none() {
        return analyze_any(sql, options);
    }
    let mut shown = plain.written(sql, plain.summary.len());
    let text = shown.len();
    shown.push_str(&plain.summary);
    Analysis { shown, text, has_parameters: plain.has_parameters, names: Names::of_plain(&plain) }
}

#[inline(never)]
fn analyze_any(sql: &str, options: Options) -> Analysis {
    let mut memory = Scratch::take();
    let found = memory.redact(sql, options);
    memory.summarize(found.seen, options.dialect);
    let summary = memory.summary.text();
    let mut shown = match found.text {
        // A long text is not copied once more; the next text gets new memory.
        None if memory.text.len() > LONGEST_COPIED => std::mem::take(&mut memory.text),
        text => joined(text.unwrap_or(&memory.text), summary.len()),
    };
    let text = shown.len();
    shown.push_str(summary);
    let names = Names::of(&memory.summary);
    memory.keep();
    Analysis { shown, text, has_parameters: found.has_parameters, names }
}

/// Like [`analyze_as`], without an allocation: what was found can be used until `read` returns.
///
/// ```
/// use db_redact::sql::{Dialect, Options, inspect};
/// use std::sync::Arc;
///
/// let options = Options::new(Dialect::Postgres, 1024);
/// let text: Arc<str> = inspect("SELECT 1 FROM t", options, |found| Arc::from(found.text));
/// assert_eq!(&*text, "SELECT ? FROM t");
/// ```
pub fn inspect<R>(sql: &str, options: Options, read: impl FnOnce(Findings<'_>) -> R) -> R {
    let mut plain = Plain::default();
    if plain.read(sql, options).is_none() {
        return inspect_any(sql, options, read);
    }
    let mut text = ArrayString::<{ lane::LONGEST }>::new();
    if !plain.is_unchanged() {
        plain.write(sql, |part| text.push_str(part));
    }
    read(Findings {
        text: if plain.is_unchanged() { sql } else { &text },
        summary: &plain.summary,
        has_parameters: plain.has_parameters,
        names: &Names::of_plain(&plain),
    })
}

#[inline(never)]
fn inspect_any<R>(sql: &str, options: Options, read: impl FnOnce(Findings<'_>) -> R) -> R {
    let mut memory = Scratch::take();
    let shown = memory.redact(sql, options);
    memory.summarize(shown.seen, options.dialect);
    let result = read(Findings {
        text: shown.text.unwrap_or(&memory.text),
        summary: memory.summary.text(),
        has_parameters: shown.has_parameters,
        names: &Names::of(&memory.summary),
    });
    memory.keep();
    result
}

/// The text of [`analyze`] alone. It borrows from `sql`, and allocates nothing, where nothing has to be changed.
///
/// ```
/// use db_redact::sql::{Dialect, sanitize};
/// use std::borrow::Cow;
///
/// let text = sanitize("SELECT a FROM t WHERE b = $1", Dialect::Postgres, 1024);
/// assert!(matches!(text, Cow::Borrowed(_)));
/// ```
#[must_use]
pub fn sanitize(sql: &str, dialect: Dialect, limit: usize) -> Cow<'_, str> {
    let is_worth_it = sql.len() > LONGEST_READ_AT_ONCE && (limit == 0 || sql.len() <= limit);
    if is_worth_it && unchanged::is_surely_unchanged(sql, dialect) {
        return Cow::Borrowed(sql);
    }
    sanitize_any(sql, Options::new(dialect, limit))
}

#[inline(never)]
fn sanitize_any(sql: &str, options: Options) -> Cow<'_, str> {
    let mut plain = Plain::default();
    if plain.read(sql, options).is_some() {
        return if plain.is_unchanged() { Cow::Borrowed(sql) } else { Cow::Owned(plain.written(sql, 0)) };
    }
    let mut memory = Scratch::take();
    let text = match memory.redact(sql, options).text {
        Some(text) => Cow::Borrowed(text),
        None if memory.text.len() > LONGEST_COPIED => Cow::Owned(std::mem::take(&mut memory.text)),
        None => Cow::Owned(memory.text.clone()),
    };
    memory.keep();
    text
}

/// A copy of `text`, with room for as many bytes `more`.
fn joined(text: &str, more: usize) -> String {
    let mut copy = String::with_capacity(text.len() + more);
    copy.push_str(text);
    copy
}

/// Shorter texts are not looked through for parameters alone: to read them costs as much.
const LONGEST_READ_AT_ONCE: usize = 128;
const LONGEST_COPIED: usize = 16 * 1024;

/// Memory that is kept from text to text, for each thread.
#[derive(Debug, Default)]
struct Scratch {
    text: String,
    items: Vec<Item>,
    walk: Memory,
    summary: Summary,
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// The text of an analysis.
struct Shown<'a> {
    /// The part of the input that was looked at.
    seen: &'a str,
    /// `None` if the text is in the memory's buffer.
    text: Option<&'a str>,
    has_parameters: bool,
}

impl Scratch {
    /// The thread's own, or a new one for a thread that ends, and for a second one at the same time.
    #[allow(clippy::unnecessary_box_returns, reason = "the box itself is what is kept")]
    fn take() -> Box<Self> {
        SCRATCH.try_with(Cell::take).ok().flatten().unwrap_or_default()
    }

    /// Keeps the memory for the next text, except for what has become much.
    fn keep(mut self: Box<Self>) {
        const MOST: usize = 64 * 1024;
        if self.text.capacity() > MOST {
            self.text = String::new();
        }
        if self.items.capacity() * size_of::<Item>() > 2 * MOST {
            self.items = Vec::new();
        }
        if self.walk.capacity() > MOST / 16 {
            self.walk = Memory::default();
        }
        _ = SCRATCH.try_with(|scratch| scratch.set(Some(self)));
    }

    fn redact<'a>(&mut self, sql: &'a str, options: Options) -> Shown<'a> {
        let limit = options.limit;
        let (seen, is_cut) = truncate::read(sql, limit);
        let Redacted { is_changed, has_parameters } =
            match Pass::new((seen, is_cut), options, None, &mut self.text, &mut self.items).run() {
                Ok(found) => found,
                // Another pass stops at the first doubt; there is none before it.
                Err(Doubt(start)) => {
                    let pass =
                        Pass::new((seen, is_cut), options, Some(start), &mut self.text, &mut self.items);
                    pass.run().unwrap_or(Redacted { is_changed: true, has_parameters: false })
                }
            };
        if !is_changed && !is_cut && (limit == 0 || sql.len() <= limit) {
            return Shown { seen, text: Some(sql), has_parameters };
        }
        if !is_changed {
            self.text.push_str(seen);
        }
        truncate::shorten(&mut self.text, is_cut, limit);
        Shown { seen, text: None, has_parameters }
    }

    fn summarize(&mut self, seen: &str, dialect: Dialect) {
        summary::summarize(seen, &self.items, dialect, &mut self.walk, &mut self.summary);
    }
}
