//! Comments with keys and values at the end of a text.

use db_redact::sql::Dialect::{Generic, Mysql, Postgres, SqlServer, Sqlite};
use db_redact::sql::{Dialect, DoubleQuotes, LONGEST_COMMENTED, Options, analyze_as, append_comment};

use crate::corpus;
use crate::dialects::{DIALECTS, DOUBLE_QUOTES, of_oracle};
use crate::fragments::FRAGMENTS;
use crate::random::Random;

const PARENT: (&str, &str) = ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
const COMMENT: &str = "/*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/";

fn commented(sql: &str, dialect: Dialect) -> Option<String> {
    append_comment(sql, Options::new(dialect, 0), &[PARENT])
}

#[test]
fn comment_stands_after_the_last_token_and_before_a_final_semicolon() {
    for (before, after) in [
        ("SELECT 1", ""),
        ("SELECT 1", ";"),
        ("SELECT 1", ";;"),
        ("SELECT 1", " ; ;\n"),
        ("SELECT 1", ";\u{b}"),
        ("SELECT 1; SELECT 'x'", ";"),
        ("\u{feff}SELECT 1", ""),
        ("BEGIN", ""),
        ("SELECT E'it\\'s', $a$ ; -- $a$, \"a;\"", ";"),
        ("SELECT 'a--b', '/*', \"--\"", ""),
        ("CREATE VIEW v AS SELECT 1", ";"),
        ("SELECT name FROM t WHERE id = $1 AND x ? 'Ж'", ""),
    ] {
        let expected = format!("{before} {COMMENT}{after}");
        assert_eq!(commented(&format!("{before}{after}"), Postgres).as_deref(), Some(&*expected));
    }
}

#[test]
fn white_space_at_the_end_is_left_out() {
    for (sql, after) in [("SELECT 1 \n", ""), ("SELECT 1\t;\n\n", ";"), ("SELECT 1; ", ";")] {
        assert_eq!(commented(sql, Postgres).as_deref(), Some(&*format!("SELECT 1 {COMMENT}{after}")));
    }
}

#[test]
fn text_with_a_comment_stays_as_it_is() {
    for sql in [
        "/* x */ SELECT 1",
        "/*+ SeqScan(t) */ SELECT 1 FROM t",
        "SELECT /*+ MAX_EXECUTION_TIME(7) */ 1",
        "SELECT 1 /* x */;",
        "SELECT 1 -- x",
        "SELECT 1 -- x\n;",
        "SELECT 1 /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/",
        "/*!40101 SET x = 1 */",
    ] {
        for dialect in DIALECTS {
            assert_eq!(commented(sql, dialect), None, "{dialect:?}: {sql}");
        }
    }
    assert_eq!(commented("SELECT 1 # x", Mysql), None);
    assert!(commented("SELECT 1 # 2", Postgres).is_some(), "an operator");
    assert!(commented("SELECT 1--1", Mysql).is_some(), "a sum");
}

#[test]
fn text_that_does_not_end_well_stays_as_it_is() {
    for sql in
        ["SELECT 'Ж", "SELECT 1 /* Ж", "SELECT \"Ж", "SELECT 'O'Brien'", "SELECT '\\' /* '", "SELECT \u{1}"]
    {
        for dialect in DIALECTS {
            assert_eq!(commented(sql, dialect), None, "{dialect:?}: {sql}");
        }
    }
    assert_eq!(commented("SELECT $a$ Ж", Postgres), None);
    // Another setting of the server ends the string elsewhere, and the text ends well by either.
    assert_eq!(commented("SELECT 'a\\', \"b'\"", Postgres), None);
    // The other setting would leave a string open: the server refuses the text with and without a comment.
    assert!(commented("SELECT 'it\\'s'", Mysql).is_some());
    // It would leave a comment open, which an appended one would close.
    assert_eq!(commented("SELECT 'it\\' /*'", Mysql), None);
}

#[test]
fn text_without_a_statement_stays_as_it_is() {
    for sql in ["", " \n", ";", "; ;"] {
        assert_eq!(commented(sql, Postgres), None, "{sql:?}");
    }
    assert_eq!(append_comment("SELECT 1", Options::new(Postgres, 0), &[]), None);
    assert_eq!(append_comment("SELECT 1", Options::new(Postgres, 0), &[("", "x")]), None);
}

#[test]
fn text_that_a_server_keeps_stays_as_it_is() {
    for sql in ["PREPARE p AS SELECT $1", "SELECT 1; prepare p FROM 'SELECT 1'"] {
        assert_eq!(commented(sql, Postgres), None, "{sql}");
        assert_eq!(commented(sql, Mysql), None, "{sql}");
    }
    for sql in ["CREATE INDEX i ON t (a)", "SELECT 1; create view v AS SELECT 1", "ALTER TABLE t ADD a int"] {
        assert!(commented(sql, Postgres).is_some(), "{sql}");
        for dialect in [Mysql, Sqlite, SqlServer, Generic] {
            assert_eq!(commented(sql, dialect), None, "{dialect:?}: {sql}");
        }
    }
}

#[test]
fn text_before_rows_stays_as_it_is() {
    assert_eq!(commented("COPY t FROM STDIN;\n7\tЖ\n", Postgres), None);
    assert!(commented("COPY t FROM STDIN;", Postgres).is_some());
    for sql in ["INSERT INTO t FORMAT CSV", "INSERT INTO t FORMAT CSV 7,7", "INSERT INTO t FORMAT CSV;"] {
        assert_eq!(commented(sql, Generic), None, "{sql}");
    }
}

#[test]
fn longest_commented_text_is_bounded() {
    let text = |length: usize| format!("SELECT {}", "7".repeat(length - "SELECT ".len()));
    assert!(commented(&text(LONGEST_COMMENTED), Postgres).is_some());
    assert_eq!(commented(&text(LONGEST_COMMENTED + 1), Postgres), None);
}

#[test]
fn pairs_are_sorted_and_encoded() {
    let pairs = [
        ("route", "/users/:id*/; DROP TABLE t --"),
        ("a'b*/", "it's \"x\" \\"),
        ("Ж", "?$%"),
        ("route", "second"),
        ("db-driver", "pg.trace_1~2"),
    ];
    let text = append_comment("SELECT 1", Options::new(Postgres, 0), &pairs).expect("a comment");
    assert_eq!(
        text,
        "SELECT 1 /*a%27b%2A%2F='it%27s%20%22x%22%20%5C',db-driver='pg.trace_1~2',\
         route='%2Fusers%2F%3Aid%2A%2F%3B%20DROP%20TABLE%20t%20--',%D0%96='%3F%24%25'*/"
    );
}

#[test]
fn comment_of_a_commented_text_is_removed_from_its_analysis_and_found_by_pg_tracing() {
    for sql in corpus::statements() {
        for dialect in DIALECTS {
            let options = Options::new(dialect, 0);
            let Some(commented) = append_comment(&sql, options, &[PARENT]) else { continue };
            let (found, expected) = (analyze_as(&commented, options), analyze_as(&sql, options));
            let shown = |text: &str| text.replace(char::is_whitespace, "").trim_end_matches(';').to_owned();
            let (found, expected) = (shown(found.text()), shown(expected.text()));
            // The quotes of a comment make a string before it doubtful that a word follows (S33).
            assert!(found == expected || found.ends_with('?'), "{dialect:?}: {sql}: {found}");
            assert_eq!(append_comment(&commented, options, &[PARENT]), None, "{dialect:?}: {sql}");
            assert_eq!(of_pg_tracing(&commented), context(&sql), "{dialect:?}: {sql}");
        }
    }
}

/// Reads a text as `pg_tracing` does: from the first `/*` of a text that ends in `*/`, or in `*/;`.
fn of_pg_tracing(text: &str) -> Option<&str> {
    let text = text.strip_suffix(';').unwrap_or(text).strip_suffix("*/")?;
    let comment = &text[text.find("/*")? + 2..];
    comment.strip_prefix("traceparent='")?.get(..55)
}

/// What `pg_tracing` finds of our comment. A `/*` in a literal hides it, and so do several `;`.
fn context(sql: &str) -> Option<&'static str> {
    let semicolons = sql.bytes().rev().take_while(|byte| byte.is_ascii_whitespace() || *byte == b';');
    let is_found =
        !sql.contains("/*") && !sql.ends_with('\u{b}') && semicolons.filter(|byte| *byte == b';').count() < 2;
    is_found.then_some(PARENT.1)
}

fn agree(sql: &str, options: Options) -> bool {
    let pairs = [("route", "/x'*/Ж?"), PARENT, ("application", "shop")];
    let found = append_comment(sql, options, &pairs);
    let expected = sql_oracle::append_comment(sql, of_oracle(options), &pairs);
    assert_eq!(found, expected, "{options:?}: {sql:?}");
    found.is_some()
}

fn agree_in_all_dialects(sql: &str) -> usize {
    let options = DIALECTS.iter().flat_map(|dialect| {
        DOUBLE_QUOTES
            .map(|double_quotes: DoubleQuotes| Options { double_quotes, ..Options::new(*dialect, 0) })
    });
    options.filter(|options| agree(sql, *options)).count()
}

#[test]
fn comment_is_the_oracles_on_each_case_and_its_beginnings() {
    let (mut commented, mut left) = (0, 0);
    for sql in corpus::statements() {
        for (end, _) in sql.char_indices().chain([(sql.len(), ' ')]).filter(|(end, _)| *end < 400) {
            match agree_in_all_dialects(&sql[..end]) {
                0 => left += 1,
                _ => commented += 1,
            }
        }
    }
    assert!(commented > 1_000 && left > 1_000, "{commented} commented, {left} left");
}

#[test]
fn comment_is_the_oracles_on_random_texts() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..6_000 {
        let length = 1 + random.below(12);
        let sql: String = (0..length).map(|_| FRAGMENTS[random.below(FRAGMENTS.len())]).collect();
        agree_in_all_dialects(&sql);
    }
}
