//! The straight lane: plain statements are redacted and summarised in one go, without items and without a second look.
//!
//! It takes one `SELECT`, `INSERT INTO`, `UPDATE` or `DELETE FROM` of words, names, commas, brackets, operators, parameters,
//! numbers and strings, with joins, subqueries and lists. In such a statement, few words mean anything to the summary, and
//! what follows each of those can be read at once. Everything else is left to the pass: at the first thing that is not
//! plain, the lane gives up, and the pass starts at the text's beginning. So the lane need not know a rule as long as it
//! knows where that rule begins: comments, casts beyond PostgreSQL's, prefixes and escapes of strings, `WITH`, options,
//! words that announce secrets, characters beyond ASCII outside of quotes, a second statement, and whatever is too long.
//!
//! What is left of the text is not written, but remembered as cuts, so that it is copied once, to a place of its length.

#![expect(clippy::inline_always, reason = "see `vector::Task`")]

mod meaning;
mod names;
mod sieve;

#[cfg(test)]
mod tests;

use arrayvec::{ArrayString, ArrayVec};

use crate::sql::options::{Dialect, Options};
use crate::sql::scan::action::{Action, Actions};
use crate::sql::scan::bytes::IS_WORD_BYTE;
use crate::sql::scan::bytes::is_space;
use crate::sql::scan::ends::list_end;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::literal::{ends_string, number_end, quoted_end, skip_spaces};
use crate::sql::scan::uuid;
use crate::sql::scan::vector::{self, Register, Task};
use crate::sql::scan::window::{self, ROOM};
use crate::sql::summary::kind::Kind;
use crate::sql::summary::text::{MAXIMUM, Part};
use meaning::{Meaning, meaningful};
use sieve::Sieve;

/// The longest redacted text. Longer ones are left to the pass, whose costs at the start are nothing to them.
pub(crate) const LONGEST: usize = 1024;
/// After more literals than these, the pass is as fast.
const MOST_CUTS: usize = 64;
const MOST_BRACKETS: usize = 16;

/// What the lane finds out about a text.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    cuts: ArrayVec<Cut, MOST_CUTS>,
    /// The number of bytes that the cuts take away, with each one's `?` counted.
    removed: usize,
    pub(crate) has_parameters: bool,
    pub(crate) summary: ArrayString<MAXIMUM>,
    pub(crate) operation: Part,
    pub(crate) kind: Kind,
    targets: usize,
    /// The last target, if it is a table.
    table: Option<Part>,
}

/// The bytes that a `?` stands for.
#[derive(Debug, Clone, Copy)]
struct Cut {
    start: usize,
    end: usize,
}

impl Plain {
    /// `None` if the text is not plain. What is found before that shows up is of no use.
    pub(crate) fn read(&mut self, sql: &str, options: Options) -> Option<()> {
        // Of a text that will be cut, most is not looked at.
        if options.dialect.is_rare() || (sql.len() > LONGEST && options.limit != 0) {
            return None;
        }
        let brackets = Brackets::default();
        let lane = Lane {
            sql,
            bytes: sql.as_bytes(),
            dialect: options.dialect,
            actions: options.actions(),
            base: 0,
            words: 0,
            brackets,
            outer: ArrayVec::new(),
            deletes: false,
            found: self,
        };
        // Nothing but a verb can come first.
        let first = lane.byte(skip_spaces(lane.bytes, 0));
        matches!(first | 0x20, b's' | b'i' | b'u' | b'd').then_some(())?;
        vector::run(lane)?;
        let most = if options.limit == 0 { LONGEST } else { options.limit.min(LONGEST) };
        (!self.summary.is_empty() && self.length(sql) <= most).then_some(())
    }

    /// The length of the redacted text.
    pub(crate) fn length(&self, sql: &str) -> usize {
        sql.len() + self.cuts.len() - self.removed
    }

    pub(crate) fn is_unchanged(&self) -> bool {
        self.cuts.is_empty()
    }

    /// The parts of the redacted text, in turns what stays and what stands for a literal.
    #[inline]
    pub(crate) fn write(&self, sql: &str, mut write: impl FnMut(&str)) {
        let mut copied = 0;
        for Cut { start, end } in &self.cuts {
            write(&sql[copied..*start]);
            write("?");
            copied = *end;
        }
        write(&sql[copied..]);
    }

    /// The redacted text, with room for as many bytes `more`.
    pub(crate) fn written(&self, sql: &str, more: usize) -> String {
        let mut text = String::with_capacity(self.length(sql) + more);
        self.write(sql, |part| text.push_str(part));
        text
    }

    /// The table, where the summary names one target and it is a table.
    pub(crate) fn collection(&self) -> Option<Part> {
        self.table.filter(|_| self.targets == 1)
    }
}

/// What is known within one pair of brackets.
#[derive(Debug, Default, Clone, Copy)]
struct Brackets {
    /// A comma or `JOIN` continues a list of tables.
    lists_tables: bool,
    /// The verb can have a `FROM` and has had none.
    takes_from: bool,
}

struct Lane<'a, 'f> {
    sql: &'a str,
    bytes: &'a [u8],
    dialect: Dialect,
    actions: &'static Actions,
    /// Where the window is that is being read, and its bytes of words.
    base: usize,
    words: u64,
    /// Within the innermost open brackets.
    brackets: Brackets,
    outer: ArrayVec<Brackets, MOST_BRACKETS>,
    /// The statement is a `DELETE`.
    deletes: bool,
    found: &'f mut Plain,
}

impl Task for Lane<'_, '_> {
    type Result = Option<()>;

    #[inline(always)]
    fn run<R: Register>(mut self) -> Option<()> {
        let mut at = 0;
        while at < self.bytes.len() {
            at = self.window::<R>(at)?;
            if at > LONGEST + Sieve::WIDTH + self.found.removed {
                return None;
            }
        }
        Some(())
    }
}

impl Lane<'_, '_> {
    /// Reads the tokens that start in the window at `base`. Returns where to go on.
    #[inline(always)]
    fn window<R: Register>(&mut self, base: usize) -> Option<usize> {
        let mut padded = [b' '; ROOM];
        let sieve = Sieve::at::<R>(self.bytes, base, &mut padded);
        (self.base, self.words) = (base, sieve.bytes.words);
        let mut tokens = sieve.tokens(self.brackets.lists_tables);
        while tokens != 0 {
            let offset = tokens.trailing_zeros() as usize;
            let start = base + offset;
            tokens &= tokens - 1;
            let end = if sieve.is_word(offset) {
                let length = sieve.bytes.word_length(offset);
                if offset + length >= Sieve::WIDTH {
                    // The next window has more of it.
                    return (offset > 0).then_some(start);
                }
                match meaningful(sieve.bytes.eight(offset), length) {
                    Keyword::Other => continue,
                    keyword => self.keyword(keyword, start, start + length)?,
                }
            } else {
                match self.actions[usize::from(sieve.bytes.byte(offset))] {
                    Action::Symbol => continue,
                    action => self.symbol(action, start)?,
                }
            };
            if end - base >= Sieve::WIDTH {
                return Some(end);
            }
            tokens = window::from(sieve.tokens(self.brackets.lists_tables), end - base);
        }
        Some(base + Sieve::WIDTH)
    }

    /// Reads what starts with a symbol, and returns its end.
    #[inline(always)]
    fn symbol(&mut self, action: Action, start: usize) -> Option<usize> {
        let next = self.byte(start + 1);
        match action {
            // What is glued to it from the left could be a prefix.
            Action::String | Action::QuotedName | Action::Placed if self.is_glued(start) => None,
            Action::String => self.string(start),
            Action::Digit => self.cut(start, number_end(self.bytes, start)?),
            Action::Dot => (!is_space(self.before(start)) && self.continues_name(next)).then_some(start + 1),
            // S98: after a comma, double quotes are not sure to hold a table.
            Action::Comma if self.brackets.lists_tables && self.is_placed(start + 1) => None,
            Action::Comma => self.table(start + 1),
            Action::Open => {
                self.open()?;
                Some(start + 1)
            }
            Action::Close => {
                self.brackets = self.outer.pop()?;
                Some(start + 1)
            }
            Action::Numbered | Action::Placeholder => self.parameter(action, start),
            Action::QuotedName => quoted_end(self.bytes, start, self.bytes[start]),
            Action::Placed => {
                let end = self.placed_end(start)?;
                (self.before(start) == b'.' || self.byte(end) == b'.').then_some(end)
            }
            Action::Plus => self.sign(start),
            Action::Slash if next != b'*' => Some(start + 1),
            Action::Colon if next == b':' && self.dialect == Dialect::Postgres => Some(start + 2),
            Action::Semicolon => {
                let end = skip_spaces(self.bytes, start + 1);
                (end == self.bytes.len()).then_some(end)
            }
            _ => None,
        }
    }

    /// A string that has ended for sure: what follows it says so.
    fn string(&mut self, start: usize) -> Option<usize> {
        let end = quoted_end(self.bytes, start, b'\'')?;
        let after = skip_spaces(self.bytes, end);
        let is_over = match self.bytes.get(after) {
            Some(byte) if byte.is_ascii_alphabetic() => after > end && self.word(after)?.1.is_after_string(),
            byte => ends_string(byte),
        };
        is_over.then_some(())?;
        self.cut(start, end)
    }

    /// Reads a word that means something, and what has to be known of the tokens after it.
    #[inline(always)]
    fn keyword(&mut self, keyword: Keyword, start: usize, end: usize) -> Option<usize> {
        let is_longer = end - start >= 8;
        let keyword = if is_longer { Keyword::at(self.bytes, start, end) } else { keyword };
        // After a dot, it is a name.
        if self.before(start) == b'.' {
            return None;
        }
        let is_first = self.found.summary.is_empty();
        match Meaning::of(keyword) {
            Meaning::Select => {
                self.brackets = Brackets { lists_tables: false, takes_from: true };
                if is_first { self.verb(Kind::Read, start, end)? } else { _ = self.push(start, end)? }
            }
            Meaning::Change if is_first => return self.change(keyword, start, end),
            // Without a verb, it is another kind of statement.
            _ if is_first => return None,
            Meaning::From if self.brackets.takes_from => {
                self.brackets.takes_from = false;
                return self.table(end);
            }
            Meaning::Join if self.brackets.lists_tables && !self.joins_array(start) => {
                return self.table(end);
            }
            Meaning::Join if self.brackets.lists_tables => return None,
            // The next word is an alias, whatever it looks like.
            Meaning::As if self.brackets.lists_tables => {
                let alias = skip_spaces(self.bytes, end);
                if self.byte(alias).is_ascii_alphabetic() {
                    self.plain_word(alias)?;
                }
            }
            Meaning::EndOfTables => self.brackets.lists_tables = false,
            Meaning::In => return self.list(end),
            Meaning::Boolean => return self.cut(start, end),
            // `IS DISTINCT FROM` starts no list of tables.
            Meaning::Distinct if self.byte(skip_spaces(self.bytes, end)) | 0x20 == b'f' => return None,
            Meaning::Using if self.deletes => return None,
            Meaning::Unknown => return None,
            Meaning::None
            | Meaning::Change
            | Meaning::From
            | Meaning::Join
            | Meaning::As
            | Meaning::Distinct
            | Meaning::Using => {}
        }
        Some(end)
    }

    /// After `IN`: a list of literals alone is one `?`, one without literals stays. Others are rare.
    fn list(&mut self, end: usize) -> Option<usize> {
        let open = skip_spaces(self.bytes, end);
        if self.byte(open) != b'(' {
            return Some(end);
        }
        if let Some(close) = list_end(self.bytes, open + 1) {
            self.cut(open + 1, close)?;
            return Some(close + 1);
        }
        let first = skip_spaces(self.bytes, open + 1);
        let stays = match self.actions[usize::from(self.byte(first))] {
            Action::Open => true,
            Action::Word => {
                let (_, keyword) = self.word(first)?;
                keyword == Keyword::Select
                    || (Meaning::of(keyword) == Meaning::None && keyword != Keyword::Null)
            }
            _ => self.is_list_of_parameters(first),
        };
        stays.then_some(open)
    }

    fn is_list_of_parameters(&mut self, first: usize) -> bool {
        let mut at = first;
        loop {
            let action = self.actions[usize::from(self.byte(at))];
            if !matches!(action, Action::Numbered | Action::Placeholder) {
                return false;
            }
            let Some(end) = self.parameter(action, at) else { return false };
            at = skip_spaces(self.bytes, end);
            match self.byte(at) {
                b',' => at = skip_spaces(self.bytes, at + 1),
                byte => return byte == b')',
            }
        }
    }

    /// S71: `ARRAY JOIN`, in an unknown system.
    fn joins_array(&self, join: usize) -> bool {
        let before = self.sql[..join].trim_ascii_end().as_bytes();
        let word = before.len().checked_sub(b"ARRAY".len()).and_then(|start| before.get(start..));
        self.dialect == Dialect::Generic && word.is_some_and(|word| word.eq_ignore_ascii_case(b"ARRAY"))
    }

    /// `$1` or `?`
    #[inline]
    fn parameter(&mut self, action: Action, start: usize) -> Option<usize> {
        self.found.has_parameters = true;
        let digits = self.bytes[start + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if action == Action::Placeholder {
            return (digits == 0 || self.dialect != Dialect::Sqlite).then_some(start + 1);
        }
        let end = start + 1 + digits;
        // S96
        let may_be_amount = digits > 2 || self.byte(end) == b'.';
        if may_be_amount && self.dialect == Dialect::Generic {
            return None;
        }
        let is_glued = self.is_glued(start) || IS_WORD_BYTE[usize::from(self.byte(end))];
        (digits > 0 && !is_glued).then_some(end)
    }

    /// `+` or `-`, with the number that it belongs to if there is no other side.
    fn sign(&mut self, start: usize) -> Option<usize> {
        let number = skip_spaces(self.bytes, start + 1);
        match self.byte(number) {
            b'0'..=b'9' => {}
            b'.' | b'-' => return None,
            _ if uuid::may_be_within(self.bytes, start, self.dialect) => return None,
            _ => return Some(start + 1),
        }
        let before = self.sql[..start].trim_ascii_end().as_bytes();
        let is_apart = number > start + 1;
        match before.last()? {
            b',' | b'(' | b'=' | b'<' | b'>' if !is_apart => self.cut(start, number_end(self.bytes, number)?),
            b')' | b'\'' if is_apart => Some(start + 1),
            byte if is_apart && IS_WORD_BYTE[usize::from(*byte)] => {
                let length = before.iter().rev().take_while(|byte| IS_WORD_BYTE[usize::from(**byte)]).count();
                let left = Keyword::at(before, before.len() - length, before.len());
                (!left.is_before_expression()).then_some(start + 1)
            }
            _ => None,
        }
    }

    fn open(&mut self) -> Option<()> {
        self.outer.try_push(self.brackets).ok()?;
        self.brackets = Brackets::default();
        Some(())
    }

    /// Has a `?` stand for a literal, and returns the literal's end.
    #[inline]
    fn cut(&mut self, start: usize, end: usize) -> Option<usize> {
        self.found.cuts.try_push(Cut { start, end }).ok()?;
        self.found.removed += end - start;
        Some(end)
    }

    /// Adds a part to the summary; `None` where it has no room.
    fn push(&mut self, start: usize, end: usize) -> Option<Part> {
        let summary = &mut self.found.summary;
        if !summary.is_empty() {
            summary.try_push_str(" ").ok()?;
        }
        let from = summary.len();
        summary.try_push_str(self.sql.get(start..end)?).ok()?;
        Some((u8::try_from(from).ok()?, u8::try_from(summary.len()).ok()?))
    }

    /// Returns `true` if what starts here could be a part of something that starts before: `e'…'`, `u&"…"`, `a$1`.
    #[inline]
    fn is_glued(&self, start: usize) -> bool {
        let before = self.before(start);
        before == b'&' || IS_WORD_BYTE[usize::from(before)]
    }

    /// The byte before `at`; 0 before the text.
    #[inline]
    fn before(&self, at: usize) -> u8 {
        self.byte(at.wrapping_sub(1))
    }

    /// 0 after the end.
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }
}
