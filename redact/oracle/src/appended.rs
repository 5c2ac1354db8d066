//! A comment of keys and values after a text, in the format of sqlcommenter.
//!
//! * A text with a comment stays as it is, and so does one that does not end well: its last token is the rest.
//! * So does a text without a statement, and one without a pair of a key and a value.
//! * So does a text that something keeps: a statement that begins with `PREPARE`, and except in PostgreSQL one that begins with
//!   `CREATE` or `ALTER`.
//! * So does a text of an unknown system with the word `FORMAT`, after which rows may follow (S99).
//! * So does a text that another setting of the server could read as one with an open comment: there is a `/*` after the first
//!   string that the setting ends elsewhere.
//! * The comment follows the last token that is neither white space nor `;`, after a space. White space at the end is left
//!   out, unless there are several `;` or a vertical tab, which is none to some servers.
//! * The pairs are sorted by their keys. Everything but `A`–`Z`, `a`–`z`, `0`–`9`, `-`, `.`, `_`, `~` is written as `%` and the
//!   two capital hexadecimal digits of each byte.

use std::collections::BTreeMap;

use crate::token::Token;
use crate::{Dialect, Options, lexer};

/// The text with the comment, or nothing if the text stays as it is.
pub fn append_comment(sql: &str, options: Options, pairs: &[(&str, &str)]) -> Option<String> {
    let mut sorted = BTreeMap::new();
    for (key, value) in pairs {
        sorted.entry(*key).or_insert(*value);
    }
    sorted.remove("");
    let characters: Vec<char> = sql.chars().collect();
    let tokens = lexer::tokens(&characters, options, false);
    let last = tokens.iter().rposition(|token| token.has_meaning() && token.key() != ";")?;
    if sorted.is_empty() || !may_be_commented(&tokens, options) || may_open_comment(&characters, options) {
        return None;
    }
    let pairs: Vec<String> =
        sorted.iter().map(|(key, value)| format!("{}='{}'", encoded(key), encoded(value))).collect();
    let written = |tokens: &[Token]| tokens.iter().map(text).collect::<String>();
    let (before, after) = (written(&tokens[..=last]), written(&tokens[last + 1..]));
    let after = match after.matches(';').count() {
        _ if after.contains('\u{b}') => &after,
        0 => "",
        1 => ";",
        _ => &after,
    };
    Some(format!("{before} /*{}*/{after}", pairs.join(",")))
}

fn may_be_commented(tokens: &[Token], options: Options) -> bool {
    let kept: &[&str] = match options.dialect {
        Dialect::Postgres => &["PREPARE"],
        _ => &["PREPARE", "CREATE", "ALTER"],
    };
    let statements = tokens.split(|token| token.key() == ";");
    let firsts = statements.filter_map(|statement| statement.iter().find(|token| token.has_meaning()));
    let has_comment = tokens.iter().any(|token| matches!(token, Token::Comment(_) | Token::Rest));
    let is_kept = firsts.into_iter().any(|first| kept.contains(&first.key()));
    let has_format =
        options.dialect == Dialect::Generic && tokens.iter().any(|token| token.key() == "FORMAT");
    !(has_comment || is_kept || has_format)
}

fn may_open_comment(characters: &[char], options: Options) -> bool {
    lexer::ends_elsewhere(characters, options)
        .is_some_and(|start| characters[start..].windows(2).any(|pair| pair == ['/', '*']))
}

fn text(token: &Token) -> &str {
    match token {
        Token::Word { written, .. } => written,
        Token::Space(text)
        | Token::Comment(text)
        | Token::QuotedName(text)
        | Token::Data(text)
        | Token::Parameter(text)
        | Token::Symbol(text) => text,
        Token::Rest | Token::Gone => "",
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match char::from(byte) {
            plain @ ('A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '~') => plain.to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
