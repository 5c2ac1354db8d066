//! S104: words that are initial values.
//!
//! * In `CREATE`, what follows `INITCOND =`, `MINITCOND =`, `DEFAULT =` and `DELIMITER =` up to the next comma or closing bracket is data.
//! * In SQLite's `CREATE TABLE` and `ALTER TABLE`, a word or a quoted name after `DEFAULT` is data, unless it means a value of its
//!   own. `SET DEFAULT` is an action.
//! * S58: a parameter or NULL stays.

use crate::Dialect::{self, SqlServer, Sqlite};
use crate::definition::kind_word;
use crate::redaction::{hide, places};
use crate::token::Token;

/// Hides the values in what follows the word `CREATE` or `ALTER`.
pub(crate) fn hide_values(tokens: &mut [Token], verb: &str, dialect: Dialect) {
    if dialect == SqlServer && matches!(kind_word(tokens), "FUNCTION" | "PROC" | "PROCEDURE") {
        hide_defaults_of_parameters(tokens);
    }
    if verb == "CREATE" {
        hide_conditions(tokens);
    }
    if dialect == Sqlite && kind_word(tokens) == "TABLE" {
        hide_defaults(tokens);
    }
}

fn hide_conditions(tokens: &mut [Token]) {
    let places = places(tokens);
    for pair in places.windows(2) {
        let is_condition =
            matches!(tokens[pair[0]].key(), "INITCOND" | "MINITCOND" | "DEFAULT" | "DELIMITER");
        if is_condition && tokens[pair[1]].key() == "=" {
            let start = pair[1] + 1;
            let length = tokens[start..].iter().take_while(|token| !matches!(token.key(), "," | ")")).count();
            hide(&mut tokens[start..start + length]);
        }
    }
}

fn hide_defaults(tokens: &mut [Token]) {
    let places = places(tokens);
    for pair in 0..places.len().saturating_sub(1) {
        let is_action = pair > 0 && tokens[places[pair - 1]].key() == "SET";
        let at = places[pair + 1];
        let is_word = match &tokens[at] {
            Token::Word { keyword, .. } => {
                !matches!(keyword.as_str(), "NULL" | "CURRENT_DATE" | "CURRENT_TIME" | "CURRENT_TIMESTAMP")
            }
            Token::QuotedName(_) => true,
            _ => false,
        };
        if tokens[places[pair]].key() == "DEFAULT" && !is_action && is_word {
            hide(&mut tokens[at..=at]);
        }
    }
}

/// `CREATE PROCEDURE p @a varchar(9) = x AS …`
fn hide_defaults_of_parameters(tokens: &mut [Token]) {
    let places = places(tokens);
    for (place, at) in places.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| &tokens[places[before]]);
        if tokens[*at].key() == "AS" && !matches!(before, Some(Token::Parameter(_))) {
            return;
        }
        if let Some(value) = places.get(place + 1)
            && tokens[*at].key() == "="
            && matches!(tokens[*value], Token::Word { .. } | Token::QuotedName(_))
        {
            hide(&mut tokens[*value..=*value]);
        }
    }
}
