//! `EXEC p bob, @role = reader OUTPUT`: T-SQL takes a name among the arguments for a string.
//!
//! * S56: in SQL Server and in unknown systems, `EXEC` and `EXECUTE` count wherever they stand, though not after a point, and not in
//!   `GRANT`, `REVOKE` and `DENY`.
//!   In front of the procedure's name there may be `@status =` and `PROCEDURE`; a variable may stand for the name. `AS`, `ON`, `BLOCK`
//!   and `IMMEDIATE` are no names of procedures, and what follows them stays; so does everything where no name is. Arguments are
//!   separated by commas outside of round brackets. `@name =` in front of one does not belong to it. An argument that starts with a
//!   name, in quotes, square brackets or neither, is data up to its end. The function of a trigger is no procedure: see `trigger`.
//! * S101: in SQL Server, a statement that starts with a name, and with no word that starts a statement, is such a call, too.
//! * S57: `DEFAULT` and `NULL` are no names here, nor are `USING` and `INTO`, which other servers have after the name.
//! * S63: data could stand for `@status` and `@name`, as it is shown as `?`, which is a parameter.

use crate::Dialect::{self, Generic, SqlServer};
use crate::redaction;
use crate::sentence::Sentence;
use crate::setting::is_trigger;
use crate::token::Token;
use crate::{trigger, verb};

/// Hides the arguments of all calls in a statement.
pub(crate) fn hide_arguments(statement: &mut [Token], dialect: Dialect) {
    if !matches!(dialect, SqlServer | Generic) {
        return;
    }
    let verb = verb::find(statement);
    let key = verb.map_or("", |verb| statement[verb].key());
    if matches!(key, "GRANT" | "REVOKE" | "DENY") {
        return;
    }
    if dialect == SqlServer
        && let Some(start) = bare_call(statement)
    {
        hide_arguments_of_call(&mut statement[start..]);
    }
    let Some(verb) = verb else { return };
    let defines_trigger = statement[verb].key() == "CREATE" && is_trigger(&statement[verb + 1..]);
    // Those of a call end before the next one. What follows the word is its name.
    let (mut calls, mut at) = (Vec::new(), 0);
    while at < statement.len() {
        let is_column =
            statement[..at].iter().rfind(|token| token.has_meaning()).is_some_and(|last| last.key() == ".");
        let is_call = matches!(statement[at].key(), "EXEC" | "EXECUTE");
        let is_function = defines_trigger && trigger::is_call(statement, at);
        at += 1;
        if is_call && !is_column && !is_function {
            calls.push(at);
            let name = (at..statement.len()).find(|name| statement[*name].has_meaning());
            at = name.map_or(at, |name| name + 1);
        }
    }
    calls.push(statement.len() + 1);
    for call in calls.windows(2) {
        hide_arguments_of_call(&mut statement[call[0]..call[1] - 1]);
    }
}

/// Where the name of the procedure stands, if the statement starts with one.
fn bare_call(statement: &[Token]) -> Option<usize> {
    let first = statement.iter().position(Token::has_meaning)?;
    let is_name = match &statement[first] {
        Token::Word { keyword, .. } => !starts_statement(keyword),
        Token::QuotedName(_) => true,
        _ => false,
    };
    is_name.then_some(first)
}

/// The words of T-SQL that a statement starts with.
fn starts_statement(keyword: &str) -> bool {
    match keyword {
        // Queries and changes of data.
        "SELECT" | "WITH" | "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "TRUNCATE" | "BULK" => true,
        "READTEXT" | "WRITETEXT" | "UPDATETEXT" => true,
        // Definitions and rights.
        "CREATE" | "ALTER" | "DROP" | "GRANT" | "REVOKE" | "DENY" | "ADD" | "ENABLE" | "DISABLE" => true,
        // Control of the flow.
        "IF" | "ELSE" | "WHILE" | "BREAK" | "CONTINUE" | "GOTO" | "RETURN" | "BEGIN" | "END" => true,
        "DECLARE" | "EXPLAIN" | "SET" | "PRINT" | "RAISERROR" | "THROW" | "WAITFOR" | "EXEC" | "EXECUTE"
        | "GO" => true,
        // Transactions and cursors.
        "COMMIT" | "ROLLBACK" | "SAVE" | "OPEN" | "CLOSE" | "FETCH" | "DEALLOCATE" => true,
        // The server and its queues.
        "USE" | "BACKUP" | "RESTORE" | "DBCC" | "CHECKPOINT" | "KILL" | "RECONFIGURE" | "SHUTDOWN" => true,
        "SETUSER" | "REVERT" | "SEND" | "RECEIVE" | "GET" | "MOVE" => true,
        _ => false,
    }
}

/// Hides the arguments in what follows the word `EXEC`.
fn hide_arguments_of_call(tokens: &mut [Token]) {
    // The places of the tokens with a meaning; the sentence counts in these.
    let places = redaction::places(tokens);
    let Some(mut start) = length_of_name(tokens) else { return };
    let (mut depth, mut at) = (0, start);
    while at < places.len() {
        match tokens[places[at]].key() {
            "(" => depth += 1,
            ")" if depth > 0 => depth -= 1,
            "," if depth == 0 => {
                hide_argument(tokens, &places[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    hide_argument(tokens, &places[start..]);
}

/// How many tokens with a meaning stand before the arguments.
fn length_of_name(tokens: &[Token]) -> Option<usize> {
    let mut sentence = Sentence::of(tokens, Generic);
    let first = tokens.iter().find(|token| token.has_meaning());
    if first.is_some_and(is_label) {
        if !sentence.is(1, "=") {
            return Some(1);
        }
        sentence.pass(2);
    }
    sentence.pass(usize::from(sentence.is(0, "PROCEDURE")));
    if !sentence.is_name(0) || sentence.is_any(0, &["AS", "ON", "BLOCK", "IMMEDIATE"]) {
        return None;
    }
    sentence.pass(1);
    while sentence.is(0, ".") {
        sentence.pass(1);
        sentence.pass(usize::from(sentence.is_name(0)));
    }
    Some(sentence.at)
}

fn hide_argument(tokens: &mut [Token], places: &[usize]) {
    let has_label = places.len() > 1 && is_label(&tokens[places[0]]) && tokens[places[1]].key() == "=";
    let value = if has_label { &places[2..] } else { places };
    let (Some(first), Some(last)) = (value.first(), value.last()) else { return };
    let is_name = match &tokens[*first] {
        Token::Word { keyword, .. } => !matches!(keyword.as_str(), "DEFAULT" | "NULL" | "USING" | "INTO"),
        Token::QuotedName(_) => true,
        other => other.key() == "[",
    };
    if is_name {
        redaction::hide(&mut tokens[*first..=*last]);
    }
}

fn is_label(token: &Token) -> bool {
    matches!(token, Token::Parameter(_) | Token::Data(_))
}
