//! A setting says what `"x"` is, if a setting of the server changes it.

use crate::dialects::DIALECTS;
use db_redact::sql::{Dialect, DoubleQuotes, Options, analyze_as};

fn text(sql: &str, dialect: Dialect, double_quotes: DoubleQuotes) -> String {
    analyze_as(sql, Options { dialect, double_quotes, limit: 0 }).text().to_owned()
}

#[test]
fn double_quotes_hold_strings_where_the_server_says_so() {
    for dialect in DIALECTS {
        for (sql, expected) in [
            (r#"SELECT a FROM t WHERE b = "Ж""#, "SELECT a FROM t WHERE b = ?"),
            (r#"SELECT "Ж ""Ж"" 'Ж" FROM t"#, "SELECT ? FROM t"),
            (r#"SELECT "Ж" "#, "SELECT ? "),
            (r#"SELECT a FROM t WHERE b IN ("Ж", 'Ж')"#, "SELECT a FROM t WHERE b IN (?)"),
            (r#"SELECT x"Ж" FROM t"#, "SELECT ? FROM t"),
            (r#"SELECT a, "Ж"#, "SELECT a, ?"),
        ] {
            let shown = text(sql, dialect, DoubleQuotes::String);
            assert_eq!(shown, expected, "{dialect:?}: {sql}");
            assert_eq!(text(&shown, dialect, DoubleQuotes::String), shown);
        }
    }
}

#[test]
fn the_notations_of_a_dialect_apply_to_both_kinds_of_strings() {
    for sql in [r#"SELECT E"Ж\"Ж""#, r#"SELECT U&"Ж""#, "SELECT \"Ж\"\n\"Ж\"", "SELECT \"Ж\"\n'Ж'"] {
        let shown = text(sql, Dialect::Postgres, DoubleQuotes::String);
        assert!(!shown.contains('Ж'), "{sql}: {shown}");
    }
}

#[test]
fn double_quotes_hold_names_where_the_server_says_so() {
    for dialect in DIALECTS {
        for (sql, expected) in [
            (r#"SELECT "a""b" FROM "t" WHERE c = 'Ж'"#, r#"SELECT "a""b" FROM "t" WHERE c = ?"#),
            (r#"SELECT "a'b", 'Ж"Ж' FROM t"#, r#"SELECT "a'b", ? FROM t"#),
            (r#"SELECT 'Ж', "a"#, "SELECT ?, ?"),
        ] {
            assert_eq!(text(sql, dialect, DoubleQuotes::Identifier), expected, "{dialect:?}: {sql}");
        }
    }
}

/// MySQL with `ANSI_QUOTES`: no introducer, no backslash.
#[test]
fn names_in_double_quotes_have_no_escapes_in_mysql() {
    for (sql, expected) in [
        (r#"SELECT "a\" FROM t WHERE b = 'Ж'"#, r#"SELECT "a\" FROM t WHERE b = ?"#),
        (r#"SELECT 1 AS n "a""#, r#"SELECT ? AS n "a""#),
    ] {
        assert_eq!(text(sql, Dialect::Mysql, DoubleQuotes::Identifier), expected);
    }
    let ansi = Options { dialect: Dialect::Mysql, double_quotes: DoubleQuotes::Identifier, limit: 0 };
    assert_eq!(analyze_as(r#"SELECT 1 FROM "t""#, ansi).summary(), r#"SELECT "t""#);
}
