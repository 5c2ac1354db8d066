use super::*;

#[test]
fn texts_of_parameters_are_recognised() {
    for sql in [
        "SELECT a, b FROM t1 WHERE c = $1 AND d IN ($2, $3)",
        "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING id;\n",
        "  (SELECT \"a b\".c FROM \"a b\" LIMIT $10)",
        "WITH x AS (SELECT a FROM b) DELETE FROM c USING x WHERE d = $1::text",
        "SELECT a ->> $1, b - c, number / \"it's\" FROM t\n\tWHERE e <= $2",
    ] {
        assert!(is_surely_unchanged(sql, Dialect::Postgres), "{sql}");
    }
}

#[test]
fn each_dialect_has_its_own_parameters() {
    for (dialect, sql) in [
        (Dialect::Mysql, "SELECT `a b` FROM t WHERE c = ? AND d = :name AND e = @f"),
        (Dialect::Sqlite, "SELECT `a`, `b` FROM t WHERE c = ?1 AND d = :name AND e = @f AND g = ?"),
        (Dialect::Generic, "SELECT `a`, `b` FROM t WHERE c = $1 AND d = :name AND e = ?"),
    ] {
        assert!(is_surely_unchanged(sql, dialect), "{sql}");
    }
    for (dialect, sql) in [
        (Dialect::Mysql, "SELECT a FROM t WHERE b = ?1"),
        (Dialect::Sqlite, "SELECT \"a\", `b` FROM t"),
        (Dialect::Mysql, "SELECT a FROM t WHERE b = \"c\""),
        (Dialect::Mysql, "SELECT a FROM t # b"),
        (Dialect::Mysql, "SELECT a FROM t WHERE b = $1"),
        (Dialect::Sqlite, "SELECT a FROM t WHERE b = :c(d)"),
        (Dialect::Generic, "SELECT `a``b` FROM t"),
        (Dialect::Generic, "SELECT t.\"a\" FROM t"),
        (Dialect::Generic, "SELECT a FROM t WHERE b = $123"),
        (Dialect::Generic, "SELECT a FROM t WHERE b = $1.5"),
        (Dialect::Generic, "SELECT a-b FROM t"),
        (Dialect::SqlServer, "SELECT a FROM t WHERE b = @c"),
        (Dialect::Oracle, "SELECT a FROM t WHERE b = :c"),
    ] {
        assert!(!is_surely_unchanged(sql, dialect), "{sql}");
    }
}

#[test]
fn a_text_with_something_to_hide_is_not_recognised() {
    for sql in [
        "",
        "BEGIN",
        "SET a = b",
        "SELECT",
        "SELECT a; SELECT b",
        "SELECT 1",
        "SELECT a1, 1",
        "SELECT .5",
        "SELECT --a",
        "SELECT 'a'",
        "SELECT $a$b$a$",
        "SELECT $1a",
        "SELECT $",
        "SELECT true",
        "SELECT a -- b",
        "SELECT a /* b */",
        "SELECT \"a",
        "SELECT a[1",
        "SELECT ä",
        "SELECT \u{7f}",
        "SELECT \0",
        "SELECTED",
        "SELECT0",
    ] {
        let is_plain = sql == "SELECT";
        assert_eq!(is_surely_unchanged(sql, Dialect::Postgres), is_plain, "{sql}");
        let longer = format!("{sql} {}", "a, ".repeat(WIDTH));
        assert!(is_plain || !is_surely_unchanged(&longer, Dialect::Postgres), "{sql}");
    }
}

#[test]
fn all_registers_find_the_same() {
    const FRAGMENTS: &[&str] = &[
        "a", "b1", " ", ", ", "$1", "$", "?2", ":c", "@d(", "\"e\"", "\"", "`f`", "`", "\\", "'", "1", "--",
        "true", "é", "(", ";",
    ];
    let mut random = 7_u64;
    let mut recognised = 0;
    for _ in 0..20_000 {
        let mut sql = String::from("SELECT");
        for _ in 0..random % 40 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // The first half of them can be in a text that is recognised.
            let half = if random >> 60 == 0 { FRAGMENTS.len() } else { FRAGMENTS.len() / 2 };
            sql.push_str(FRAGMENTS[(random >> 33) as usize % half]);
        }
        random = random.wrapping_add(1);
        for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite, Dialect::Generic] {
            for quote in [b'"', b'`'] {
                let rest = Rest {
                    bytes: sql.as_bytes(),
                    dialect,
                    start: 6,
                    signs: DialectBytes::of(dialect, quote),
                };
                let found = vector::run(rest);
                assert_eq!(vector::run_portable(rest), found, "{dialect:?}: {sql}");
                recognised += usize::from(found);
            }
        }
    }
    assert!(recognised > 1_000, "{recognised}");
}
