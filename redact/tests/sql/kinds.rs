//! What texts do.

use db_redact::sql::Dialect::{Generic, Mysql, Postgres, Sqlite};
use db_redact::sql::Kind::{
    self, Other, Read, Savepoint, TransactionBegin, TransactionCommit, TransactionRollback, Write,
};
use db_redact::sql::{Options, analyze, inspect};

fn check(cases: &[(&str, Kind)]) {
    for (sql, kind) in cases {
        for dialect in [Postgres, Mysql, Sqlite, Generic] {
            assert_eq!(analyze(sql, dialect, 0).kind(), *kind, "{sql:?}");
            inspect(sql, Options::new(dialect, 0), |found| assert_eq!(found.kind(), *kind, "{sql:?}"));
        }
    }
}

#[test]
fn one_statement_has_the_kind_of_its_verb() {
    check(&[
        ("SELECT a FROM t", Read),
        ("select a from t for update", Read),
        ("(SELECT a FROM t) UNION (SELECT a FROM u)", Read),
        ("VALUES (1)", Read),
        ("TABLE t", Read),
        ("INSERT INTO t VALUES (1)", Write),
        ("UPDATE t SET a = 1", Write),
        ("DELETE FROM t", Write),
        ("MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE", Write),
        ("REPLACE INTO t VALUES (1)", Write),
        ("CREATE TABLE t (a int)", Other),
        ("TRUNCATE t", Other),
        ("SET a = 1", Other),
        ("CALL p(1)", Other),
        ("", Other),
        ("1", Other),
    ]);
}

#[test]
fn words_that_control_a_transaction_are_recognised_in_any_case() {
    let cases = [
        ("BEGIN", TransactionBegin),
        ("START TRANSACTION", TransactionBegin),
        ("COMMIT", TransactionCommit),
        ("END", TransactionCommit),
        ("ROLLBACK", TransactionRollback),
        ("ABORT", TransactionRollback),
        ("SAVEPOINT a", Savepoint),
        ("RELEASE a", Savepoint),
        ("RELEASE SAVEPOINT a", Savepoint),
        ("ROLLBACK TO a", Savepoint),
        ("ROLLBACK TO SAVEPOINT a", Savepoint),
    ];
    check(&cases);
    for (sql, kind) in cases {
        check(&[(&sql.to_ascii_lowercase(), kind), (&format!(" /* c */ {sql} ; "), kind)]);
    }
}

#[test]
fn options_of_a_transaction_do_not_change_its_kind() {
    check(&[
        ("BEGIN ISOLATION LEVEL SERIALIZABLE", TransactionBegin),
        ("BEGIN IMMEDIATE TRANSACTION", TransactionBegin),
        ("START TRANSACTION READ ONLY", TransactionBegin),
        ("COMMIT AND CHAIN", TransactionCommit),
        ("ROLLBACK WORK", TransactionRollback),
        ("ROLLBACK WORK TO SAVEPOINT a", Savepoint),
        ("ROLLBACK TRANSACTION TO a", Savepoint),
    ]);
}

#[test]
fn what_only_looks_like_the_control_of_a_transaction_is_something_else() {
    check(&[
        ("START REPLICA", Other),
        ("ROLLBACK PREPARED 'a'", Other),
        ("PREPARE TRANSACTION 'a'", Other),
        ("SET TRANSACTION READ ONLY", Other),
        ("commits", Other),
    ]);
}

#[test]
fn several_operations_that_agree_have_their_kind() {
    check(&[
        ("SELECT 1; SELECT 2", Read),
        ("SELECT a FROM (SELECT b FROM t) u", Read),
        ("INSERT INTO t VALUES (1); DELETE FROM t", Write),
        ("RELEASE a; SAVEPOINT a", Savepoint),
        ("COMMIT; ;", TransactionCommit),
    ]);
}

#[test]
fn a_write_among_others_makes_a_write() {
    check(&[
        ("INSERT INTO t SELECT a FROM u", Write),
        ("WITH a AS (DELETE FROM t RETURNING b) SELECT b FROM a", Write),
        ("SELECT 1; UPDATE t SET a = 1", Write),
        ("BEGIN; INSERT INTO t VALUES (1); COMMIT", Write),
        ("EXPLAIN ANALYZE DELETE FROM t", Write),
    ]);
}

#[test]
fn operations_that_differ_without_a_write_are_something_else() {
    check(&[
        ("BEGIN; SELECT 1", Other),
        ("BEGIN; COMMIT", Other),
        ("COMMIT; BEGIN", Other),
        ("ROLLBACK TO a; ROLLBACK", Other),
        ("EXPLAIN SELECT 1", Other),
        ("CREATE TABLE t AS SELECT 1", Other),
    ]);
}

#[test]
fn a_summary_that_is_full_leaves_a_write_certain_and_nothing_else() {
    let reads = "SELECT a FROM a_table; SELECT b FROM a_view; ".repeat(10);
    check(&[(&reads, Other)]);
    check(&[(&format!("DELETE FROM t; {reads}"), Write)]);
}
