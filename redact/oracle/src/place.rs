//! S15, S98: what `"x"` is, where its place decides: a name in the places below, and data everywhere else.
//!
//! 1. Next to a point.
//! 2. Directly after `JOIN` and `UPDATE`; after `FROM`, if a `SELECT`, an `UPDATE` or a `DELETE` stands before it in the same brackets
//!    and has had none, and it is not that of `IS [NOT] DISTINCT FROM`; after `INTO`, if a query or a change of data stands before
//!    it in the same brackets. What `GRANT`, `REVOKE` and `DENY` speak of is neither. In an unknown system, `FROM` can be the first
//!    word (S70).
//! 3. After `TABLE`, `INDEX`, `VIEW` and `TRIGGER`, with `IF [NOT] EXISTS` or without. In queries, changes of data, `EXPLAIN`, `ATTACH` and
//!    definitions after `AS`; but not in the definition of a function or a procedure, whose body follows. In the head of a definition,
//!    which goes up to the first `AS`, `BEGIN`, `JOIN` or `SELECT`, after `REFERENCES` and `ON`.
//! 4. and 5. As the first word of an item in a list of columns: see `columns`.

use crate::Dialect::{self, Generic};
use crate::columns;
use crate::definition::kind_word;
use crate::name_list::NameList;
use crate::redaction::places;
use crate::token::Token;
use crate::verb;

/// What is known of the brackets around a place.
#[derive(Default)]
struct Brackets {
    /// A query or a change of data stands in them.
    has_verb: bool,
    /// It inserts.
    inserts: bool,
    /// It has no `FROM` yet.
    expects_from: bool,
    /// They have columns in them.
    lists_columns: bool,
    /// A list in which names follow commas.
    list: Option<NameList>,
}

/// Makes data of the double quotes in a statement that are in no place for a name.
pub(crate) fn hide_strings(statement: &mut [Token], dialect: Dialect) {
    let places = places(statement);
    let of_meaning: Vec<Token> = places.iter().map(|at| statement[*at].clone()).collect();
    let is_name = names(&of_meaning, dialect);
    for (place, at) in places.into_iter().enumerate() {
        if let Token::QuotedName(text) = &statement[at]
            && is_double_quoted(text)
            && !is_name[place]
        {
            statement[at] = Token::Data(text.clone());
        }
    }
}

fn is_double_quoted(text: &str) -> bool {
    text.ends_with('"')
}

/// For each token of a statement, whether a name has its place there.
fn names(tokens: &[Token], dialect: Dialect) -> Vec<bool> {
    let key = |place: usize| tokens.get(place).map_or("", Token::key);
    let verb = verb::find(tokens);
    let verb_key = verb.map_or("", key);
    let defined = match (verb, verb_key) {
        (Some(verb), key) if is_definition(key) => kind_word(&tokens[verb + 1..]),
        _ => "",
    };
    let has_rights = matches!(verb_key, "GRANT" | "REVOKE" | "DENY");
    let head = match verb {
        Some(verb) if is_definition(verb_key) => (verb..tokens.len())
            .find(|at| matches!(key(*at), "AS" | "BEGIN" | "JOIN" | "SELECT"))
            .unwrap_or(tokens.len()),
        _ => 0,
    };
    let has_names =
        is_definition(verb_key) || is_query(verb_key, dialect) || matches!(verb_key, "EXPLAIN" | "ATTACH");
    let list = columns::Statement {
        tokens,
        head,
        has_names,
        creates_table: verb_key == "CREATE" && defined == "TABLE",
    };
    let mut brackets =
        vec![Brackets { expects_from: dialect == Generic && verb_key == "FROM", ..Brackets::default() }];
    let mut names = Vec::new();
    // The word before may be one that a table follows.
    let mut before_table = false;
    for at in 0..tokens.len() {
        let before = at.checked_sub(1).map_or("", key);
        let here = brackets.last().expect("the outermost ones are never closed");
        let is_point = before == "." || key(at + 1) == ".";
        // Before an operator, it is a part of an expression.
        let ends_item = match tokens.get(at + 1) {
            None | Some(Token::Word { .. } | Token::QuotedName(_)) => true,
            Some(next) => matches!(next.key(), "," | ")" | "("),
        };
        let is_item = if here.lists_columns && matches!(before, "(" | ",") {
            ends_item
        } else {
            before != "(" && here.list.is_some_and(|list| list.wants_name(&tokens[..at]))
        };
        let is_after_point = at.checked_sub(2).is_some_and(|place| key(place) == ".");
        let follows_word = match before {
            "AS" => (here.has_verb || verb_key == "ATTACH") && !is_after_point,
            "REFERENCES" | "ON" => at <= head && head > 0 && !is_after_point,
            // `UPDATE OR IGNORE t`
            _ if at > 2 && key(at - 2) == "OR" && key(at - 3) == "UPDATE" => {
                matches!(tokens[at - 1], Token::Word { .. })
            }
            _ => follows_kind(tokens, at),
        };
        names.push(is_point || before_table || is_item || follows_word);

        before_table = false;
        let is_column = before == ".";
        match key(at) {
            "(" | "[" => {
                let lists_columns =
                    key(at) == "(" && list.has_columns_at(at, here.inserts, here.list, &names);
                brackets.push(Brackets { lists_columns, ..Brackets::default() });
                continue;
            }
            ")" | "]" if brackets.len() > 1 => {
                brackets.pop();
                continue;
            }
            _ => {}
        }
        let here = brackets.last_mut().expect("the outermost ones are never closed");
        match key(at) {
            _ if is_column => {}
            _ if has_rights => {}
            "SELECT" | "UPDATE" | "DELETE" => {
                (here.has_verb, here.expects_from) = (true, true);
                before_table = key(at) == "UPDATE";
            }
            "INSERT" | "REPLACE" | "UPSERT" => (here.has_verb, here.inserts) = (true, true),
            "MERGE" => here.has_verb = true,
            "JOIN" => before_table = true,
            "WITH" if at == 0 || before == "(" => here.list = Some(NameList::Common(at + 1)),
            "INTO" => before_table = here.has_verb,
            "FROM" => {
                let compares = before == "DISTINCT" && at > 1 && matches!(key(at - 2), "IS" | "NOT");
                if here.expects_from && !compares {
                    (before_table, here.expects_from) = (true, false);
                    here.list = Some(NameList::Tables(at + 1));
                }
            }
            _ => {}
        }
    }
    names
}

/// Whether words stand before a place that say what is named there.
fn follows_kind(tokens: &[Token], at: usize) -> bool {
    let key = |back: usize| at.checked_sub(back).map_or("", |place| tokens[place].key());
    let back = match (key(3), key(2), key(1)) {
        ("IF", "NOT", "EXISTS") => 4,
        (_, "IF", "EXISTS") => 3,
        _ => 1,
    };
    matches!(key(back), "TABLE" | "INDEX" | "VIEW" | "TRIGGER") && key(back + 1) != "."
}

fn is_definition(verb: &str) -> bool {
    matches!(verb, "CREATE" | "ALTER" | "DROP")
}

fn is_query(verb: &str, dialect: Dialect) -> bool {
    match verb {
        "SELECT" | "WITH" | "VALUES" | "TABLE" => true,
        "INSERT" | "REPLACE" | "UPSERT" | "UPDATE" | "DELETE" | "MERGE" => true,
        "FROM" => dialect == Generic,
        _ => false,
    }
}
