//! Length of text and summary, and the work that they cost.

use crate::check::shows_no_data;
use db_redact::sql::Dialect::{Generic, Mysql, Oracle, Postgres, SqlServer, Sqlite};
use db_redact::sql::{Dialect, LOOKAHEAD, analyze, truncate};
use std::time::{Duration, Instant};

const DIALECTS: [Dialect; 6] = [Postgres, Mysql, Sqlite, Generic, SqlServer, Oracle];

#[test]
fn a_text_is_cut_between_characters() {
    assert_eq!(truncate("größer", 0), "größer");
    assert_eq!(truncate("größer", 8), "größer");
    assert_eq!(truncate("größer", 7), "grö…");
    assert_eq!(truncate("größer", 6), "gr…");
    assert_eq!(truncate("größer", 3), "…");
    assert_eq!(truncate("größer", 2), "");
    assert_eq!(truncate("", 1), "");
    let analysis = analyze("SELECT 'Ж', größe FROM t", Postgres, 16);
    assert_eq!((analysis.text(), analysis.summary()), ("SELECT ?, gr…", "SELECT t"));
}

#[test]
fn every_limit_is_kept() {
    let sql = "INSERT INTO größe SELECT 'Ж', 7 FROM \"t\" WHERE a IN (7, 7) AND b = $1";
    for dialect in DIALECTS {
        let analysis = analyze(sql, dialect, 0);
        let whole = analysis.text();
        for limit in 1..100 {
            let analysis = analyze(sql, dialect, limit);
            assert!(analysis.text().len() <= limit, "{limit}: {:?}", analysis.text());
            let kept = analysis.text().strip_suffix('…').unwrap_or(analysis.text());
            assert!(whole.starts_with(kept), "{limit}: {:?}", analysis.text());
            assert_eq!(analysis.summary(), analyze(sql, dialect, 0).summary());
        }
    }
}

#[test]
fn a_huge_statement_with_a_limit_is_analysed_quickly() {
    let values = "(7, 'Ж'), ".repeat(4_000_000);
    let started = Instant::now();
    for _ in 0..100 {
        let analysis = analyze(&values, Postgres, 1024);
        assert_eq!(analysis.text().len(), 1024);
        shows_no_data(&analysis, "values");
    }
    // Reading all of it a hundred times takes minutes.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_literal_that_ends_beyond_the_lookahead_is_hidden() {
    let long = "Ж".repeat(LOOKAHEAD);
    for (sql, text, summary) in [
        (format!("INSERT INTO t VALUES ('{long}') RETURNING a"), "INSERT INTO t VALUES (?…", "INSERT t"),
        (format!("SELECT a /* {long} */ FROM t"), "SELECT a ?…", "SELECT"),
        (format!("SELECT a FROM {long}"), "SELECT a FROM ?…", "SELECT"),
        (format!("SELECT a FROM \"{long}\""), "SELECT a FROM ?…", "SELECT"),
        (
            format!("SELECT a FROM t WHERE b IN ({})", "7, ".repeat(LOOKAHEAD)),
            "SELECT a FROM t WHERE b IN (?…",
            "SELECT t",
        ),
    ] {
        let analysis = analyze(&sql, Postgres, 1024);
        assert_eq!((analysis.text(), analysis.summary()), (text, summary));
    }
    let analysis = analyze(&format!("SELECT a, 'b' x, '{long}'"), Postgres, 1024);
    assert_eq!(analysis.text(), "SELECT a, ?…");
}

#[test]
fn a_summary_names_tables_after_the_cut_of_the_text() {
    let columns = "column_of_a_table, ".repeat(200);
    let analysis = analyze(&format!("SELECT {columns} a FROM t JOIN u ON b = c"), Postgres, 1024);
    assert_eq!(analysis.text().len(), 1024);
    assert_eq!(analysis.summary(), "SELECT t u");
}

#[test]
fn a_summary_ends_between_names() {
    let names: Vec<String> = (0..100).map(|number| format!("table_{number}")).collect();
    let analysis = analyze(&format!("SELECT a FROM {}", names.join(", ")), Postgres, 0);
    assert!(analysis.summary().len() > 240 && analysis.summary().len() <= 255);
    for name in analysis.summary().split(' ').skip(1) {
        assert!(names.iter().any(|known| known == name), "{name:?}");
    }
    let long = "x".repeat(256);
    let analysis = analyze(&format!("SELECT a FROM {long}, u"), Postgres, 0);
    assert_eq!((analysis.summary(), analysis.collection()), ("SELECT u", None));
    assert_eq!(analyze(&format!("SELECT a FROM {}", "x".repeat(248)), Postgres, 0).summary().len(), 255);
    assert_eq!(analyze(&format!("SELECT a FROM {}", "x".repeat(249)), Postgres, 0).summary(), "SELECT");
}

#[test]
fn time_is_linear() {
    let patterns = [
        "(",
        "[",
        "((SELECT ",
        "- ",
        "$a",
        "$a$",
        "'\\' ",
        "/*",
        "--",
        "IN (1,",
        "IN (",
        "WITH a (b ",
        "SET a ",
        "a.",
        "WITH a AS (",
        "WITH RECURSIVE a AS (",
        "WITH RECURSIVE a AS (b), ",
        "RECURSIVE a AS (b) SEARCH a, ",
        "(TABLE a ",
        "a::",
        "$ ",
        "EXPLAIN ",
        "\"a\"",
        "'a' x ",
        "SELECT FROM a,",
        "\u{a0}",
        "[a",
        "CREATE ",
        "PASSWORD ",
        "`a",
        "(SELECT 1 FROM a), ",
        "'a'\n",
        "COPY (",
        "U&",
        "1e",
        ";",
        "FROM (",
        "EXEC p 1 ",
        "\"a\", ",
        "(\"a\" ",
        "@a = 1, ",
        "q'[' ",
        "a-b ",
        "$1.5 ",
        "INSERT INTO a; ",
        "IF a; ",
        "INTO b ",
        "ATTACH a AS ",
    ];
    // What is read as a list of tokens.
    let beginnings = [
        ("CREATE TRIGGER t ", "EXECUTE FUNCTION f(a, "),
        ("CREATE TABLE t (", "KEY (\"a\"), "),
        ("CREATE TABLE t (a ", "DEFAULT a "),
        ("CREATE FUNCTION f() ", "SET a = b "),
        ("CREATE FUNCTION f() SET x = ", "a, "),
        ("CREATE AGGREGATE f (", "INITCOND = a, "),
        ("CREATE VIRTUAL TABLE t USING fts5(", "a = b, "),
        ("CREATE RULE r AS ON a DO (", "(a; "),
        ("SET STATEMENT a = 1 FOR ", "SET STATEMENT a = 1 FOR "),
        ("INSERT INTO a.", "b.\"c\"."),
        ("INSERT INTO t FORMAT ", "a "),
        ("GRANT a TO b IDENTIFIED BY ", "c, "),
        ("SELECT '\\' ", "$a$ "),
    ];
    for dialect in DIALECTS {
        for (beginning, pattern) in beginnings {
            let sql = format!("{beginning}{}", pattern.repeat(60_000 / pattern.len()));
            let started = Instant::now();
            assert!(analyze(&sql, dialect, 0).text().len() <= sql.len());
            assert!(started.elapsed() < Duration::from_secs(2), "{dialect:?} {beginning:?} {pattern:?}");
        }
        for pattern in patterns {
            let sql = format!("SELECT {}", pattern.repeat(60_000 / pattern.len()));
            let with = format!("WITH {}", &sql[7..]);
            let started = Instant::now();
            for sql in [&sql, &sql[7..], &with] {
                assert!(analyze(sql, dialect, 0).text().len() <= sql.len());
            }
            assert!(
                started.elapsed() < Duration::from_secs(5),
                "{dialect:?} {pattern:?}: {:?}",
                started.elapsed()
            );
        }
    }
}
