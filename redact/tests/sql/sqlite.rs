//! Texts of SQLite.

use crate::check;
use db_redact::sql::Dialect::Sqlite;

#[test]
fn literals_are_hidden_and_names_and_parameters_shown() {
    check::texts(
        Sqlite,
        &[
            ("SELECT 'Ж''Ж', x'7F', X'7f'", "SELECT ?, ?, ?"),
            (r"SELECT 'Ж\', a", "SELECT ?, a"),
            ("SELECT [a'b], `c'd`, \"e'f\" FROM [my table]", "SELECT [a'b], `c'd`, ? FROM [my table]"),
            ("SELECT ?, ?1, :a, @a, $a, $a::b, :1, @1", "SELECT ?, ?1, :a, @a, $a, $a::b, :1, @1"),
            ("SELECT 7, -7, 7.7e-7, 0x7F, 1_777, .7", "SELECT ?, ?, ?, ?, ?, ?"),
            ("SELECT a -- Ж\n, b -- Ж\r Ж", "SELECT a \n, b "),
            ("SELECT a /* Ж /* Ж */, b", "SELECT a , b"),
            ("SELECT a->'$.Ж', b->>7", "SELECT a->?, b->>?"),
            (
                "INSERT OR REPLACE INTO t VALUES (7, 'Ж', NULL)",
                "INSERT OR REPLACE INTO t VALUES (?, ?, NULL)",
            ),
            ("a IN (?1, ?2)", "a IN (?1, ?2)"),
            ("a IN ($a::b, 7)", "a IN (?)"),
            ("a IN (7, 7)", "a IN (?)"),
            ("SELECT #a, $::a, $a::b::c", "SELECT #a, $::a, $a::b::c"),
            ("SELECT E'Ж'", "SELECT E?"),
            ("SELECT u&'Ж'", "SELECT u&?"),
            ("SELECT true, FALSE", "SELECT ?, ?"),
        ],
    );
}

#[test]
fn text_that_is_not_certain_is_hidden_to_the_end() {
    check::texts(
        Sqlite,
        &[
            ("SELECT a, [Ж FROM t", "SELECT a, ?"),
            ("SELECT a, `Ж FROM t", "SELECT a, ?"),
            ("SELECT a, \"Ж FROM t", "SELECT a, ?"),
            ("SELECT a /* Ж", "SELECT a ?"),
            ("SELECT a, $a(Ж'), 'Ж'", "SELECT a, ?"),
            ("SELECT a, $ Ж", "SELECT a, ?"),
            // One parameter, and a string.
            ("SELECT a, $a::b('), ' AND Ж = '", "SELECT a, ?"),
            ("SELECT $a::b('), ' AND Ж = '", "SELECT ?"),
            ("SELECT #a('), ' AND Ж = '", "SELECT ?"),
            ("SELECT a, :::b('), ' AND Ж = '", "SELECT a, ::?"),
            ("SELECT a, 'Ж\0", "SELECT a, ?"),
            ("SELECT a\0Ж", "SELECT a?"),
        ],
    );
}
