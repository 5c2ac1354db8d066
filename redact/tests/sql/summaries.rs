//! Summaries, and the attributes that go with them.

use crate::check;
use db_redact::sql::Dialect::{Generic, Mysql, Postgres, Sqlite};
use db_redact::sql::analyze;

#[test]
fn a_query_is_summarised_by_its_tables() {
    check::summaries(
        Postgres,
        &[
            ("SELECT 7", "SELECT"),
            ("SELECT * FROM a", "SELECT a"),
            ("select * from \"A b\".c", "select \"A b\".c"),
            ("SELECT * FROM a . b", "SELECT a.b"),
            ("SELECT * FROM d..t", "SELECT d..t"),
            ("SELECT * FROM ONLY a, b AS limit, LATERAL f(b.x) g(y, z), c", "SELECT a b f c"),
            ("SELECT * FROM a LEFT JOIN b USING (x, y) NATURAL JOIN c", "SELECT a b c"),
            ("SELECT * FROM (a JOIN b ON true), c", "SELECT a b c"),
            ("SELECT * FROM a, (SELECT 7 FROM b WHERE c IN (7, 7)) d, e", "SELECT a SELECT b e"),
            ("SELECT * FROM a, LATERAL (SELECT * FROM b) c", "SELECT a SELECT b"),
            ("SELECT * FROM (VALUES (7, 7), (7, 7)) v(x, y), a", "SELECT a"),
            ("SELECT * FROM ROWS FROM (f(7), g(7)) h, a", "SELECT f g a"),
            ("SELECT (SELECT x FROM a), y FROM b", "SELECT SELECT a b"),
            ("SELECT 7 FROM a WHERE EXISTS (SELECT FROM b)", "SELECT a SELECT b"),
            (
                "SELECT a FROM b UNION ALL SELECT c FROM d EXCEPT (SELECT e FROM f)",
                "SELECT b SELECT d SELECT f",
            ),
            ("(SELECT a FROM b) INTERSECT (SELECT c FROM d)", "SELECT b SELECT d"),
            ("SELECT a FROM b FOR UPDATE OF b SKIP LOCKED", "SELECT b"),
            ("SELECT a FROM b FOR NO KEY UPDATE", "SELECT b"),
            ("SELECT EXTRACT(year FROM x), TRIM(BOTH FROM y), SUBSTRING(z FROM 7 FOR 7) FROM a", "SELECT a"),
            ("SELECT EXTRACT(year FROM x)", "SELECT"),
            (
                "SELECT a IS DISTINCT FROM b, c IS NOT DISTINCT FROM d FROM e WHERE f IS DISTINCT FROM g",
                "SELECT e",
            ),
            ("SELECT DISTINCT ON (x) y FROM a ORDER BY x, z", "SELECT a"),
            ("SELECT a.select, a.from FROM a WHERE a.update = a.delete", "SELECT a"),
            ("SELECT x AS \"from\" FROM a GROUP BY x, y HAVING z LIMIT 7", "SELECT a"),
            (
                "SELECT count(*) FILTER (WHERE x), sum(y) OVER (PARTITION BY z ORDER BY w) FROM a WINDOW v AS (), u AS ()",
                "SELECT a",
            ),
            ("SELECT * FROM a TABLESAMPLE SYSTEM (7), b", "SELECT a b"),
            ("SELECT ARRAY(SELECT x FROM a), ARRAY[7, 7] FROM b", "SELECT SELECT a b"),
            ("SELECT * FROM $1", "SELECT"),
            ("SELECT * FROM 'Ж'", "SELECT"),
            ("SELECT * FROM a, 'Ж", "SELECT a"),
            ("SELECT * FROM größe", "SELECT größe"),
            ("SELECT * FROM a; SELECT * FROM a", "SELECT a"),
        ],
    );
}

#[test]
fn names_of_with_lists_are_no_tables() {
    check::summaries(
        Postgres,
        &[
            ("WITH x AS (SELECT * FROM a) SELECT * FROM x JOIN b USING (c)", "SELECT a SELECT b"),
            (
                "WITH x (p, q) AS MATERIALIZED (SELECT 7 FROM a), y AS (SELECT * FROM X) SELECT * FROM y",
                "SELECT a SELECT SELECT",
            ),
            ("WITH RECURSIVE x AS (SELECT 7 UNION SELECT n FROM x) SELECT * FROM x", "SELECT SELECT SELECT"),
            (
                "WITH RECURSIVE x AS (SELECT 7), y AS (SELECT 7 UNION SELECT n FROM y) SELECT * FROM y",
                "SELECT SELECT SELECT SELECT",
            ),
            (
                "WITH RECURSIVE x AS (SELECT * FROM y), y (n) AS (SELECT * FROM a) SELECT * FROM x, y",
                "SELECT SELECT a SELECT",
            ),
            (
                "WITH RECURSIVE x AS (SELECT 7 UNION SELECT n FROM x) SEARCH DEPTH FIRST BY n, m SET o, \
                 y AS (SELECT * FROM a) CYCLE n SET c TO 'Ж' DEFAULT 7 USING p UPDATE b SET c = 7 FROM x, y",
                "SELECT SELECT SELECT a UPDATE b",
            ),
            (
                "SELECT * FROM (WITH RECURSIVE x AS (SELECT * FROM y), y AS (SELECT 7) SELECT * FROM x) z, y",
                "SELECT SELECT SELECT SELECT y",
            ),
            ("WITH x AS (SELECT * FROM x) SELECT * FROM x", "SELECT x SELECT"),
            (
                "WITH x AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM x",
                "DELETE a INSERT b SELECT",
            ),
            ("WITH x AS (UPDATE a SET b = 7 RETURNING c) SELECT * FROM x", "UPDATE a SELECT"),
            ("SELECT * FROM (WITH x AS (SELECT 7) SELECT * FROM x) y, x", "SELECT SELECT SELECT x"),
            ("INSERT INTO a WITH x AS (SELECT * FROM b) SELECT * FROM x", "INSERT a SELECT b SELECT"),
            ("SELECT * FROM unnest(a) WITH ORDINALITY AS t(x, y), b", "SELECT unnest b"),
            ("WITH x AS (SELECT 7) SELECT * FROM s.x", "SELECT SELECT s.x"),
            ("CREATE VIEW v AS WITH x AS (SELECT * FROM a) SELECT * FROM x", "CREATE VIEW v SELECT a SELECT"),
        ],
    );
}

#[test]
fn a_change_is_summarised_by_the_tables_it_touches() {
    check::summaries(
        Postgres,
        &[
            ("INSERT INTO a (select_x, update, delete) VALUES (7, 'Ж', 7)", "INSERT a"),
            ("INSERT INTO a AS b DEFAULT VALUES RETURNING (SELECT c FROM d)", "INSERT a SELECT d"),
            ("INSERT INTO a VALUES (7) ON CONFLICT (b) DO UPDATE SET c = excluded.c", "INSERT a"),
            ("INSERT INTO a SELECT x FROM b ON CONFLICT DO NOTHING", "INSERT a SELECT b"),
            ("UPDATE ONLY a SET b = 7 FROM c, d WHERE e", "UPDATE a c d"),
            ("UPDATE a SET b = (SELECT c FROM d), e = EXTRACT(year FROM f)", "UPDATE a SELECT d"),
            ("DELETE FROM ONLY a USING b, c WHERE d", "DELETE a b c"),
            ("DELETE FROM a USING (b JOIN c ON d), e WHERE f", "DELETE a b c e"),
            ("DELETE FROM a USING b JOIN c USING (x, y) WHERE d", "DELETE a b c"),
            ("MERGE INTO a USING (b) ON c WHEN MATCHED THEN DELETE", "MERGE a b"),
            ("MERGE INTO a USING b JOIN c USING (x) ON d WHEN MATCHED THEN DELETE", "MERGE a b c"),
            ("DELETE FROM a WHERE b IN (SELECT c FROM d)", "DELETE a SELECT d"),
            (
                "MERGE INTO a USING b ON c WHEN MATCHED THEN UPDATE SET d = 7 WHEN NOT MATCHED THEN INSERT VALUES (7)",
                "MERGE a b",
            ),
            ("MERGE INTO a USING (SELECT * FROM b) c ON d WHEN MATCHED THEN DELETE", "MERGE a SELECT b"),
            ("TRUNCATE TABLE ONLY a, b RESTART IDENTITY CASCADE", "TRUNCATE TABLE a b"),
            ("COPY a (b, c) FROM STDIN WITH (FORMAT csv)", "COPY a"),
            ("COPY (SELECT * FROM a) TO STDOUT", "COPY SELECT a"),
            ("VALUES (7, 'Ж')", "VALUES"),
            ("TABLE a", "TABLE a"),
            ("TABLE ONLY a ORDER BY b", "TABLE a"),
            ("TABLE a UNION ALL TABLE b EXCEPT SELECT * FROM c", "TABLE a TABLE b SELECT c"),
            ("SELECT * FROM a UNION (TABLE b)", "SELECT a TABLE b"),
            ("SELECT * FROM (TABLE a) b, c WHERE d IN (TABLE e)", "SELECT TABLE a c TABLE e"),
            ("INSERT INTO a TABLE b", "INSERT a TABLE b"),
            ("INSERT INTO a (b, c) TABLE d", "INSERT a TABLE d"),
            ("WITH x AS (TABLE a) TABLE x", "TABLE a TABLE"),
            ("COPY (TABLE a) TO STDOUT", "COPY TABLE a"),
            ("EXPLAIN TABLE a", "EXPLAIN TABLE a"),
            ("SELECT * INTO TABLE a FROM b", "SELECT a b"),
        ],
    );
    check::summaries(
        Mysql,
        &[
            ("INSERT IGNORE INTO a SET b = 7", "INSERT a"),
            ("INSERT a VALUES (7) ON DUPLICATE KEY UPDATE b = VALUES(b)", "INSERT a"),
            ("REPLACE INTO `a` VALUES (replace(b, 'Ж', 'Ж'))", "REPLACE `a`"),
            ("UPDATE a JOIN b ON c SET d = 7", "UPDATE a b"),
            ("UPDATE LOW_PRIORITY a, b SET d = 7, e = 7", "UPDATE a b"),
            ("DELETE a, b FROM a JOIN b ON c", "DELETE a b"),
            ("DELETE a FROM a JOIN b USING (x)", "DELETE a b"),
            ("DELETE FROM a, b USING a JOIN b USING (x)", "DELETE a b a b"),
            ("DELETE QUICK FROM a WHERE b", "DELETE a"),
            ("SELECT * FROM \"Ж\"", "SELECT"),
            ("SELECT * FROM a USE INDEX (x, y), b PARTITION (p, q)", "SELECT a b"),
            ("SELECT STRAIGHT_JOIN x FROM a STRAIGHT_JOIN b", "SELECT a b"),
        ],
    );
    check::summaries(
        Sqlite,
        &[
            ("INSERT OR REPLACE INTO a VALUES (7)", "INSERT a"),
            ("INSERT OR ; UPDATE a SET b = 7", "INSERT; UPDATE a"),
            ("UPDATE OR ; SELECT * FROM a", "UPDATE; SELECT a"),
            ("UPDATE OR IGNORE [a b] SET c = 7", "UPDATE [a b]"),
        ],
    );
    check::summaries(
        Generic,
        &[
            ("DELETE a WHERE b = 7", "DELETE a"),
            ("SELECT * FROM a CROSS APPLY f(x) OUTER APPLY (SELECT 7) y", "SELECT a f SELECT"),
        ],
    );
}

#[test]
fn a_definition_is_summarised_by_the_kind_and_name_of_its_object() {
    check::summaries(
        Postgres,
        &[
            (
                "CREATE TABLE IF NOT EXISTS a.b (c int REFERENCES d ON DELETE CASCADE ON UPDATE SET NULL)",
                "CREATE TABLE a.b",
            ),
            ("CREATE TEMP TABLE a AS SELECT * FROM b", "CREATE TABLE a SELECT b"),
            ("CREATE TABLE a AS TABLE b WITH NO DATA", "CREATE TABLE a TABLE b"),
            ("CREATE VIEW a (b) AS TABLE c", "CREATE VIEW a TABLE c"),
            ("CREATE TABLE a (b int DEFAULT 7, CHECK (b IN (7, 7)))", "CREATE TABLE a"),
            ("CREATE OR REPLACE VIEW a AS SELECT * FROM b", "CREATE VIEW a SELECT b"),
            ("REFRESH MATERIALIZED VIEW CONCURRENTLY a", "REFRESH MATERIALIZED VIEW a"),
            ("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a ON b (c)", "CREATE INDEX a"),
            ("CREATE INDEX ON b (c)", "CREATE INDEX"),
            (
                "CREATE OR REPLACE FUNCTION f(a int) RETURNS int AS $$ SELECT Ж FROM Ж $$ LANGUAGE sql",
                "CREATE FUNCTION f",
            ),
            (
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 7; DELETE FROM a; END",
                "CREATE FUNCTION f",
            ),
            (
                "ALTER TABLE IF EXISTS ONLY a ADD CONSTRAINT b FOREIGN KEY (c) REFERENCES d ON DELETE CASCADE",
                "ALTER TABLE a",
            ),
            ("DROP TABLE IF EXISTS a, \"b\" CASCADE", "DROP TABLE a \"b\""),
            ("CREATE USER bob PASSWORD Ж", "CREATE USER bob"),
            ("CREATE USER MAPPING FOR bob SERVER s OPTIONS (password 'Ж')", "CREATE USER MAPPING"),
            ("CREATE EVENT TRIGGER a ON b EXECUTE FUNCTION c()", "CREATE EVENT TRIGGER a"),
            ("CREATE FOREIGN TABLE a (b int) SERVER c", "CREATE FOREIGN TABLE a"),
            ("ALTER DEFAULT PRIVILEGES IN SCHEMA a GRANT SELECT ON TABLES TO b", "ALTER DEFAULT PRIVILEGES"),
            ("CREATE SCHEMA a", "CREATE SCHEMA a"),
            ("CREATE WHATEVER a", "CREATE"),
        ],
    );
    check::summaries(
        Mysql,
        &[
            (
                "CREATE DEFINER = 'Ж'@'Ж' TRIGGER t BEFORE UPDATE ON a FOR EACH ROW BEGIN UPDATE b SET c = 7; END",
                "CREATE TRIGGER t",
            ),
            ("CREATE USER 'Ж'@'Ж' IDENTIFIED BY 'Ж'", "CREATE USER"),
            ("CREATE TABLE a SELECT * FROM b", "CREATE TABLE a SELECT b"),
        ],
    );
}

#[test]
fn other_statements_are_summarised_by_verb_and_names() {
    check::summaries(
        Postgres,
        &[
            ("CALL s.p(7, 'Ж')", "CALL s.p"),
            ("EXPLAIN (ANALYZE, FORMAT json) SELECT * FROM a", "EXPLAIN SELECT a"),
            ("EXPLAIN ANALYZE VERBOSE DELETE FROM a", "EXPLAIN DELETE a"),
            ("EXPLAIN (SELECT * FROM a)", "EXPLAIN SELECT a"),
            ("BEGIN", "BEGIN"),
            ("BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN"),
            ("START TRANSACTION READ ONLY", "START TRANSACTION"),
            ("COMMIT; ROLLBACK", "COMMIT; ROLLBACK"),
            ("SAVEPOINT x", "SAVEPOINT"),
            ("RELEASE SAVEPOINT x", "RELEASE SAVEPOINT"),
            ("RELEASE x", "RELEASE"),
            ("ROLLBACK TO x", "ROLLBACK TO"),
            ("ROLLBACK TO SAVEPOINT x", "ROLLBACK TO SAVEPOINT"),
            ("SET LOCAL a.b = Ж", "SET a.b"),
            ("SET TIME ZONE Ж", "SET TIME ZONE"),
            ("SHOW server_version", "SHOW server_version"),
            ("RESET ALL", "RESET ALL"),
            ("DECLARE c NO SCROLL CURSOR WITH HOLD FOR SELECT * FROM a", "DECLARE SELECT a"),
            ("FETCH FORWARD 7 FROM c", "FETCH"),
            ("CLOSE c", "CLOSE"),
            ("PREPARE s (int) AS SELECT * FROM a WHERE b = $1", "PREPARE SELECT a"),
            ("EXECUTE s (7)", "EXECUTE"),
            ("DEALLOCATE s", "DEALLOCATE"),
            ("LISTEN c", "LISTEN"),
            ("UNLISTEN *", "UNLISTEN"),
            ("NOTIFY c, 'Ж'", "NOTIFY"),
            ("LOCK TABLE ONLY a, b IN SHARE MODE", "LOCK TABLE a b"),
            ("GRANT SELECT, UPDATE (x) ON TABLE a TO bob", "GRANT a"),
            ("GRANT USAGE ON SCHEMA a TO bob", "GRANT a"),
            ("REVOKE ALL ON ALL TABLES IN SCHEMA a FROM bob", "REVOKE"),
            ("GRANT r TO bob", "GRANT"),
            ("GRANT SELECT ON a, s.b TO bob, c", "GRANT a s.b"),
            ("REVOKE EXECUTE ON FUNCTION f(int, text), g() FROM bob", "REVOKE f g"),
            ("VACUUM (FULL, ANALYZE) a (b), c", "VACUUM a c"),
            ("VACUUM", "VACUUM"),
            ("ANALYZE a", "ANALYZE a"),
            ("REINDEX TABLE a", "REINDEX TABLE a"),
            ("", ""),
            (" ; ", ""),
            ("-- Ж", ""),
            ("7", ""),
            ("'Ж'", ""),
            ("DO $$ Ж $$", "DO"),
        ],
    );
    check::summaries(
        Mysql,
        &[
            ("LOCK TABLES a READ, b AS c WRITE", "LOCK TABLES a b"),
            ("DESCRIBE a", "DESCRIBE a"),
            ("EXPLAIN FORMAT=JSON SELECT * FROM a", "EXPLAIN SELECT a"),
            ("EXPLAIN FORMAT=;SELECT a FROM b", "EXPLAIN; SELECT b"),
            ("ANALYZE TABLE a, b", "ANALYZE TABLE a b"),
            ("SET @a = 7", "SET"),
        ],
    );
    check::summaries(
        Sqlite,
        &[
            ("EXPLAIN QUERY PLAN SELECT * FROM a", "EXPLAIN SELECT a"),
            ("PRAGMA table_info(a)", "PRAGMA table_info"),
            ("EXPLAIN PRAGMA a = Ж", "EXPLAIN PRAGMA a"),
        ],
    );
    check::summaries(
        Generic,
        &[
            ("{call p(?, 7)}", "call p"),
            ("{? = call p(7)}", "call p"),
            ("EXEC dbo.p 7, @b = 'Ж'", "EXEC dbo.p"),
            ("EXEC @a = p 7", "EXEC p"),
            ("EXEC p Ж, @b = Ж", "EXEC p"),
            ("EXEC ('Ж')", "EXEC"),
            ("EXECUTE p 7", "EXECUTE p"),
            ("EXECUTE PROCEDURE p (7)", "EXECUTE p"),
            ("EXECUTE IMMEDIATE 'Ж'", "EXECUTE"),
        ],
    );
    // Not a statement at all.
    assert_eq!(analyze("hunter2 is the password", Postgres, 0).summary(), "");
    assert_eq!(analyze("größe", Postgres, 0).summary(), "");
}

#[test]
fn operation_collection_and_procedure_are_named_if_there_is_one() {
    let analysis = |sql: &str| {
        let analysis = analyze(sql, Postgres, 0);
        let owned = |name: Option<&str>| name.map(str::to_owned);
        (owned(analysis.operation()), owned(analysis.collection()), owned(analysis.stored_procedure()))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(analysis("SELECT * FROM s.\"T\""), (some("SELECT"), some("s.\"T\""), None));
    assert_eq!(analysis("SELECT * FROM a JOIN b USING (c)"), (some("SELECT"), None, None));
    assert_eq!(analysis("SELECT * FROM f(7)"), (some("SELECT"), None, None));
    assert_eq!(analysis("INSERT INTO a SELECT 7"), (some("INSERT"), some("a"), None));
    assert_eq!(analysis("WITH x AS (SELECT 7 FROM a) DELETE FROM b"), (some("DELETE"), None, None));
    assert_eq!(analysis("CREATE TABLE a (b int)"), (some("CREATE TABLE"), some("a"), None));
    assert_eq!(analysis("CREATE INDEX a ON b (c)"), (some("CREATE INDEX"), None, None));
    assert_eq!(analysis("CALL p(7)"), (some("CALL"), None, some("p")));
    assert_eq!(analysis("SELECT 7; SELECT 7"), (some("SELECT"), None, None));
    assert_eq!(analysis("SELECT 7; DELETE FROM a"), (None, some("a"), None));
    assert_eq!(analysis("DELETE FROM a; DELETE FROM a"), (some("DELETE"), some("a"), None));
    assert_eq!(analysis("SELECT 7 FROM a; SELECT 7"), (None, some("a"), None));
    let full = format!("SELECT * FROM {}", ["table_name"; 30].join(", "));
    assert_eq!(analysis(&full), (some("SELECT"), None, None));
    assert_eq!(analysis(&format!("{full};;")), (some("SELECT"), None, None));
    assert_eq!(analysis(&format!("{full}; DELETE FROM a")), (None, None, None));
    assert_eq!(analysis("EXPLAIN PRAGMA a"), (some("EXPLAIN"), None, None));
    assert_eq!(analysis("SHOW x"), (some("SHOW"), None, None));
    assert_eq!(analysis(""), (None, None, None));
}

#[test]
fn a_text_has_parameters_only_if_it_is_certain_to_the_end() {
    for (dialect, sql, expected) in [
        (Postgres, "SELECT 7 WHERE a = $1", true),
        (Postgres, "SELECT a WHERE b IN (7, $1)", true),
        (Postgres, "SELECT '$1', \"$1\", a$1 -- $1", false),
        (Postgres, "SELECT a ? b", false),
        (Postgres, "SELECT $1, 'Ж", false),
        (Mysql, "SELECT ?", true),
        (Mysql, "SELECT @a, @@b", false),
        (Sqlite, "SELECT @a", true),
        (Generic, "SELECT :a", true),
        (Generic, "", false),
    ] {
        assert_eq!(analyze(sql, dialect, 0).has_parameters, expected, "{sql:?}");
    }
    let late = format!("SELECT {}$1", " ".repeat(2 * db_redact::sql::LOOKAHEAD));
    assert!(!analyze(&late, Postgres, 1024).has_parameters);
}
