//! Texts of PostgreSQL.

use crate::check;
use db_redact::sql::Dialect::Postgres;

#[test]
fn strings_are_hidden_in_each_notation() {
    check::texts(
        Postgres,
        &[
            ("SELECT 'Ж'", "SELECT ?"),
            ("SELECT ''", "SELECT ?"),
            ("SELECT 'Ж''Ж'", "SELECT ?"),
            ("SELECT ''''", "SELECT ?"),
            (r"SELECT E'Ж\'Ж', a", "SELECT ?, a"),
            (r"SELECT e'Ж\\', a", "SELECT ?, a"),
            (r"SELECT E'\'''', a", "SELECT ?, a"),
            ("SELECT U&'Ж\\0441', a", "SELECT ?, a"),
            ("SELECT u&'!0441Ж' UESCAPE '!', a", "SELECT ? UESCAPE ?, a"),
            ("SELECT B'1010', X'7F', x'7f', N'Ж', n'Ж'", "SELECT ?, ?, ?, ?, ?"),
            ("SELECT 'Ж'\n  'Ж', a", "SELECT ?, a"),
            ("SELECT E'Ж' -- Ж'\n'Ж\\'Ж', a", "SELECT ?, a"),
            ("SELECT 'Ж' 'Ж'", "SELECT ? ?"),
            ("SELECT date'7-7-7', DATE '7-7-7', INTERVAL '7 days'", "SELECT date?, DATE ?, INTERVAL ?"),
            ("SELECT TIMESTAMP WITH TIME ZONE '7'", "SELECT TIMESTAMP WITH TIME ZONE ?"),
            ("SELECT somee'Ж'", "SELECT somee?"),
            ("SELECT 'Ж\0Ж\u{1}', a", "SELECT ?, a"),
            ("SELECT 'Ж'::text, '{Ж}'::int[]", "SELECT ?::text, ?::int[]"),
            ("SELECT $$Ж$$", "SELECT ?"),
            ("SELECT $a$Ж$$Ж'$b$Ж$a$, b", "SELECT ?, b"),
            ("SELECT $é_1$Ж$é_1$, b", "SELECT ?, b"),
            ("SELECT $a$Ж$aa$a$, b", "SELECT ?, b"),
            ("SELECT $1$$Ж$$", "SELECT $1?"),
            ("SELECT a$b$c, $1", "SELECT a$b$c, $1"),
        ],
    );
}

#[test]
fn a_string_with_a_backslash_hides_the_rest_of_a_text_that_ends_badly() {
    check::texts(
        Postgres,
        &[
            (r"SELECT 'Ж\', a", r"SELECT ?, a"),
            (r"SELECT a LIKE 'Ж' ESCAPE '\' AND b = 'Ж'", r"SELECT a LIKE ? ESCAPE ? AND b = ?"),
            (r"SELECT 'a\\', b", "SELECT ?, b"),
            // With `standard_conforming_strings = off`, what follows the inner quotes would be data.
            (r"SELECT a, 'Ж\'Ж', b", "SELECT a, ?"),
            (r"SELECT a, 'Ж\' Ж', b", "SELECT a, ?"),
            (r"SELECT a, 'Ж\' Ж \' Ж', b", "SELECT a, ?"),
            (r"SELECT a, 'Ж\'' , 'Ж', b", "SELECT a, ?"),
            ("SELECT a, 'Ж\\' Ж --', b\n FROM t", "SELECT a, ?"),
            ("SELECT a, 'Ж\\', \"b'c\" FROM t", "SELECT a, ?"),
        ],
    );
}

#[test]
fn numbers_are_hidden_with_their_signs() {
    check::texts(
        Postgres,
        &[
            ("SELECT 7, 7.7, .7, 7., 7e7, 7e-7, 7.7E+7", "SELECT ?, ?, ?, ?, ?, ?, ?"),
            ("SELECT 1_000_777, 0x7F, 0o7, 0b1, 0X_7f", "SELECT ?, ?, ?, ?, ?"),
            ("SELECT -7, +7, - 7, a - 7, a-7, a - -7", "SELECT ?, ?, ?, a - ?, a-?, a - ?"),
            ("SELECT 77+77", "SELECT ??"),
            ("SELECT 77 + 77", "SELECT ? + ?"),
            ("SELECT (a)-7, a[1]-7, \"a\"-7, $1-7", "SELECT (a)-?, a[?]-?, \"a\"-?, $1-?"),
            ("SELECT a WHERE b=-7 AND c>-7 LIMIT -7", "SELECT a WHERE b=? AND c>? LIMIT ?"),
            ("SELECT-7", "SELECT?"),
            ("SELECT 7abc, 7.7.7.7, 7e4567-e89b", "SELECT ?, ?, ?-e89b"),
            ("SELECT 7FROM t", "SELECT ? t"),
            ("SELECT a[7:7], a[:7], a[7:]", "SELECT a[?:?], a[:?], a[?:]"),
            ("SELECT a -> 7, a->-7, a #>> '{Ж}', a @> 'Ж'", "SELECT a -> ?, a->?, a #>> ?, a @> ?"),
            ("SELECT a ? 'Ж', a ?| b, a ?& b, a ?7", "SELECT a ? ?, a ?| b, a ?& b, a ??"),
            ("SELECT TRUE, false, NULL, a IS NOT true", "SELECT ?, ?, NULL, a IS NOT ?"),
            ("SELECT @-7, |/ 7, 7!", "SELECT @?, |/ ?, ?!"),
            ("GROUP BY 1, 2 ORDER BY 1 LIMIT 7 OFFSET 7", "GROUP BY ?, ? ORDER BY ? LIMIT ? OFFSET ?"),
        ],
    );
}

#[test]
fn lists_of_literals_after_in_become_one_literal() {
    check::texts(
        Postgres,
        &[
            ("a IN (7, 'Ж', -7)", "a IN (?)"),
            ("a NOT IN ( 7 )", "a NOT IN (?)"),
            ("a in(7,7)", "a in(?)"),
            ("a IN ($1, $2)", "a IN ($1, $2)"),
            ("a IN ($1, 7, NULL, true)", "a IN (?)"),
            ("a IN (NULL)", "a IN (NULL)"),
            ("a IN (b, 7, 7)", "a IN (b, ?, ?)"),
            ("a IN (7 + 7, 7)", "a IN (? + ?, ?)"),
            ("a IN ('Ж'::text, 'Ж')", "a IN (?::text, ?)"),
            ("a IN (SELECT 7)", "a IN (SELECT ?)"),
            ("a IN (/* Ж */ 7, -- Ж\n 7)", "a IN (?)"),
            ("(a, b) IN ((7, 7), (7, 7))", "(a, b) IN ((?, ?), (?, ?))"),
            ("a IN (7, 7", "a IN (?"),
            ("a IN (7, 'Ж", "a IN (?"),
            ("a = ANY ('{7,7}') AND b IN (7)", "a = ANY (?) AND b IN (?)"),
            ("a IN ()", "a IN ()"),
        ],
    );
}

#[test]
fn comments_are_removed_and_names_shown() {
    check::texts(
        Postgres,
        &[
            ("SELECT a -- Ж\nFROM b", "SELECT a \nFROM b"),
            ("SELECT a --Ж", "SELECT a "),
            ("SELECT a --Ж\rFROM b", "SELECT a \rFROM b"),
            ("SELECT /* Ж /* Ж */ Ж */ a", "SELECT  a"),
            ("SELECT/*Ж*/a", "SELECT a"),
            ("SELECT (/*Ж*/a/*Ж*/), b/*Ж*/", "SELECT (a), b"),
            ("SELECT a -/*Ж*/- b", "SELECT a - - b"),
            ("/*+ SeqScan(Ж 'Ж) */ SELECT a", " SELECT a"),
            ("/*! Ж */ SELECT a", " SELECT a"),
            ("SELECT a--7", "SELECT a"),
            (
                "SELECT \"a\"\"b\", U&\"d\\0061\", \"a'b\", \"x\u{1}\ny\"",
                "SELECT \"a\"\"b\", U&\"d\\0061\", \"a'b\", \"x\u{1}\ny\"",
            ),
            ("SELECT größe, 名前, имя FROM данные", "SELECT größe, 名前, имя FROM данные"),
            ("SELECT a.\"b\".c FROM \"S\".\"T\"", "SELECT a.\"b\".c FROM \"S\".\"T\""),
            ("SELECT a ` b", "SELECT a ` b"),
            ("\u{feff}SELECT 7", "\u{feff}SELECT ?"),
            ("SELECT\t7\r\n,\u{c}7\u{b}", "SELECT\t?\r\n,\u{c}?\u{b}"),
            ("", ""),
            ("  ", "  "),
            (";;", ";;"),
            ("SELECT 7; SELECT 'Ж';", "SELECT ?; SELECT ?;"),
        ],
    );
}

#[test]
fn text_that_is_not_certain_is_hidden_to_the_end() {
    check::texts(
        Postgres,
        &[
            ("SELECT a, 'Ж", "SELECT a, ?"),
            (r"SELECT a, E'Ж\' FROM Ж", "SELECT a, ?"),
            ("SELECT a, \"Ж FROM t", "SELECT a, ?"),
            ("SELECT a /* Ж /* Ж */", "SELECT a ?"),
            ("SELECT $$Ж$ Ж", "SELECT ?"),
            ("SELECT $a$Ж$A$ Ж", "SELECT ?"),
            ("SELECT $ Ж", "SELECT ?"),
            ("SELECT \\ Ж", "SELECT ?"),
            ("SELECT \0 Ж", "SELECT ?"),
            ("SELECT \u{7f} Ж", "SELECT ?"),
            ("SELECT a FROM t WHERE n = 'O'ЖBrien' AND p = 'Ж'", "SELECT a FROM t WHERE n = ?"),
            ("SELECT x'41'Ж", "SELECT ?"),
            ("SELECT 1e'Ж\\'Ж'", "SELECT ?"),
            ("SELECT 1x$a$Ж$a$", "SELECT ?"),
            ("SELECT $1x$a$ Ж $a$", "SELECT ?"),
            ("SELECT 7$a$ Ж $a$", "SELECT ??"),
            ("SELECT a WHERE id\u{a0}=\u{a0}7", "SELECT a WHERE ?=?"),
            ("SELECT a WHERE b = ‘Ж’", "SELECT a WHERE b = ?"),
            ("SELECT a WHERE b IN (❝Ж❞, ❮Ж❯, ｢Ж｣, ⸢Ж⸣, 〈Ж〉)", "SELECT a WHERE b IN (?)"),
            ("SELECT ʻaʻa, naʼa, ׳ב״ד FROM t", "SELECT ʻaʻa, naʼa, ׳ב״ד FROM t"),
            ("SELECT a WHERE b = ７７", "SELECT a WHERE b = ?"),
        ],
    );
}

#[test]
fn a_string_before_a_stray_word_hides_the_rest_of_a_text_that_ends_badly() {
    // Not with all its prefixes: `n = 'O' x` alone could be an alias.
    let text = |sql| db_redact::sql::analyze(sql, Postgres, 0).text().to_owned();
    assert_eq!(text("SELECT a FROM t WHERE n = 'O' Brien' AND p = 'x'"), "SELECT a FROM t WHERE n = ?");
    assert_eq!(text("INSERT INTO t VALUES ('D' Arcy', 'O' Brien')"), "INSERT INTO t VALUES (?");
    assert_eq!(text("SELECT 'a' x, b FROM t"), "SELECT ? x, b FROM t");
    assert_eq!(text("SELECT 'a' AS x, 'b"), "SELECT ? AS x, ?");
}
