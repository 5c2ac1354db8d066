//! Values and secrets that need no quotes.

use crate::check;
use db_redact::sql::Dialect::{Generic, Mysql, Postgres, Sqlite};

#[test]
fn passwords_are_hidden_with_and_without_quotes() {
    check::texts(
        Postgres,
        &[
            (
                "CREATE ROLE r LOGIN PASSWORD 'Ж' VALID UNTIL '7'",
                "CREATE ROLE r LOGIN PASSWORD ? VALID UNTIL ?",
            ),
            ("ALTER USER r WITH ENCRYPTED PASSWORD Ж", "ALTER USER r WITH ENCRYPTED PASSWORD ?"),
            ("ALTER USER r PASSWORD .Ж PASSWORD Ж", "ALTER USER r PASSWORD ? PASSWORD ?"),
            ("ALTER USER r PASSWORD Ж!Ж-7 VALID", "ALTER USER r PASSWORD ? VALID"),
            ("ALTER USER r PASSWORD \"Ж\"", "ALTER USER r PASSWORD ?"),
            ("ALTER USER r PASSWORD NULL", "ALTER USER r PASSWORD NULL"),
            ("ALTER USER r PASSWORD $1", "ALTER USER r PASSWORD $1"),
            ("ALTER USER r PASSWORD = Ж", "ALTER USER r PASSWORD = ?"),
            ("ALTER LOGIN r WITH PASSWORD=Ж, b=c", "ALTER LOGIN r WITH PASSWORD=?, b=c"),
            ("SELECT password FROM t WHERE password = a", "SELECT password FROM t WHERE password = a"),
            ("CREATE TABLE t (password text, b int)", "CREATE TABLE t (password text, b int)"),
            ("GRANT SELECT (password, b) ON t TO r", "GRANT SELECT (password, b) ON t TO r"),
            ("UPDATE t SET password = crypt($1, b)", "UPDATE t SET password = crypt($1, b)"),
        ],
    );
    check::texts(
        Mysql,
        &[
            ("CREATE USER r IDENTIFIED BY Ж REQUIRE SSL", "CREATE USER r IDENTIFIED BY ? REQUIRE SSL"),
            ("CREATE USER r IDENTIFIED BY PASSWORD Ж", "CREATE USER r IDENTIFIED BY ? ?"),
            (
                "ALTER USER r IDENTIFIED WITH p BY Ж REPLACE Ж",
                "ALTER USER r IDENTIFIED WITH p BY ? REPLACE ?",
            ),
            ("ALTER USER r IDENTIFIED WITH p AS 'Ж'", "ALTER USER r IDENTIFIED WITH p AS ?"),
            (
                "GRANT ALL ON d.t TO r IDENTIFIED BY Ж;SELECT a",
                "GRANT ALL ON d.t TO r IDENTIFIED BY ?;SELECT a",
            ),
            ("SET PASSWORD FOR r = Ж", "SET PASSWORD FOR r = ?"),
            ("SET PASSWORD = PASSWORD('Ж')", "SET PASSWORD = ?"),
            ("CHANGE MASTER TO MASTER_PASSWORD=Ж, a=b", "CHANGE MASTER TO MASTER_PASSWORD=?, a=b"),
            ("CREATE USER r IDENTIFIED VIA p USING PASSWORD('Ж')", "CREATE USER r IDENTIFIED VIA p USING ?)"),
        ],
    );
    check::texts(
        Generic,
        &[
            ("CREATE DATABASE LINK l IDENTIFIED BY Ж", "CREATE DATABASE LINK l IDENTIFIED BY ?"),
            (
                "CREATE TABLE t (a int ENCRYPT IDENTIFIED BY Ж, password int)",
                "CREATE TABLE t (a int ENCRYPT IDENTIFIED BY ?, password int)",
            ),
            (
                "ALTER TABLE t MODIFY (password ENCRYPT USING 'Ж' IDENTIFIED BY \"Ж\" SALT)",
                "ALTER TABLE t MODIFY (password ENCRYPT USING ? IDENTIFIED BY ? SALT)",
            ),
            ("SELECT identified FROM t ORDER BY a", "SELECT identified FROM t ORDER BY a"),
            ("SET ROLE r IDENTIFIED BY Ж", "SET ROLE r IDENTIFIED BY ?"),
            (
                "ADMINISTER KEY MANAGEMENT ALTER KEYSTORE PASSWORD IDENTIFIED BY Ж SET Ж WITH BACKUP",
                "ADMINISTER KEY MANAGEMENT ALTER KEYSTORE PASSWORD ? BY ? SET ? WITH BACKUP",
            ),
            (
                "CREATE USER r IDENTIFIED WITH sha256_password BY Ж",
                "CREATE USER r IDENTIFIED WITH sha256_password BY ?",
            ),
        ],
    );
    check::texts(
        Sqlite,
        &[
            ("ATTACH 'Ж' AS a KEY Ж", "ATTACH ? AS a KEY ?"),
            ("ATTACH 'Ж' AS a (ENCRYPTION_KEY Ж, b c)", "ATTACH ? AS a (ENCRYPTION_KEY ?, b c)"),
        ],
    );
}

#[test]
fn arguments_of_a_procedure_are_hidden_without_quotes() {
    check::texts(
        Generic,
        &[
            ("EXEC sp_addlogin Ж, Ж", "EXEC sp_addlogin ?, ?"),
            (
                "EXECUTE @a = d..p @b = Ж, @c = \"Ж\", @d OUTPUT",
                "EXECUTE @a = d..p @b = ?, @c = ?, @d OUTPUT",
            ),
            ("exec d.p [Ж], 7, NULL, DEFAULT, N'Ж'", "exec d.p ?, ?, NULL, DEFAULT, ?"),
            ("EXEC p @a, Ж WITH RECOMPILE; SELECT b", "EXEC p @a, ?; SELECT b"),
            ("EXEC p Ж.Ж, /* , */ f(Ж, 7)", "EXEC p ?,  ?"),
            ("EXPLAIN EXEC p Ж", "EXPLAIN EXEC p ?"),
            ("EXEC 7 = p Ж, 7 = Ж", "EXEC ? = p ?, ? = ?"),
            ("EXECUTE p USING @a, @b", "EXECUTE p USING @a, @b"),
            ("EXECUTE p INTO a USING b", "EXECUTE p INTO a USING b"),
            ("EXECUTE PROCEDURE p (a, 7)", "EXECUTE PROCEDURE p (a, ?)"),
            ("EXECUTE AS USER = 'Ж'", "EXECUTE AS USER = ?"),
            ("EXECUTE IMMEDIATE a", "EXECUTE IMMEDIATE a"),
            ("EXEC (@a)", "EXEC (@a)"),
            ("EXEC", "EXEC"),
        ],
    );
    check::texts(Postgres, &[("EXECUTE p (a, 'Ж')", "EXECUTE p (a, ?)")]);
}

#[test]
fn secrets_of_connections_are_hidden() {
    check::texts(
        Generic,
        &[
            ("CONNECT TO d USER u USING Ж", "CONNECT TO d USER u USING ?"),
            ("CONNECT TO d USER u USING Ж NEW Ж CONFIRM Ж", "CONNECT TO d USER u USING ? NEW ? CONFIRM ?"),
            ("CONNECT u IDENTIFIED BY Ж USING 'd'", "CONNECT u IDENTIFIED BY ? USING ?"),
            ("CONNECT u; SELECT a FROM b JOIN c USING (d)", "CONNECT u; SELECT a FROM b JOIN c USING (d)"),
            ("CREATE SECRET (TYPE s3, KEY_ID Ж, SECRET Ж)", "CREATE SECRET (?)"),
            (
                "CREATE OR REPLACE PERSISTENT SECRET s IN f (TYPE s3, SECRET Ж)",
                "CREATE OR REPLACE PERSISTENT SECRET s IN f (?)",
            ),
            ("CREATE SECRET s (TYPE s3, SECRET Ж", "CREATE SECRET s (?"),
            ("CREATE TABLE secret (a int)", "CREATE TABLE secret (a int)"),
        ],
    );
}

#[test]
fn an_explained_statement_is_hidden_like_the_statement_itself() {
    check::texts(
        Sqlite,
        &[
            ("EXPLAIN PRAGMA key = Ж", "EXPLAIN PRAGMA key = ?"),
            ("EXPLAIN QUERY PLAN PRAGMA key(Ж)", "EXPLAIN QUERY PLAN PRAGMA key(?)"),
            ("EXPLAIN ATTACH 'Ж' AS a KEY Ж", "EXPLAIN ATTACH ? AS a KEY ?"),
            ("EXPLAIN QUERY PLAN SELECT password FROM t", "EXPLAIN QUERY PLAN SELECT password FROM t"),
        ],
    );
    check::texts(
        Postgres,
        &[
            (
                "EXPLAIN (ANALYZE, VERBOSE) SELECT password b FROM t",
                "EXPLAIN (ANALYZE, VERBOSE) SELECT password b FROM t",
            ),
            ("EXPLAIN CREATE ROLE r PASSWORD Ж", "EXPLAIN CREATE ROLE r PASSWORD ?"),
            ("EXPLAIN ALTER SYSTEM SET a = Ж", "EXPLAIN ALTER SYSTEM SET a = ?"),
            ("EXPLAIN a PASSWORD Ж", "EXPLAIN a PASSWORD ?"),
            ("EXPLAIN UPDATE t SET password = b", "EXPLAIN UPDATE t SET password = b"),
        ],
    );
}

#[test]
fn values_of_settings_are_hidden() {
    check::texts(
        Postgres,
        &[
            ("SET search_path TO Ж, Ж", "SET search_path TO ?"),
            ("SET LOCAL app.x = Ж; SELECT a", "SET LOCAL app.x = ?; SELECT a"),
            ("SET x = $1", "SET x = $1"),
            ("SET x = ", "SET x = "),
            ("SET TIME ZONE Ж", "SET TIME ZONE ?"),
            ("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"),
            ("ALTER ROLE r SET app.x TO Ж", "ALTER ROLE r SET app.x TO ?"),
            ("ALTER SYSTEM SET x = Ж", "ALTER SYSTEM SET x = ?"),
            (
                "ALTER TABLE t ALTER a SET DEFAULT 7, ADD b int",
                "ALTER TABLE t ALTER a SET DEFAULT ?, ADD b int",
            ),
            ("UPDATE t SET a = b, c = 7", "UPDATE t SET a = b, c = ?"),
        ],
    );
    check::texts(
        Mysql,
        &[("SET @a = 7, b = Ж", "SET @a = ?, b = ?"), ("SET GLOBAL a := Ж", "SET GLOBAL a := ?")],
    );
    check::texts(
        Sqlite,
        &[
            ("PRAGMA key = Ж", "PRAGMA key = ?"),
            ("PRAGMA key('Ж')", "PRAGMA key(?)"),
            ("PRAGMA table_info(Ж);", "PRAGMA table_info(?);"),
        ],
    );
}

#[test]
fn values_of_options_and_payloads_are_hidden() {
    check::texts(
        Postgres,
        &[
            ("COPY t (a, b) FROM STDIN", "COPY t (a, b) FROM STDIN"),
            (
                "COPY t FROM STDIN (FORMAT Ж, HEADER, NULL 'Ж')",
                "COPY t FROM STDIN (FORMAT ?, HEADER, NULL ?)",
            ),
            (
                "COPY t TO STDOUT WITH (FORCE_QUOTE (Ж, Ж), DELIMITER ',')",
                "COPY t TO STDOUT WITH (FORCE_QUOTE ?, DELIMITER ?)",
            ),
            ("COPY (SELECT a FROM t WHERE b = 7) TO 'Ж' CSV", "COPY (SELECT a FROM t WHERE b = ?) TO ? CSV"),
            ("COPY t FROM '/Ж' WHERE (a > 7)", "COPY t FROM ? WHERE (a > ?)"),
            ("COPY t (a) FROM stdin;\n1\tЖ\nit's\t2\n\\.\n\nSELECT 1", "COPY t (a) FROM stdin;?"),
            ("SELECT 1; copy t FROM/**/STDIN CSV; Ж", "SELECT ?; copy t FROM STDIN CSV;?"),
            ("COPY t FROM STDIN; \n", "COPY t FROM STDIN; \n"),
            (
                "COPY t TO STDOUT; SELECT a FROM stdin; SELECT b",
                "COPY t TO STDOUT; SELECT a FROM stdin; SELECT b",
            ),
            ("NOTIFY c, 'Ж'", "NOTIFY c, ?"),
            ("DO $$ Ж $$", "DO ?"),
            ("COMMENT ON TABLE t IS 'Ж'", "COMMENT ON TABLE t IS ?"),
            (
                "CREATE FUNCTION f() RETURNS int AS $$ SELECT 7 $$ LANGUAGE sql",
                "CREATE FUNCTION f() RETURNS int AS ? LANGUAGE sql",
            ),
        ],
    );
}
