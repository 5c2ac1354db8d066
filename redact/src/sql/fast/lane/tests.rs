use super::*;
use crate::sql::{DoubleQuotes, analyze};

const DIALECTS: [Dialect; 4] = [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite, Dialect::Generic];

fn takes(sql: &str, dialect: Dialect) -> bool {
    Plain::default().read(sql, Options::new(dialect, 0)).is_some()
}

/// The redacted text and the summary, if the lane takes the text.
fn read(sql: &str) -> Option<(String, String)> {
    let mut plain = Plain::default();
    plain.read(sql, Options::new(Dialect::Postgres, 0))?;
    let mut text = String::new();
    plain.write(sql, |part| text.push_str(part));
    assert_eq!(text.len(), plain.length(sql), "{sql}");
    Some((text, plain.summary.as_str().to_owned()))
}

#[test]
fn plain_statements_are_taken_in_every_dialect() {
    for sql in [
        "SELECT 1",
        " select a, b.*, \"c d\".e from t where f = 'g' and h >= -1.5 ;\n",
        "SELECT * FROM a, b c JOIN d AS e USING (f) LEFT JOIN (SELECT 1 FROM g) h ON h.i = e.i",
        "SELECT a FROM t WHERE b IN (1, 'c') AND d IN (SELECT e FROM u) AND (f, g) IN ((1, 2), (3, 4))",
        "SELECT a FROM x UNION ALL SELECT b FROM y ORDER BY 1 LIMIT 10 OFFSET 20",
        "SELECT count(DISTINCT a), EXTRACT(year FROM b) FROM f(1) WHERE c IS true AND d - e > f + 1",
        "INSERT INTO t (a, b) VALUES (1, NULL), ('c', 2)",
        "INSERT INTO s.t SELECT a FROM b",
        "UPDATE t SET a = a + $1, b = 'c' WHERE d = 1",
        "DELETE FROM t WHERE a BETWEEN '1' AND '2'",
    ] {
        for dialect in DIALECTS {
            // Two dialects have no `$1`, and one has strings in double quotes.
            let is_plain = match dialect {
                Dialect::Mysql => !sql.contains(['$', '"']),
                Dialect::Sqlite => !sql.contains('$'),
                _ => true,
            };
            assert_eq!(takes(sql, dialect), is_plain, "{dialect:?}: {sql}");
        }
    }
}

#[test]
fn each_dialect_has_its_own_parameters_and_quotes() {
    use Dialect::{Generic, Mysql, Postgres, Sqlite};
    for (sql, dialects) in [
        ("SELECT a FROM t WHERE b = $1 AND c IN ($2, $3)", &[Postgres, Generic][..]),
        ("SELECT a FROM t WHERE b = ? AND c IN (?, ?)", &[Mysql, Sqlite, Generic]),
        ("SELECT a ? 'b' FROM t", &DIALECTS),
        ("SELECT a::text FROM t", &[Postgres]),
        ("SELECT a FROM t WHERE b @> c", &[Postgres]),
        ("SELECT `a` FROM `t`", &[Mysql, Sqlite, Generic]),
        ("SELECT \"a\" FROM t", &[Postgres]),
        ("SELECT \"t\".\"a\", u.\"b\" FROM \"t\" JOIN \"u\" ON u.c = \"t\".d", &[Postgres, Sqlite, Generic]),
        ("DELETE FROM \"t\" WHERE a = 1", &[Postgres, Sqlite, Generic]),
        // Not where the grammar wants a name for certain, or not one name.
        ("SELECT 1 FROM \"t\", \"u\"", &[Postgres]),
        ("SELECT 1 FROM \"t\"a", &[Postgres]),
        ("SELECT 1 FROM t WHERE a = \"b\"", &[Postgres]),
        ("SELECT a-b FROM t", &[Postgres, Mysql, Sqlite]),
        ("SELECT a FROM t WHERE b = $123", &[Postgres]),
        ("SELECT a FROM t ARRAY JOIN b", &[Postgres, Mysql, Sqlite]),
        ("SELECT a FROM t WHERE b = ?1", &[Postgres, Mysql, Generic]),
        ("SELECT a FROM t WHERE b = :c", &[]),
        ("SELECT a FROM t WHERE b = @c", &[Postgres]),
        ("SELECT a[1] FROM t", &[]),
        ("SELECT a # b FROM t", &[Postgres]),
    ] {
        for dialect in DIALECTS {
            assert_eq!(takes(sql, dialect), dialects.contains(&dialect), "{dialect:?}: {sql}");
        }
    }
    let names = Options { double_quotes: DoubleQuotes::Identifier, ..Options::new(Mysql, 0) };
    assert!(Plain::default().read("SELECT \"a\" FROM t", names).is_some());
}

#[test]
fn a_text_that_is_not_plain_is_left_to_the_pass() {
    for sql in [
        "",
        ";",
        "BEGIN",
        "SET a = 1",
        "CREATE TABLE t (a int)",
        "WITH a AS (SELECT 1) SELECT 1 FROM a",
        "(SELECT 1)",
        "SELECT 1; SELECT 2",
        "SELECT 1;;",
        "SELECT 1)",
        "SELECT 1 -- a",
        "SELECT 1--",
        "SELECT 1 /* a */",
        "SELECT ä",
        "SELECT a\u{a0}",
        "SELECT \0",
        "SELECT 'a",
        "SELECT 'a' 'b'",
        "SELECT 'a''b'",
        "SELECT 'a\\'",
        "SELECT 'a' b",
        "SELECT 'a'b",
        "SELECT E'a'",
        "SELECT N'a'",
        "SELECT U&'a'",
        "SELECT U&\"a\"",
        "SELECT $$a$$",
        "SELECT $a$b$a$",
        "SELECT a$1",
        "SELECT $1a",
        "SELECT 1a",
        "SELECT 1e5",
        "SELECT 0x1F",
        "SELECT .5",
        "SELECT 1.2.3",
        "SELECT a -1",
        "SELECT a FROM t LIMIT - 1",
        "SELECT a - -1",
        "SELECT a . b",
        "SELECT a.from FROM t",
        "SELECT a.true",
        "SELECT a.in (1)",
        "SELECT a[1]",
        "SELECT a IN (1, $1)",
        "SELECT a IN (NULL, 1)",
        "SELECT a IN ()",
        "SELECT a IS DISTINCT FROM b FROM t",
        "SELECT a FROM ONLY t",
        "SELECT a FROM LATERAL f(1)",
        "SELECT a FROM ROWS FROM (f())",
        "SELECT a INTO u FROM t",
        "INSERT INTO t FORMAT CSV 1",
        "INSERT INTO t EXEC p a",
        "UPDATE STATISTICS t",
        "UPSERT INTO t VALUES (1)",
        "SELECT a FROM (VALUES (1)) b",
        "SELECT a FROM b CROSS APPLY c",
        "SELECT a FROM b AS from",
        "SELECT a FROM ?",
        "SELECT a FROM 'b'",
        "INSERT t VALUES (1)",
        "INSERT IGNORE INTO t VALUES (1)",
        "INSERT OR REPLACE INTO t VALUES (1)",
        "INSERT INTO TABLE t VALUES (1)",
        "UPDATE OR IGNORE t SET a = 1",
        "UPDATE ONLY t SET a = 1",
        "DELETE t WHERE a = 1",
        "DELETE FROM a USING b WHERE c = 1",
        "DELETE a FROM a JOIN b",
        "REPLACE INTO t VALUES (1)",
        "SELECT a FROM t IDENTIFIED BY b",
        "SELECT password FROM t",
        "SELECT key FROM t",
    ] {
        for dialect in DIALECTS {
            assert!(!takes(sql, dialect), "{dialect:?}: {sql}");
        }
    }
}

#[test]
fn a_long_or_deep_text_is_left_to_the_pass() {
    let of =
        |count: usize, part: &str, end: &str| format!("SELECT {}1{}", part.repeat(count), end.repeat(count));
    for (most, part, end) in [(MOST_CUTS - 1, "2, ", ""), (MOST_BRACKETS, "(", ")"), (338, "a, ", "")] {
        let (taken, left) = (of(most, part, end), of(most + 1, part, end));
        assert!(takes(&taken, Dialect::Postgres), "{taken}");
        assert!(!takes(&left, Dialect::Postgres), "{left}");
    }
    let tables = |length: usize| format!("SELECT 1 FROM {}", "t".repeat(length));
    assert!(takes(&tables(248), Dialect::Postgres));
    assert!(!takes(&tables(249), Dialect::Postgres));
}

#[test]
fn long_literals_are_taken_unless_the_text_may_be_cut() {
    let literal = "a".repeat(LONGEST);
    let list = "12345, ".repeat(LONGEST);
    for sql in
        [format!("INSERT INTO t VALUES ('{literal}')"), format!("SELECT a FROM t WHERE b IN ({list}1)")]
    {
        assert!(takes(&sql, Dialect::Postgres), "{sql}");
        assert!(Plain::default().read(&sql, Options::new(Dialect::Postgres, sql.len())).is_none());
    }
    for sql in [format!("SELECT {literal}"), format!("SELECT {list}1")] {
        assert!(!takes(&sql, Dialect::Postgres), "{sql}");
    }
}

#[test]
fn a_limit_that_cuts_is_left_to_the_pass() {
    let mut plain = Plain::default();
    assert!(plain.read("SELECT 'abc'", Options::new(Dialect::Postgres, 8)).is_some());
    let mut plain = Plain::default();
    assert!(plain.read("SELECT 'abc'", Options::new(Dialect::Postgres, 7)).is_none());
}

#[test]
fn text_and_summary_are_those_of_the_conventions() {
    for (sql, text, summary) in [
        ("SELECT a FROM t WHERE b IN (1, 2)", "SELECT a FROM t WHERE b IN (?)", "SELECT t"),
        (
            "SELECT 'a', true FROM s.t x, (u JOIN \"v w\" ON 1 = 1), (SELECT (-1) FROM y)",
            "SELECT ?, ? FROM s.t x, (u JOIN \"v w\" ON ? = ?), (SELECT (?) FROM y)",
            "SELECT s.t u \"v w\" SELECT y",
        ),
        ("INSERT INTO t VALUES (1), (-2)", "INSERT INTO t VALUES (?), (?)", "INSERT t"),
        ("UPDATE t SET a = 1 FROM u", "UPDATE t SET a = ? FROM u", "UPDATE t u"),
        ("DELETE FROM t WHERE a = 1;", "DELETE FROM t WHERE a = ?;", "DELETE t"),
    ] {
        assert_eq!(read(sql), Some((text.to_owned(), summary.to_owned())), "{sql}");
    }
}

#[test]
fn only_a_single_table_is_the_collection() {
    for (sql, collection) in [
        ("SELECT 1 FROM t", Some("t")),
        ("SELECT 1 FROM f(1)", None),
        ("SELECT 1 FROM t, u", None),
        ("SELECT 1", None),
        ("INSERT INTO t (a) VALUES (1)", Some("t")),
    ] {
        let analysis = analyze(sql, Dialect::Postgres, 0);
        assert!(takes(sql, Dialect::Postgres), "{sql}");
        assert_eq!(analysis.collection(), collection, "{sql}");
        assert_eq!(analysis.operation(), sql.split(' ').next(), "{sql}");
    }
}
