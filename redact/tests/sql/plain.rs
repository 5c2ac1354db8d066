//! Statements of plain tokens in any order, with something else in some of them: what the straight lane reads, and what
//! it has to notice.

use crate::random::Random;

const BEGINNINGS: &[&str] = &[
    "SELECT ",
    "select a from ",
    " SELECT a, b FROM t ",
    "INSERT INTO t (a) VALUES (",
    "insert into ",
    "UPDATE t SET a = ",
    "update ",
    "DELETE FROM t ",
    "DELETE FROM ",
    "SELECT a FROM t WHERE a IN (",
    "SELECT * FROM (",
    "SELECT",
];

#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "a", "b1", " c", " d_e ", " customers ", " distinctive ", "t.u", "x.y.z", ".f", ".*", " * ", ", ", ",", " (", "(", ")", ") ",
    " = ", "=", " >= ", " <> ", "||", " + ", " - ", "/", "-g", " FROM ", " from t ", " JOIN u ON ", " join ", " LEFT JOIN ",
    " AS ", " as h ", " WHERE ", " AND ", " OR ", " NOT ", " IN (", " IN (1, 2)", " in ('a','b') ", " IN ($1, $2) ", " IN (?)",
    " IN (SELECT ", " BETWEEN 1 AND 2 ", " IS NULL ", " ORDER BY ", " GROUP BY ", " LIMIT 10", " UNION ALL SELECT ", " SELECT ",
    " (SELECT 1 FROM v) ", " count(DISTINCT a) ", " DISTINCT ", " USING (a) ", " VALUES (1, NULL), (2, 'b') ", " SET ", " INTO ",
    " ON CONFLICT DO UPDATE SET ", " RETURNING ", " f(1) ", " update ", "insert", " true", " FALSE ", " NULL ", " 1 ", "42", " 1.5",
    " -7", "= -7 ", " - 7", ") - 1", " 'x' ", "'y'", " 'it is' AND ", "'Ж'", " $1", "$2 ", " ?", "\"q\"", "`q`", " \"Q r\".s ", "::text",
    "\n", "\t ",
];

#[rustfmt::skip]
const ODD: &[&str] = &[
    ";", "; ", " . ", ".", "..", "1.", ".5", "1e5", "0x1F", "1a", "--", "-- ", "/*c*/", "#", "'", "''", "\\'", "\"", "`", "[", "]", "{",
    "E'a'", "n'b'", "_utf8'c'", "u&", "&", "&\"r\"", "$", "$$", "$a$", "$1b", ":v", "@w", "@@x", "?1", "\\", "\0", "é", "\u{a0}", "\u{b}",
    " IS DISTINCT FROM ", " ONLY ", " LATERAL ", " ROWS ", " TABLE ", " OR ", " IN (1, ?) ", " IN (NULL, 1)", " IN (true)", ".from",
    ".in (1)", ".true", " as from ", " as in (1) ", " WITH ", " APPLY ", " USING ", " PASSWORD ", " IDENTIFIED BY ", " IGNORE ",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", " --1", "+ -2", "- .5", " 'O' Brien' ",
];

pub(crate) fn statement(random: &mut Random) -> String {
    let mut sql = random.pick(BEGINNINGS).to_owned();
    for _ in 0..random.below(24) {
        let fragments = if random.below(24) == 0 { ODD } else { PLAIN };
        sql.push_str(random.pick(fragments));
    }
    sql
}
