//! Characters to tokens, as the server would.
//!
//! * What a token is follows from its first characters. A comment goes before an operator (`--`), a number before its sign, a
//!   string before the word that is its prefix (`E'x'`).
//! * S14: a name in quotes ends at the next quote that is not doubled. A backslash means nothing in it. `[x]` is one in SQLite,
//!   where `]]` is not doubled, and in SQL Server.
//! * S15: what the place decides is read as a name here (`place`). It ends as a string would, except in an unknown system, where a
//!   backslash before its quote is not certain (S36).
//! * S19: a byte order mark at the very start is white space, as editors leave it there.
//! * S27: what is not certain is the rest of the text, one token.
//! * S28: so is a token without an end.
//! * S29: so is what follows a character that the server does not know, and a control character.
//! * S40, S99: so is what may be rows (see `copy` and `format`).
//! * S61: so is the last token of a text that was cut, which may lack its end.
//!
//! **Doubt.** Some strings end well by the default settings, and elsewhere by others (S31); some end well and are
//! followed by a word that no grammar allows there (S32). They are data like others, but the first of them is
//! kept in mind. If the text turns out not to end well, everything from that first string on is the rest. If such a string was
//! misread, its remainder was read as code, and a quote is left over in the end, *unless something swallows that quote*. So (S33) a
//! comment, a quoted name, a dollar quote or a quote of choice with a string's quote in it counts as not ending well, once there is
//! doubt. Where the other setting could read the text too (`second_reading`), it does not end well either.

use crate::cursor::Cursor;
use crate::token::{Token, continues_word, continues_word_of, is_space, starts_word_of};
use crate::{
    Dialect, DoubleQuotes, Options, comment, copy, dollar, format, number, parameter, second_reading, string,
    uuid,
};

/// Why it is not certain where a token ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uncertain {
    /// It has no end.
    Open,
    /// A backslash stands outside of quotes.
    Backslash,
    /// The server does not know the character.
    Unknown,
    /// Servers, versions or settings disagree.
    Disagreement,
}

/// A token, or none of this kind here, or no certainty.
pub(crate) type Reading = Result<Option<Token>, Uncertain>;

/// All tokens. The last one of a text that was cut may lack its end, and is not certain.
pub(crate) fn tokens(characters: &[char], options: Options, is_cut: bool) -> Vec<Token> {
    let mut lexer = Lexer::at_start(characters, options);
    let mut ends_well = true;
    while ends_well && lexer.cursor.see(0).is_some() {
        ends_well = lexer.push_next() && !lexer.is_before_data();
    }
    if let Some(start) = lexer.ends_elsewhere
        && second_reading::ends_well(characters, start, options)
    {
        ends_well = false;
    }
    if is_cut && ends_well {
        lexer.tokens.pop();
    }
    if is_cut || !ends_well {
        lexer.tokens.truncate(lexer.doubt.unwrap_or(usize::MAX));
        lexer.tokens.push(Token::Rest);
    }
    lexer.tokens
}

/// Where the first string starts that ends elsewhere by the other setting, in a text that ends well.
pub(crate) fn ends_elsewhere(characters: &[char], options: Options) -> Option<usize> {
    let mut lexer = Lexer::at_start(characters, options);
    while lexer.cursor.see(0).is_some() && lexer.push_next() {}
    lexer.ends_elsewhere
}

pub(crate) struct Lexer<'t> {
    pub(crate) cursor: Cursor<'t>,
    pub(crate) options: Options,
    pub(crate) tokens: Vec<Token>,
    /// The last token has a meaning, so that nothing separates it from what comes next.
    pub(crate) touching: bool,
    /// The number of the first doubtful token.
    pub(crate) doubt: Option<usize>,
    /// The text is read as a server with the other setting would (S31).
    pub(crate) has_other_setting: bool,
    /// Where the first string starts that ends elsewhere by the other setting.
    pub(crate) ends_elsewhere: Option<usize>,
}

impl<'t> Lexer<'t> {
    fn at_start(characters: &'t [char], options: Options) -> Self {
        Self {
            cursor: Cursor { characters, at: 0 },
            options,
            tokens: Vec::new(),
            touching: false,
            doubt: None,
            has_other_setting: false,
            ends_elsewhere: None,
        }
    }

    /// Adds the next token; false if there is none that is certain.
    fn push_next(&mut self) -> bool {
        let Ok((token, is_doubtful)) = self.next() else { return false };
        if self.doubt.is_some() && self.swallows_quote(&token) {
            return false;
        }
        if is_doubtful && self.doubt.is_none() {
            self.doubt = Some(self.tokens.len());
        }
        self.touching = token.has_meaning();
        self.tokens.push(token);
        true
    }

    /// Whether what follows is not SQL: see `copy` and `format`. White space in front of the rows of a format stays.
    fn is_before_data(&mut self) -> bool {
        let mut rest = self.cursor;
        rest.pass_all(is_space);
        if rest.see(0).is_none() {
            return false;
        }
        if self.options.dialect == Dialect::Generic && format::reads_rows(&self.tokens) {
            let space = self.space();
            self.tokens.extend(space);
            return true;
        }
        copy::reads_data(&self.tokens)
    }

    fn swallows_quote(&self, token: &Token) -> bool {
        let text = match token {
            Token::Comment(text) | Token::QuotedName(text) => text,
            Token::Data(text) if text.starts_with('$') => text,
            Token::Data(text) if self.options.dialect == Dialect::Oracle => {
                return string::has_quote_of_choice(text);
            }
            _ => return false,
        };
        text.contains('\'') || (self.options.double_quotes == DoubleQuotes::String && text.contains('"'))
    }

    /// The next token, and whether it is doubtful. A token of a kind moves the cursor only if it is there.
    pub(crate) fn next(&mut self) -> Result<(Token, bool), Uncertain> {
        if let Some(space) = self.space() {
            return Ok((space, false));
        }
        if let Some(comment) = comment::read(self)? {
            return Ok((comment, false));
        }
        if let Some(uuid) = uuid::read(self) {
            return Ok((uuid, false));
        }
        if let Some(number) = number::read(self)? {
            return Ok((number, false));
        }
        if let Some(found) = string::read(self)? {
            return Ok(found);
        }
        if let Some(found) = dollar::read(self)? {
            return Ok(found);
        }
        if let Some(name) = self.quoted_name()? {
            return Ok((name, false));
        }
        if let Some(parameter) = parameter::read(self)? {
            return Ok((parameter, false));
        }
        if let Some(word) = self.word() {
            return Ok((word, false));
        }
        Ok((self.symbol()?, false))
    }

    fn space(&mut self) -> Option<Token> {
        let start = self.cursor.at;
        if start == 0 && self.cursor.reads("\u{feff}") {
            self.cursor.pass(1);
        }
        self.cursor.pass_all(is_space);
        (self.cursor.at > start).then(|| Token::Space(self.cursor.since(start)))
    }

    fn word(&mut self) -> Option<Token> {
        let start = self.cursor.at;
        pass_word(&mut self.cursor, self.options.dialect);
        let written = self.cursor.since(start);
        (self.cursor.at > start).then(|| Token::Word { keyword: written.to_ascii_uppercase(), written })
    }

    fn symbol(&mut self) -> Result<Token, Uncertain> {
        let start = self.cursor.at;
        match (self.cursor.see(0).ok_or(Uncertain::Open)?, self.options.dialect) {
            // A cast.
            (':', _) if self.cursor.reads("::") => self.cursor.pass(2),
            // S18: NULL, as MySQL writes it into files.
            ('\\', Dialect::Mysql)
                if self.cursor.reads("\\N") && !self.cursor.see(2).is_some_and(continues_word) =>
            {
                self.cursor.pass(2);
            }
            ('\\', _) => return Err(Uncertain::Backslash),
            ('$' | '\'', _) | ('#', Dialect::Oracle) => return Err(Uncertain::Unknown),
            ('!'..='~', _) => self.cursor.pass(1),
            _ => return Err(Uncertain::Unknown),
        }
        Ok(Token::Symbol(self.cursor.since(start)))
    }

    /// A name in quotes ends at the next quote that is not doubled. A backslash means nothing in it.
    fn quoted_name(&mut self) -> Reading {
        let start = self.cursor.at;
        match (self.cursor.see(0), self.options.dialect) {
            (Some('"'), _) if self.options.double_quotes != DoubleQuotes::String => {}
            (Some('u' | 'U'), Dialect::Postgres | Dialect::Generic)
                if self.cursor.see(1) == Some('&')
                    && self.cursor.see(2) == Some('"')
                    && self.options.double_quotes != DoubleQuotes::String =>
            {
                self.cursor.pass(2);
            }
            (Some('`'), Dialect::Mysql | Dialect::Sqlite | Dialect::Generic) => {}
            (Some('['), Dialect::Sqlite | Dialect::SqlServer) => return self.bracketed_name().map(Some),
            // SQL Server's names, or an index of an array: see `bracket`.
            (Some('['), Dialect::Generic) if !crate::bracket::reads_alike(self.cursor) => {
                return Err(Uncertain::Disagreement);
            }
            _ => return Ok(None),
        }
        let is_by_place =
            self.cursor.see(0) == Some('"') && self.options.double_quotes == DoubleQuotes::ByPlace;
        let has_escaped_quote = string::pass_quotes(&mut self.cursor, false)?;
        // MySQL with its default settings would read a string there, with another end.
        if self.options.dialect == Dialect::Generic && has_escaped_quote {
            return Err(Uncertain::Disagreement);
        }
        // S30: it may be a string.
        if is_by_place && !self.has_other_setting && string::touches(self.cursor, self.options.dialect) {
            return Err(Uncertain::Disagreement);
        }
        Ok(Some(Token::QuotedName(self.cursor.since(start))))
    }

    /// SQLite's `[x]` ends at the first `]`, SQL Server's at the first that is not doubled.
    fn bracketed_name(&mut self) -> Result<Token, Uncertain> {
        let start = self.cursor.at;
        loop {
            self.cursor.pass_all(|character| character != ']');
            if self.cursor.see(0).is_none() {
                return Err(Uncertain::Open);
            }
            self.cursor.pass(1);
            if self.options.dialect != Dialect::SqlServer || self.cursor.see(0) != Some(']') {
                return Ok(Token::QuotedName(self.cursor.since(start)));
            }
            self.cursor.pass(1);
        }
    }
}

/// Moves past the word that starts here, if one does.
pub(crate) fn pass_word(cursor: &mut Cursor<'_>, dialect: Dialect) {
    if cursor.sees(|first| starts_word_of(first, dialect)) {
        cursor.pass_all(|next| continues_word_of(next, dialect));
    }
}
