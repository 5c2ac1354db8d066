//! S53: `SET a = …` and `SET a TO …` and `SET TIME ZONE …` in `CREATE` and `ALTER`, where nothing but names and points stands in between.
//!
//! * Everything after the sign is one value. Not so after `CHARACTER SET`, in `CREATE TABLE`, and in definitions of which the code
//!   changes columns: of an event, an index, a policy, a rule, a trigger or a view.
//! * In a routine, it is so in the head alone. The body starts at `AS`, `IS`, `BEGIN`, `DO` or `RETURN`; `AS` and a string is a body
//!   that ends with the string. MySQL's routines have no such setting.
//! * In the head, a value is a word or a literal, or several with commas between them, if a word follows that the head goes on
//!   with, or the end of the statement. Otherwise everything is one value there as well.

use crate::Dialect::{self, Mysql, Sqlite};
use crate::definition::kind_word;
use crate::redaction::places;
use crate::setting::hide_value;
use crate::token::Token;

/// Hides the values in what follows the word `CREATE` or `ALTER`.
pub(crate) fn hide(tokens: &mut [Token], verb: &str, dialect: Dialect) {
    let is_routine = match (kind_word(tokens), verb) {
        ("EVENT" | "INDEX" | "POLICY" | "RULE" | "TRIGGER" | "VIEW", _) | ("TABLE", "CREATE") => return,
        ("FUNCTION" | "PROC" | "PROCEDURE" | "ROUTINE" | "PACKAGE", _) if dialect == Mysql => return,
        ("FUNCTION" | "PROC" | "PROCEDURE" | "ROUTINE" | "PACKAGE", _) => true,
        _ => false,
    };
    let places = places(tokens);
    let mut names_setting = false;
    let mut place = 0;
    while place < places.len() {
        let key = |ahead: usize| places.get(place + ahead).map_or("", |at| tokens[*at].key());
        let before = if place == 0 { "" } else { tokens[places[place - 1]].key() };
        let is_string =
            |ahead: usize| places.get(place + ahead).is_some_and(|at| matches!(tokens[*at], Token::Data(_)));
        match key(0) {
            "AS" if is_routine && !names_setting && is_string(1) => {}
            "AS" | "IS" | "BEGIN" | "DO" | "RETURN" if is_routine && !names_setting => return,
            "SET" => names_setting = dialect == Sqlite || !matches!(before, "CHAR" | "CHARACTER"),
            "ZONE" if names_setting && before == "TIME" => {
                place = hide_at(tokens, &places, place + 1, is_routine);
                names_setting = false;
                continue;
            }
            "=" | "TO" if names_setting => {
                place = hide_at(tokens, &places, place + 1, is_routine);
                names_setting = false;
                continue;
            }
            "." => {}
            _ if is_name(&tokens[places[place]]) => {}
            _ => names_setting = false,
        }
        place += 1;
    }
}

/// Hides the value that starts at a place, and returns the place after it.
fn hide_at(tokens: &mut [Token], places: &[usize], start: usize, is_head: bool) -> usize {
    let end = if is_head { end_in_head(tokens, places, start) } else { None };
    let end = end.unwrap_or(places.len());
    if let (Some(first), true) = (places.get(start), end > start) {
        hide_value(&mut tokens[*first..=places[end - 1]]);
    }
    end
}

fn end_in_head(tokens: &[Token], places: &[usize], start: usize) -> Option<usize> {
    let mut end = start;
    loop {
        let item = &tokens[*places.get(end)?];
        if !is_name(item) && !matches!(item, Token::Data(_) | Token::Parameter(_)) && item.key() != "?" {
            return None;
        }
        end += 1;
        let Some(next) = places.get(end) else { return Some(end) };
        match tokens[*next].key() {
            "," => end += 1,
            key => return goes_on(key).then_some(end),
        }
    }
}

fn is_name(token: &Token) -> bool {
    matches!(token, Token::Word { .. } | Token::QuotedName(_))
}

fn goes_on(key: &str) -> bool {
    match key {
        "AS" | "BEGIN" | "CALLED" | "COST" | "EXTERNAL" | "IMMUTABLE" | "LANGUAGE" | "LEAKPROOF" | "NOT" => {
            true
        }
        "PARALLEL" | "RETURN" | "RETURNS" | "ROWS" | "SECURITY" | "SET" | "STABLE" | "STRICT" => true,
        "SUPPORT" | "TRANSFORM" | "VOLATILE" | "WINDOW" => true,
        _ => false,
    }
}
