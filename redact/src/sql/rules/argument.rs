//! The arguments of T-SQL's `EXEC p bob, @role = reader`, which are strings without quotes where they look like names.

use super::hide::hide;
use super::items::{significant, skip_name};
use super::{care, definition};
use crate::sql::options::Dialect;
use crate::sql::scan::keyword::Keyword;
use crate::sql::scan::token::{Token, TokenKind};

/// Hides the arguments of all calls in a statement.
pub(super) fn hide_arguments(statement: &mut [Token<'_>], dialect: Dialect) {
    let Some(verb) = care::verb(statement) else { return hide_arguments_of_name(statement, dialect) };
    if !statement[verb].is_spelled("DENY GRANT REVOKE") {
        hide_arguments_of_calls(statement, verb);
        hide_arguments_of_name(statement, dialect);
    }
}

/// S56: the arguments of a call end before the next one.
fn hide_arguments_of_calls(statement: &mut [Token<'_>], verb: usize) {
    let has_function =
        statement[verb].is_word(Keyword::Create) && definition::is_trigger(&statement[verb + 1..]);
    let (mut calls, mut at) = (Vec::new(), 0);
    while at < statement.len() {
        let is_call =
            statement[at].is_one_of(&[Keyword::Exec, Keyword::Execute]) && !is_after_dot(&statement[..at]);
        at += 1;
        // S102 has its own rule.
        if is_call && !(has_function && definition::calls_function(&statement[at - 1..])) {
            calls.push(at);
            // Whatever follows is the name.
            at = significant(statement, at).next().map_or(at, |name| name + 1);
        }
    }
    for (number, start) in calls.iter().enumerate() {
        let end = calls.get(number + 1).map_or(statement.len(), |next| next - 1);
        hide_arguments_of_call(&mut statement[*start..end]);
    }
}

fn is_after_dot(before: &[Token<'_>]) -> bool {
    before.iter().rfind(|token| token.is_significant()).is_some_and(|last| last.is_symbol("."))
}

/// S101: hides the arguments of a call without `EXEC`, where the statement starts with the name of a procedure.
fn hide_arguments_of_name(statement: &mut [Token<'_>], dialect: Dialect) {
    let first = statement.iter().find(|token| token.is_significant());
    if dialect == Dialect::SqlServer && first.is_some_and(|first| first.is_name() && !first.is_spelled(VERBS))
    {
        hide_arguments_of_call(statement);
    }
}

/// What a statement of T-SQL starts with.
const VERBS: &str = "ADD ALTER BACKUP BEGIN BREAK BULK CHECKPOINT CLOSE COMMIT CONTINUE CREATE DBCC DEALLOCATE DECLARE \
    DELETE DENY DISABLE DROP ELSE ENABLE END EXEC EXECUTE EXPLAIN FETCH GET GO GOTO GRANT IF INSERT KILL \
    MERGE MOVE OPEN PRINT RAISERROR READTEXT RECEIVE RECONFIGURE RESTORE RETURN REVERT REVOKE ROLLBACK \
    SAVE SELECT SEND SET SETUSER SHUTDOWN THROW TRUNCATE UPDATE UPDATETEXT USE WAITFOR WHILE WITH \
    WRITETEXT";

/// Hides them in what follows the verb.
fn hide_arguments_of_call(tokens: &mut [Token<'_>]) {
    let Some(start) = arguments(tokens) else { return };
    let (mut depth, mut argument) = (0_usize, start);
    for at in start..tokens.len() {
        if tokens[at].is_symbol("(") {
            depth += 1;
        } else if tokens[at].is_symbol(")") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && tokens[at].is_symbol(",") {
            hide_argument(&mut tokens[argument..at]);
            argument = at + 1;
        }
    }
    hide_argument(&mut tokens[argument..]);
}

/// Where the arguments start: after the procedure's name, and `@status =` before it. A variable may stand for the name. A text, a
/// block or an account that is to be executed has none.
fn arguments(tokens: &[Token<'_>]) -> Option<usize> {
    let mut places = significant(tokens, 0);
    if let Some(label) = places.next_if(|at| can_be_label(&tokens[*at]))
        && places.next_if(|at| tokens[*at].is_symbol("=")).is_none()
    {
        return Some(label + 1);
    }
    places.next_if(|at| tokens[*at].is_word(Keyword::Procedure));
    places.peek().filter(|at| !tokens[**at].is_spelled("AS BLOCK IMMEDIATE ON"))?;
    skip_name(tokens, &mut places)
}

/// S56: hides an argument, or its value after `@name =`, if it starts with a name.
fn hide_argument(tokens: &mut [Token<'_>]) {
    let mut places = significant(tokens, 0);
    let Some(mut first) = places.next() else { return };
    if can_be_label(&tokens[first]) && places.next().is_some_and(|at| tokens[at].is_symbol("=")) {
        let Some(value) = places.next() else { return };
        first = value;
    }
    drop(places);
    // S57: clauses of other servers' EXECUTE, and what stands for no value.
    let is_name = tokens[first].is_name()
        && !tokens[first].is_one_of(&[Keyword::Default, Keyword::Into, Keyword::Null, Keyword::Using]);
    if is_name || tokens[first].is_symbol("[") {
        hide(&mut tokens[first..]);
    }
}

/// Returns `true` if the token is `@name`. What is shown as `?` counts as one too, so that a second look finds the
/// same (S63).
fn can_be_label(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Parameter | TokenKind::Literal)
}
