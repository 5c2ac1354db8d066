//! Statements whose data is marked: `Ж` in strings and secrets, `7` in numbers, and neither anywhere else.

use crate::choices::Choices;
use db_redact::sql::Dialect::{self, Generic, Mysql, Postgres, Sqlite};

/// `#` is a literal. A piece that begins with `;` is a statement of its own.
const PIECES: &[&str] = &[
    "#",
    "#",
    "#",
    "a",
    "b",
    "t",
    "u",
    "(",
    ")",
    ",",
    ";",
    "*",
    "=",
    "<>",
    "-",
    "+",
    "/",
    "%",
    "||",
    "::text",
    ".a",
    "a.b",
    "\"q\"",
    "größe",
    "名前",
    "NULL",
    "TRUE",
    "DATE #",
    "INTERVAL #",
    "f(#, #)",
    "IN (#, #)",
    "IN (#, a)",
    "IN (",
    "NOT IN (#)",
    "LIKE # ESCAPE #",
    "BETWEEN # AND #",
    "CASE WHEN a = # THEN # ELSE # END",
    "VALUES (#, #)",
    "(#, #)",
    "(#), (#)",
    "SELECT",
    "DISTINCT",
    "FROM",
    "WHERE",
    "AND",
    "AS",
    "JOIN",
    "LATERAL",
    "ON",
    "USING",
    "UNION ALL",
    "GROUP BY",
    "ORDER BY #",
    "LIMIT #",
    "OFFSET #",
    "WITH",
    "RECURSIVE",
    "x AS (SELECT #)",
    "INSERT",
    "INTO",
    "REPLACE",
    "UPDATE",
    "SET a = #",
    "DELETE",
    "MERGE",
    "WHEN MATCHED THEN",
    "RETURNING",
    "ON CONFLICT",
    "ON DUPLICATE KEY UPDATE",
    "TRUNCATE",
    "EXPLAIN",
    "BEGIN",
    "COMMIT",
    "SAVEPOINT",
    "DECLARE",
    "CURSOR FOR",
    "FETCH #",
    "PREPARE",
    "EXECUTE",
    "CALL p(#)",
    "GRANT",
    "REVOKE",
    "LOCK",
    "VACUUM",
    "ANALYZE",
    "COPY",
    "CREATE",
    "ALTER",
    "DROP",
    "TABLE",
    "VIEW",
    "INDEX",
    "FUNCTION",
    "IF NOT EXISTS",
    "DEFAULT #",
    "CHECK (b > #)",
    "varchar(#)",
    "PRAGMA",
    "ATTACH",
    "ROWS FROM (",
    "ONLY",
    "EXTRACT(year FROM #)",
    "password",
    "KEY",
    "TO",
    "; SET x = Ж;",
    "; SET LOCAL app.x TO Ж;",
    "; SET x = #, # ;",
    "; CREATE USER u PASSWORD Ж;",
    "; CREATE USER u PASSWORD #;",
    "; CREATE USER u IDENTIFIED BY Ж REQUIRE SSL;",
    "; CREATE USER u IDENTIFIED BY # REPLACE #;",
    "; ALTER USER u WITH ENCRYPTED PASSWORD Ж;",
    "; COPY t FROM # WITH (DELIMITER #, NULL #);",
    "; INSERT INTO t (a, b) SELECT #, # FROM u WHERE a IN (#, #);",
];

/// What a literal holds, after its mark.
const CONTENTS: &[&str] = &[
    "",
    "Ж",
    "7",
    " ",
    "''",
    "--",
    "/*",
    "*/",
    "$$",
    "$a$",
    ";",
    "\n",
    " FROM Ж",
    ", ",
    "(",
    ")",
    "[",
    "]",
    "#",
    "E",
    "\r",
    "\0",
    "…",
    "=",
    "{",
    "}",
    "é",
    "??",
    ":Ж",
    "@Ж",
    "\u{a0}",
    "\\\\",
    "\"\"",
    "``",
    "SELECT Ж FROM Ж;",
];

const NUMBERS: &[&str] =
    &["7", "-7", "+7", "7.7", ".7", "7.", "7e7", "7e-7", "-7.7E+7", "0x7F", "7_7", "- 7", "7abc", "7.7.7.7"];

pub(crate) fn write(choices: &mut Choices<'_>, dialect: Dialect) -> String {
    let mut sql = String::new();
    while !choices.is_empty() {
        let piece = choices.pick(PIECES);
        separate(&mut sql, piece, choices, dialect);
        for character in piece.chars() {
            match character {
                '#' => sql.push_str(&literal(choices, dialect)),
                // A string to MySQL.
                '"' if dialect == Mysql => sql.push('`'),
                other => sql.push(other),
            }
        }
    }
    sql
}

/// Two pieces without a space would make a third one: `E` and `'…\'` a string that has not ended, `-` and `-7` a comment.
/// Two literals would make one: `E'…'` and, on the next line, `'…\'`.
fn separate(sql: &mut String, piece: &str, choices: &mut Choices<'_>, dialect: Dialect) {
    if sql.ends_with(['\'', '"', '$']) && piece.starts_with('#') {
        sql.push_str(" ||");
    }
    let may_touch = sql.ends_with(['(', ')', ',', ';']) || piece.starts_with(['(', ')', ',', ';']);
    sql.push_str(match (choices.number() % 8, dialect) {
        (0, _) if may_touch => "",
        (1, _) => "/*Ж 7''*/",
        (2, _) => " -- Ж''7\n",
        (3, Mysql) => "#Ж7\n",
        (4, Mysql) => "/*!7 Ж*/",
        (3, Postgres) => "/*Ж/*7*/ Ж*/",
        (5, _) => "\n\t",
        _ => " ",
    });
}

fn literal(choices: &mut Choices<'_>, dialect: Dialect) -> String {
    let (kind, content) = (choices.number() % 8, content(choices));
    match (kind, dialect) {
        (0, _) => choices.pick(NUMBERS).to_owned(),
        (1, Postgres | Generic) => format!("E'{content}\\'\\Ж'"),
        (6, Postgres | Generic) => format!("$q$'{content}\\$q$"),
        (3, Postgres | Generic) => format!("U&'{content}\\0417'"),
        (3, Mysql) => format!("_utf8'{content}\\''"),
        (1, Mysql) => format!("\"{content}'\\\"\""),
        (2, Mysql) => format!("'{content}\"\\'\\Ж'"),
        (2, Sqlite | Postgres) => format!("'{content}\\'"),
        (4, Postgres | Mysql | Generic) => format!("N'{content}'"),
        (5, _) => "x'7F'".to_owned(),
        _ => format!("'{content}'"),
    }
}

fn content(choices: &mut Choices<'_>) -> String {
    let count = choices.number() % 4;
    ["Ж"].into_iter().chain((0..count).map(|_| choices.pick(CONTENTS))).collect()
}
