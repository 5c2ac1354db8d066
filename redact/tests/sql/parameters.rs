//! Texts of parameters alone, long enough for several windows, with something else in some of them: what is recognised at
//! once as a text that stays as it is, and what only looks like it.

use crate::random::Random;

const BEGINNINGS: &[&str] = &[
    "SELECT ",
    "select a, ",
    " (SELECT a FROM ",
    "INSERT INTO t (a, b) VALUES (",
    "WITH a AS (",
    "VALUES (",
];

#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "a", " b1 ", "c_2", " customers.id ", ", ", " FROM orders o ", " = ", " >= ", "(", ")", "\n", "  ", " WHERE ", " BETWEEN ", " IS NULL ",
    " construction ", " default ", " trust ", "$1", " $23", "= $456 ", "($7, $8)", "?", "?, ", " ?1 ", "?23", ":name", " :b2 ", "@c ", "@d4",
    "\"q\"", "\"q 1\".", "\"r\".\"s\"", "`t`", "`u v`.w", "\"it's $ ; -- é\"", " a->b ", "::text", " - ", " / ", " * ",
];

#[rustfmt::skip]
const ODD: &[&str] = &[
    "$", "$a", "$1a", "a$1", "$1$", "$1\"a\"", "$\"a\"", "?a", "?1(", ":a(", ":a::b(c)", "@(", ":", ":1", "@1", "1", " 1 ", "a.1", ".5", "a1.5",
    "\"", "\"\"", "\"a\"\"b\"", "\"a\\\"b\"", "`", "``", "'", "'a'", "--", "/*", "*/", "#", ";", "[", "]", "{", "\\", "\0", "é", "\u{a0}",
    " true", "TRUE ", "a.true", " false,", "untrue ", " IN (NULL)", " IN (NULL, $1)", " IN (true)",
];

pub(crate) fn statement(random: &mut Random) -> String {
    let mut sql = random.pick(BEGINNINGS).to_owned();
    let flaw = random.below(60);
    for place in 0..random.below(60) {
        sql.push_str(random.pick(if place == flaw { ODD } else { PLAIN }));
    }
    if random.below(4) == 0 {
        sql.push_str(random.pick(&[";", " ; ", ";\n;", "$", "\"", "$1", ":"]));
    }
    sql
}
