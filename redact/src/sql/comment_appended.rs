//! A comment of keys and values at the end of a text, in the format of sqlcommenter.
//!
//! The text is read by the lexer, so a literal that looks like a comment does not count as one. A text that is not certain to end
//! outside of quotes and comments stays as it is: there, an appended comment could become a part of something else.

use super::options::{Dialect, DoubleQuotes, Options};
use super::rules::{data, option};
use super::scan::comment::find_pair;
use super::scan::keyword::Keyword;
use super::scan::lexer;
use super::scan::number::Left;
use super::scan::other_setting;
use super::scan::token::{Token, TokenKind};

/// The longest text that gets a comment: 64 KiB. A longer one would have to be read and copied as a whole.
pub const LONGEST_COMMENTED: usize = 64 * 1024;

/// Appends a comment of keys and values, as [sqlcommenter] writes it: `SELECT 1 /*key='value'*/`.
///
/// The keys are sorted. If a key occurs twice, its first value counts. Keys and values are URL-encoded: all bytes but letters,
/// digits and `-._~` are `%XX`. So no `'`, `*` or `/` of a value ends the value or the comment.
///
/// The comment stands before a `;` at the end. White space at the end is left out, because `pg_tracing` looks for `*/` in the last bytes.
///
/// Returns `None` if the text has to stay as it is:
///
/// * there are no pairs, or the text has no statement;
/// * the text has a comment, planner hints included;
/// * the text does not end well: a quote or a comment is open, or the server's settings decide whether one is;
/// * something keeps the text: a `PREPARE`, and except in PostgreSQL a `CREATE` or an `ALTER`, because servers store the text of a
///   view, an index or a routine in their schema;
/// * data that is no SQL may follow: `COPY … FROM STDIN;`, and a `FORMAT` if the system is not known;
/// * it is longer than [`LONGEST_COMMENTED`].
///
/// The limit of the `options` does not matter.
///
/// ```
/// use db_redact::sql::{Dialect, Options, append_comment};
///
/// let options = Options::new(Dialect::Postgres, 0);
/// let pairs = [("framework", "axum"), ("application", "my shop")];
/// let commented = append_comment("SELECT '--';", options, &pairs);
/// assert_eq!(commented.as_deref(), Some("SELECT '--' /*application='my%20shop',framework='axum'*/;"));
/// assert_eq!(append_comment("SELECT 1 -- one", options, &pairs), None);
/// ```
///
/// [sqlcommenter]: https://google.github.io/sqlcommenter/spec/
#[must_use]
pub fn append_comment(sql: &str, options: Options, pairs: &[(&str, &str)]) -> Option<String> {
    let mut pairs: Vec<_> = pairs.iter().filter(|(key, _)| !key.is_empty()).collect();
    if pairs.is_empty() {
        return None;
    }
    let end = end_of_statements(sql, options)?;
    pairs.sort_by_key(|(key, _)| *key);
    pairs.dedup_by_key(|(key, _)| *key);
    let room: usize = pairs.iter().map(|(key, value)| key.len() + 2 * value.len() + "='',".len()).sum();
    let mut commented = String::with_capacity(sql.len() + room + " /**/".len());
    commented.push_str(&sql[..end]);
    for (number, (key, value)) in pairs.into_iter().enumerate() {
        commented.push_str(if number == 0 { " /*" } else { "," });
        push_encoded(&mut commented, key);
        commented.push_str("='");
        push_encoded(&mut commented, value);
        commented.push('\'');
    }
    commented.push_str("*/");
    let after = &sql[end..];
    let is_white = |byte: u8| byte.is_ascii_whitespace() || byte == b';';
    commented.push_str(match after.matches(';').count() {
        0 | 1 if after.bytes().all(is_white) => after.trim_ascii(),
        // Several are empty statements, which are an error to some servers. So is a vertical tab.
        _ => after,
    });
    Some(commented)
}

/// Where the last statement ends, before white space and `;`. `None` if a comment must not stand there.
fn end_of_statements(sql: &str, options: Options) -> Option<usize> {
    if sql.len() > LONGEST_COMMENTED {
        return None;
    }
    let mut reading = Reading::default();
    let (mut at, mut end) = (0, 0);
    while at < sql.len() {
        // A sign before a number is a token of its own: it changes nothing here.
        let scanned = lexer::scan(&sql[at..], options, at == 0, Left::Value);
        let text = &sql[at..at + scanned.length];
        let mut token = Token::new(scanned.kind, text);
        if data::is_data(token.kind, token.keyword, text) {
            token.turn_into(TokenKind::Literal);
        }
        if !reading.continues_after(token, scanned.doubtful, options) {
            return None;
        }
        if scanned.depends_on_setting {
            reading.depends_on_setting.get_or_insert(at);
        }
        at += scanned.length;
        if token.is_significant() && !token.is_symbol(";") {
            end = at;
        }
    }
    let is_certain = reading.depends_on_setting.is_none_or(|start| ends_by_one_setting(sql, start, options));
    (end > 0 && is_certain).then_some(end)
}

/// What was read of a text so far.
#[derive(Default)]
struct Reading<'t> {
    /// The tokens of the statement, without its `;`.
    statement: Vec<Token<'t>>,
    /// `true` if one of the strings might have to end elsewhere.
    has_doubt: bool,
    /// Where the first string starts that another setting of the server ends elsewhere.
    depends_on_setting: Option<usize>,
    /// The rows of a `COPY` follow, if anything does.
    is_before_rows: bool,
}

impl<'t> Reading<'t> {
    /// Returns `false` if the text has to stay as it is because of `token`.
    fn continues_after(&mut self, token: Token<'t>, is_doubtful: bool, options: Options) -> bool {
        match token.kind {
            TokenKind::Space => {}
            TokenKind::Comment | TokenKind::Unsure => return false,
            _ if self.is_before_rows => return false,
            _ if self.has_doubt && may_hide_an_open_quote(token, options) => return false,
            _ => {}
        }
        self.has_doubt |= is_doubtful;
        if token.is_symbol(";") {
            self.is_before_rows = option::reads_data(&self.statement);
            self.statement.clear();
            return true;
        }
        // S99: a comment after the name of a format would be a row.
        let names_format = options.dialect == Dialect::Generic && token.is_word(Keyword::Format);
        let is_first = !self.statement.iter().any(Token::is_significant);
        self.statement.push(token);
        !(names_format || (is_first && is_kept(token, options.dialect)))
    }
}

/// Returns `true` for the first word of a statement whose text the server keeps.
fn is_kept(first: Token<'_>, dialect: Dialect) -> bool {
    // PostgreSQL keeps a tree, and the bodies of routines that are strings.
    first.is_word(Keyword::Prepare)
        || (dialect != Dialect::Postgres && first.is_one_of(&[Keyword::Create, Keyword::Alter]))
}

/// S31: returns `true` if the text ends well by the default settings of the server and by no others.
///
/// By the others, a comment may be open at the end. The server refuses that text, and would accept it if a comment that we append
/// closed the other one.
fn ends_by_one_setting(sql: &str, start: usize, options: Options) -> bool {
    let rest = &sql[start..];
    find_pair(rest, *b"/*").is_none() && !other_setting::may_end_well(rest, options)
}

/// S33: returns `true` if the token may have swallowed the quote that would show where a doubtful string ends.
fn may_hide_an_open_quote(token: Token<'_>, options: Options) -> bool {
    let has_chosen_quotes =
        || options.dialect == Dialect::Oracle && token.text.starts_with(['q', 'Q', 'n', 'N']);
    let swallows = match token.kind {
        TokenKind::QuotedName => true,
        TokenKind::Literal => token.text.starts_with('$') || has_chosen_quotes(),
        _ => false,
    };
    let has_strings = options.double_quotes == DoubleQuotes::String;
    swallows && (token.text.contains('\'') || (has_strings && token.text.contains('"')))
}

fn push_encoded(text: &mut String, part: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            text.push('%');
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}
