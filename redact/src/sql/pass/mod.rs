//! The one pass over a text that redacts it and notes what the summary is made from.
//!
//! Most bytes go through the short cuts of [`shortcut`]; whatever is not plain goes through [`Pass::scan`], which
//! asks [`lexer`] for the token. Both ways end in the same few steps, and leave the same state.

mod careful;
mod list;
mod output;
mod rows;
mod shortcut;

use crate::sql::options::{Dialect, DoubleQuotes, Options};
use crate::sql::rules::care::Care;
use crate::sql::rules::data;
use crate::sql::scan::action::Actions;
use crate::sql::scan::bytes::is_space;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::lexer;
use crate::sql::scan::number::Left;
use crate::sql::scan::other_setting;
use crate::sql::scan::token::TokenKind;
use crate::sql::scan::uuid;
use crate::sql::summary::item::{Item, Sign};
use list::{List, Origin, Step};
use output::{Mark, Output};

/// The text is not sure from this byte on: the first string of which that was doubted.
#[derive(Debug)]
pub(super) struct Doubt(pub(super) usize);

/// What the pass found besides the text and the items.
#[derive(Debug)]
pub(super) struct Redacted {
    /// The text is not that of the input, but what was written.
    pub(super) is_changed: bool,
    pub(super) has_parameters: bool,
}

pub(super) struct Pass<'a, 'm> {
    sql: &'a str,
    options: Options,
    actions: &'static Actions,
    at: usize,
    /// Where the text stops to be sure, as an earlier pass found out; else its end.
    stop: usize,
    /// S61: the end of a text that was cut: a token that ends there may not be whole. No place in a text that was not.
    edge: usize,
    /// The last significant token.
    left: Left,
    /// The first token that another setting of the server, or a mistake in the text, would end elsewhere.
    doubt: Option<usize>,
    /// The first string that another setting of the server would end elsewhere.
    depends_on_setting: Option<usize>,
    output: Output<'a, 'm>,
    items: &'m mut Vec<Item>,
    list: List,
    statement: StatementState,
    has_parameters: bool,
    is_certain: bool,
}

/// What the pass knows of the statement that it is in.
#[derive(Debug, Clone, Copy)]
struct StatementState {
    care: Care,
    /// The number of square brackets that are open.
    brackets: usize,
    /// The number of brackets that are open after `VALUES`, from the one that follows it on; 0 outside of them.
    rows: usize,
    /// `true` if NULL in a further row can be skipped like a literal.
    rows_take_null: bool,
    start: usize,
    mark: Mark,
    items: usize,
}

impl<'a, 'm> Pass<'a, 'm> {
    pub(super) fn new(
        (sql, is_cut): (&'a str, bool),
        options: Options,
        doubt: Option<usize>,
        text: &'m mut String,
        items: &'m mut Vec<Item>,
    ) -> Self {
        items.clear();
        Self {
            sql,
            options,
            actions: options.actions(),
            at: 0,
            stop: doubt.unwrap_or(sql.len()),
            edge: if is_cut { sql.len() } else { usize::MAX },
            left: Left::Nothing,
            doubt: None,
            depends_on_setting: None,
            output: Output::new(sql, text),
            items,
            list: List::default(),
            statement: StatementState::new(0, Mark::default(), 0),
            has_parameters: false,
            is_certain: true,
        }
    }

    pub(super) fn run(mut self) -> Result<Redacted, Doubt> {
        loop {
            self.read_plain()?;
            if self.stop < self.sql.len() && self.at < self.sql.len() {
                self.scan()?;
            }
            if self.statement.brackets == 0 {
                break;
            }
            self.read_carefully()?;
        }
        self.compare_settings()?;
        if self.list.is_open_ended() {
            self.collapse(self.sql.len());
        }
        let has_parameters = self.has_parameters && self.is_certain;
        Ok(Redacted { is_changed: self.output.finish(), has_parameters })
    }

    /// S31: the text ended well by the default settings of the server. If it may end well by the others, too, nothing says which
    /// of them it was written for.
    fn compare_settings(&self) -> Result<(), Doubt> {
        match self.depends_on_setting {
            Some(start) if other_setting::may_end_well(&self.sql[start..], self.options) => {
                Err(Doubt(self.doubt.unwrap_or(start)))
            }
            _ => Ok(()),
        }
    }

    /// Reads any token, and with a comment the token after it. At the end of what is sure, that is all the rest.
    fn scan(&mut self) -> Result<(), Doubt> {
        loop {
            let start = self.at;
            if uuid::may_be_within(self.sql.as_bytes(), start, self.options.dialect) {
                return self.read_carefully();
            }
            let kind = self.next()?;
            if self.needs_care(kind, start) {
                return self.read_carefully();
            }
            self.accept(kind, self.last_keyword(kind), start, self.at);
            if !self.output.is_after_comment() || self.at >= self.stop {
                return Ok(());
            }
        }
    }

    /// Returns `true` if the token from `start` to here shows that its statement has to be read as a list of tokens.
    fn needs_care(&mut self, kind: TokenKind, start: usize) -> bool {
        let first = self.sql.as_bytes()[start];
        match kind {
            TokenKind::Symbol => first == b';' && self.statement.brackets > 0,
            TokenKind::QuotedName => {
                let is_placed = self.sql[..self.at].ends_with('"');
                is_placed && self.options.double_quotes == DoubleQuotes::ByPlace
            }
            TokenKind::Word => {
                let keyword = self.last_keyword(kind);
                self.begins_carefully(keyword, start) || self.announces_data(keyword)
            }
            _ => false,
        }
    }

    /// Returns `true` if a word may have data after it, whatever its statement started with.
    fn announces_data(&self, keyword: Keyword) -> bool {
        match keyword {
            // S56
            Keyword::Exec | Keyword::Execute => self.options.dialect.has_bare_arguments(),
            // S99
            Keyword::Format => self.options.dialect == Dialect::Generic,
            _ => false,
        }
    }

    /// The keyword of the token that [`Pass::next`] has found.
    fn last_keyword(&self, kind: TokenKind) -> Keyword {
        match self.left {
            Left::Word(keyword) if kind == TokenKind::Word => keyword,
            _ => Keyword::Other,
        }
    }

    /// Finds the end of the token here, goes there, and returns what the token is to be shown as.
    fn next(&mut self) -> Result<TokenKind, Doubt> {
        let start = self.at;
        if start >= self.stop {
            return self.give_up();
        }
        let scanned = lexer::scan(&self.sql[start..], self.options, start == 0, self.left_side());
        let end = start + scanned.length;
        let text = &self.sql[start..end];
        let kind = scanned.kind;
        if kind == TokenKind::Unsure
            || end == self.edge
            || (self.doubt.is_some() && self.may_hide_an_open_quote(kind, text))
        {
            return self.give_up();
        }
        if scanned.doubtful && self.doubt.is_none() {
            self.doubt = Some(start);
        }
        if scanned.depends_on_setting && self.depends_on_setting.is_none() {
            self.depends_on_setting = Some(start);
        }
        self.at = end;
        let keyword = if kind == TokenKind::Word { Keyword::of(text) } else { Keyword::Other };
        if !matches!(kind, TokenKind::Space | TokenKind::Comment) {
            self.left = left(kind, keyword, text);
        }
        self.has_parameters |= kind == TokenKind::Parameter
            && !(self.options.dialect == Dialect::Mysql && text.starts_with('@'));
        Ok(if data::is_data(kind, keyword, text) { TokenKind::Literal } else { kind })
    }

    /// What stands on the left side of a sign here. S9: in `1 -1`, the sign belongs to both.
    fn left_side(&self) -> Left {
        let is_apart = |last: &u8| is_space(*last) || *last == b'/';
        match self.left {
            Left::Literal if self.sql.as_bytes()[..self.at].last().is_some_and(is_apart) => Left::Value,
            left => left,
        }
    }

    /// S33: if a doubtful string ended elsewhere, its remainder was read as code. That shows, sooner or later, as a
    /// quote without its pair, unless something swallows that quote.
    fn may_hide_an_open_quote(&self, kind: TokenKind, text: &str) -> bool {
        let has_chosen_quotes = || {
            let mark = text.trim_start_matches(['n', 'N']);
            self.options.dialect == Dialect::Oracle
                && mark.starts_with(['q', 'Q'])
                && text.matches('\'').count() > 2
        };
        let swallows = matches!(kind, TokenKind::Comment | TokenKind::QuotedName)
            || (kind == TokenKind::Literal && (text.starts_with('$') || has_chosen_quotes()));
        let has_strings = self.options.double_quotes == DoubleQuotes::String;
        swallows && (text.contains('\'') || (has_strings && text.contains('"')))
    }

    fn has_doubt(&self) -> bool {
        self.doubt.is_some()
    }

    /// S27: hides everything from here on, or has another pass hide it from the first doubt on.
    fn give_up(&mut self) -> Result<TokenKind, Doubt> {
        if let Some(start) = self.doubt {
            return Err(Doubt(start));
        }
        self.is_certain = false;
        self.at = self.sql.len();
        Ok(TokenKind::Unsure)
    }

    /// Writes a token and notes it. The short cuts do the same for what they know of their token.
    fn accept(&mut self, kind: TokenKind, keyword: Keyword, start: usize, end: usize) {
        match kind {
            TokenKind::Comment => return self.output.remove_comment(start, end),
            TokenKind::Hidden => return self.output.remove(start, end),
            TokenKind::Space => return self.output.separate(self.sql.as_bytes()[start]),
            _ => {}
        }
        let sign = self.sign(kind, keyword, start, end);
        if self.step(kind, sign, start, end) {
            return;
        }
        if matches!(kind, TokenKind::Literal | TokenKind::Unsure) {
            self.output.separate(b'?');
            self.output.replace(start, end);
        } else {
            self.output.separate(self.sql.as_bytes()[start]);
        }
        self.items.push(Item::new(sign, start, end));
        match sign {
            Sign::Semicolon => self.start_statement(end),
            Sign::Open => self.statement.open_row(false),
            Sign::Close => _ = self.statement.close_row(),
            Sign::OpenBracket => self.statement.brackets += 1,
            Sign::CloseBracket => self.statement.brackets = self.statement.brackets.saturating_sub(1),
            _ => {}
        }
    }

    fn sign(&self, kind: TokenKind, keyword: Keyword, start: usize, end: usize) -> Sign {
        let bytes = self.sql.as_bytes();
        match kind {
            TokenKind::Word => Sign::Word(keyword),
            TokenKind::QuotedName => Sign::QuotedName,
            TokenKind::Unsure => Sign::Unsure,
            TokenKind::Symbol if end == start + 1 => match (bytes[start], self.options.dialect) {
                (b'@', Dialect::Oracle) => Sign::At,
                (b'-', Dialect::Generic) => Sign::Dash,
                (byte, _) => Sign::of_symbol(byte),
            },
            _ => Sign::Other,
        }
    }

    /// Lets the list after `IN` see a token before it is written; `true` if nothing is left of the token.
    fn step(&mut self, kind: TokenKind, sign: Sign, start: usize, end: usize) -> bool {
        match self.list.step(kind, sign) {
            Step::GoOn => {}
            Step::Open => {
                self.output.separate(b'(');
                self.list.open(Origin {
                    position: end,
                    mark: self.output.mark(),
                    items: self.items.len() + 1,
                });
            }
            Step::Collapse => self.collapse(start),
            Step::CollapseAll => {
                self.collapse(end);
                return true;
            }
        }
        false
    }

    /// Makes the list that was read up to `end` one literal.
    fn collapse(&mut self, end: usize) {
        let Origin { position, mark, items } = self.list.start;
        self.list = List::default();
        self.output.rewind(mark);
        self.output.replace(position, end);
        self.items.truncate(items);
        self.items.push(Item::new(Sign::Other, position, end));
    }

    fn start_statement(&mut self, start: usize) {
        self.statement = StatementState::new(start, self.output.mark(), self.items.len());
    }

    /// Goes back to the start of the statement.
    fn rewind(&mut self) {
        let StatementState { start, mark, items, .. } = self.statement;
        self.at = start;
        self.output.rewind(mark);
        self.items.truncate(items);
        self.list = List::default();
        // That of a semicolon is that of the text's start.
        self.left = Left::Nothing;
        self.doubt = self.doubt.filter(|doubt| *doubt < start);
        self.depends_on_setting = self.depends_on_setting.filter(|doubt| *doubt < start);
        self.is_certain = true;
    }
}

impl StatementState {
    fn new(start: usize, mark: Mark, items: usize) -> Self {
        Self { care: Care::Undecided, brackets: 0, rows: 0, rows_take_null: false, start, mark, items }
    }

    /// `is_first` says that the bracket follows the `VALUES` of a query.
    #[inline]
    fn open_row(&mut self, is_first: bool) {
        self.rows = match self.rows {
            _ if is_first => 1,
            0 => 0,
            rows => rows + 1,
        };
    }

    /// Returns `true` if the bracket that closes is that of a row of `VALUES`.
    #[inline]
    fn close_row(&mut self) -> bool {
        let is_row = self.rows == 1;
        self.rows = self.rows.saturating_sub(1);
        is_row
    }
}

fn left(kind: TokenKind, keyword: Keyword, text: &str) -> Left {
    match kind {
        TokenKind::Word => Left::Word(keyword),
        TokenKind::Literal => Left::Literal,
        TokenKind::Symbol if !matches!(text, ")" | "]" | "}") => Left::Nothing,
        _ => Left::Value,
    }
}
