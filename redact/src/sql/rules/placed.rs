//! Double quotes whose place decides what they hold, a name or a string (S98).

use super::care::{self, Care};
use super::definition;
use super::name_list::NameList;
use crate::sql::options::Dialect;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::{Token, TokenKind};

/// Returns `true` if the token is in double quotes.
pub(crate) fn is_placed(token: &Token<'_>) -> bool {
    token.kind == TokenKind::QuotedName && token.text.ends_with('"')
}

/// Makes literals of those in one statement that do not stand where the grammar wants a name.
pub(super) fn hide_strings(statement: &mut [Token<'_>], dialect: Dialect) {
    let mut reader = Reader::new(statement, dialect);
    let places: Vec<usize> = (0..statement.len()).filter(|at| statement[*at].is_significant()).collect();
    for number in 0..places.len() {
        let at = places[number];
        let before = Before { tokens: statement, places: &places[..number] };
        let token = statement[at];
        if is_placed(&token) {
            let next = places.get(number + 1).map(|next| statement[*next]);
            if !next.is_some_and(|next| next.is_symbol(".")) && !reader.wants_name(before, next) {
                statement[at].turn_into(TokenKind::Literal);
            }
            reader.brackets.list = reader.brackets.list.after(&token);
        } else {
            reader.read(token, before);
        }
    }
}

/// The significant tokens before one.
#[derive(Clone, Copy)]
struct Before<'b, 't> {
    tokens: &'b [Token<'t>],
    places: &'b [usize],
}

impl<'t> Before<'_, 't> {
    /// The last one is number 0.
    fn token(self, number: usize) -> Option<Token<'t>> {
        let place = self.places.len().checked_sub(number + 1)?;
        Some(self.tokens[self.places[place]])
    }

    fn is_word(self, number: usize, words: &[Keyword]) -> bool {
        self.token(number).is_some_and(|token| token.is_one_of(words))
    }

    fn is_spelled(self, number: usize, words: &str) -> bool {
        self.token(number).is_some_and(|token| token.is_spelled(words))
    }

    fn is_symbol(self, number: usize, symbol: &str) -> bool {
        self.token(number).is_some_and(|token| token.is_symbol(symbol))
    }

    /// How many of the last tokens are `IF EXISTS` or `IF NOT EXISTS`.
    fn condition_length(self) -> usize {
        match () {
            () if !self.is_word(0, &[Keyword::Exists]) => 0,
            () if self.is_word(1, &[Keyword::If]) => 2,
            () if self.is_word(1, &[Keyword::Not]) && self.is_word(2, &[Keyword::If]) => 3,
            () => 0,
        }
    }

    /// How many of the last tokens are a name with its qualifiers, 0 if there is none.
    fn name_length(self) -> usize {
        let is_name = |number| self.token(number).is_some_and(|token| token.is_name());
        let mut length = usize::from(is_name(0));
        while length > 0 && self.is_symbol(length, ".") && is_name(length + 1) {
            length += 2;
        }
        length
    }

    fn skip(self, count: usize) -> Self {
        Self { places: &self.places[..self.places.len() - count], ..self }
    }
}

/// What is known within one pair of brackets.
#[derive(Debug, Default, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "they change one by one")]
struct Brackets {
    /// Each item starts with the name of a column.
    lists_columns: bool,
    /// A verb can have a `FROM`, and has had none.
    takes_from: bool,
    /// The last `FROM` was that of a verb.
    lists_tables: bool,
    /// A verb can have an `INTO`.
    takes_into: bool,
    inserts: bool,
    /// A query or a change of data stands in them.
    has_verb: bool,
    list: NameList,
}

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "they are facts about one statement")]
struct Reader {
    /// The statement is a query or a change of data, or a definition, which may contain one.
    has_names: bool,
    /// In the head of a definition.
    defines: bool,
    creates_table: bool,
    /// The statement is an `ATTACH`.
    attaches: bool,
    /// `SELECT` is a right, and what follows `FROM` an account.
    is_about_rights: bool,
    brackets: Brackets,
    outer: Vec<Brackets>,
}

impl Reader {
    fn new(statement: &[Token<'_>], dialect: Dialect) -> Self {
        let verb = care::verb(statement);
        let keyword = verb.map_or(Keyword::Other, |verb| statement[verb].keyword);
        let defines = matches!(keyword, Keyword::Create | Keyword::Alter | Keyword::Drop);
        let starts_with_from = keyword == Keyword::From && dialect == Dialect::Generic;
        let is_query = Care::of(keyword) == Care::Query || keyword == Keyword::Table || starts_with_from;
        let kind = verb.filter(|_| defines).and_then(|verb| definition::kind(&statement[verb + 1..]));
        Self {
            has_names: defines || is_query || matches!(keyword, Keyword::Attach | Keyword::Explain),
            defines,
            creates_table: keyword == Keyword::Create && kind == Some(Keyword::Table),
            attaches: keyword == Keyword::Attach,
            is_about_rights: verb.is_some_and(|verb| statement[verb].is_spelled("DENY GRANT REVOKE")),
            brackets: Brackets { takes_from: starts_with_from, ..Brackets::default() },
            outer: Vec::new(),
        }
    }

    fn read(&mut self, token: Token<'_>, before: Before<'_, '_>) {
        if !token.is_symbol(")") {
            self.brackets.list = self.brackets.list.after(&token);
        }
        match token.kind {
            TokenKind::Symbol if matches!(token.text, "(" | "[") => {
                let lists_columns = token.text == "(" && self.opens_columns(before);
                self.outer.push(self.brackets);
                self.brackets = Brackets { lists_columns, ..Brackets::default() };
            }
            TokenKind::Symbol if matches!(token.text, ")" | "]") => {
                // Without its pair, it ends every list.
                self.brackets =
                    self.outer.pop().unwrap_or(Brackets { list: NameList::Outside, ..self.brackets });
            }
            TokenKind::Word if !before.is_symbol(0, ".") => self.word(token.keyword, before),
            _ => {}
        }
    }

    fn word(&mut self, word: Keyword, before: Before<'_, '_>) {
        match word {
            _ if self.is_about_rights => {}
            Keyword::Select | Keyword::Update | Keyword::Delete => {
                self.brackets.has_verb = true;
                self.brackets.takes_from = true;
                self.brackets.takes_into = true;
                self.defines &= word != Keyword::Select;
            }
            Keyword::Insert | Keyword::Replace | Keyword::Upsert => {
                self.brackets.has_verb = true;
                self.brackets.takes_into = true;
                self.brackets.inserts = true;
            }
            Keyword::Merge => {
                self.brackets.has_verb = true;
                self.brackets.takes_into = true;
            }
            Keyword::From
                if before.is_word(0, &[Keyword::Distinct])
                    && before.is_word(1, &[Keyword::Is, Keyword::Not]) =>
            {
                self.brackets.lists_tables = false;
            }
            Keyword::From => {
                self.brackets.lists_tables = std::mem::take(&mut self.brackets.takes_from);
                if self.brackets.lists_tables {
                    self.brackets.list = NameList::Table;
                }
            }
            Keyword::With if before.token(0).is_none() || before.is_symbol(0, "(") => {
                self.brackets.list = NameList::Common;
            }
            Keyword::As | Keyword::Begin | Keyword::Join => self.defines = false,
            _ => {}
        }
    }

    /// Returns `true` if a name has to follow.
    fn wants_name(&self, before: Before<'_, '_>, next: Option<Token<'_>>) -> bool {
        let Some(last) = before.token(0) else { return false };
        if last.is_symbol(".") {
            return true;
        }
        if self.brackets.lists_columns && (last.is_symbol("(") || last.is_symbol(",")) {
            // Before an operator, it is a part of an expression.
            return next.is_none_or(|next| {
                next.is_name() || next.is_symbol(",") || next.is_symbol(")") || next.is_symbol("(")
            });
        }
        if self.brackets.list.wants_name() && !last.is_symbol("(") {
            return true;
        }
        if last.kind != TokenKind::Word || before.is_symbol(1, ".") {
            return false;
        }
        let condition = before.condition_length();
        if condition > 0 || last.is_one_of(&[Keyword::Table, Keyword::Index, Keyword::View, Keyword::Trigger])
        {
            let kind = before.skip(condition);
            return kind.is_word(0, &[Keyword::Table, Keyword::Index, Keyword::View, Keyword::Trigger])
                && !kind.is_symbol(1, ".");
        }
        match last.keyword {
            Keyword::Join | Keyword::Update => !self.is_about_rights,
            Keyword::From => self.brackets.lists_tables,
            Keyword::Into => self.brackets.takes_into,
            Keyword::As => self.brackets.has_verb || self.attaches,
            Keyword::On => self.defines,
            // `UPDATE OR IGNORE t`
            _ if before.is_word(1, &[Keyword::Or]) && before.is_word(2, &[Keyword::Update]) => true,
            _ => self.defines && last.is_spelled("REFERENCES"),
        }
    }

    /// Returns `true` if the bracket that comes next lists columns.
    fn opens_columns(&self, before: Before<'_, '_>) -> bool {
        if (self.defines && before.is_spelled(0, "KEY UNIQUE"))
            || (self.has_names && before.is_word(0, &[Keyword::Using]))
            || (before.is_spelled(0, "CONFLICT") && before.is_word(1, &[Keyword::On]))
        {
            return true;
        }
        let name = before.name_length();
        if name == 0 {
            return false;
        }
        let head = before.skip(name);
        let condition = if head.condition_length() == 3 { 3 } else { 0 };
        let word = head.skip(condition);
        let is_start = |before: Before<'_, '_>| before.token(0).is_none() || before.is_symbol(0, "(");
        match word.token(0).map_or(Keyword::Other, |word| Keyword::of(word.text)) {
            _ if word.is_symbol(1, ".") => false,
            Keyword::View => self.defines,
            Keyword::Table if word.is_word(1, &[Keyword::Into]) => self.brackets.inserts,
            Keyword::Table => self.defines && self.creates_table,
            _ if condition > 0 => false,
            Keyword::Into | Keyword::Insert | Keyword::Replace | Keyword::Upsert => self.brackets.inserts,
            Keyword::On => self.defines,
            Keyword::With => is_start(word.skip(1)),
            Keyword::Recursive => word.is_word(1, &[Keyword::With]) && is_start(word.skip(2)),
            _ if word.is_symbol(0, ",") => self.brackets.list == NameList::AfterCommon,
            _ => self.defines && word.is_spelled(0, "REFERENCES"),
        }
    }
}
