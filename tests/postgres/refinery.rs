//! Migrations by refinery on a traced client.

use db_trace_tests::Recorder;
use pg_trace::Client;
use refinery::{Migration, Runner, Target};

use crate::client::connect_quietly;

/// A runner with a table of its own: the tests share a database.
fn runner(table: &str) -> Runner {
    let sql = format!("CREATE TABLE {table}_books (title text DEFAULT 'Xq7Title')");
    let mut runner = Runner::new(&[Migration::unapplied("V1__create_books", &sql).expect("a migration")]);
    runner.set_migration_table_name(format!("{table}_history"));
    runner
}

async fn client(recorder: &Recorder) -> Client {
    connect_quietly(recorder).await
}

#[tokio::test]
async fn each_statement_of_a_migration_is_one_span() {
    let recorder = Recorder::new();
    let mut client = client(&recorder).await;
    let report = runner("traced").run_async(&mut client).await.expect("migrated");
    assert_eq!(report.applied_migrations().len(), 1);
    let expected = [
        &["START TRANSACTION", "CREATE TABLE traced_history", "COMMIT"][..],
        &["START TRANSACTION", "SELECT traced_history", "COMMIT"],
        &["START TRANSACTION", "CREATE TABLE traced_books", "INSERT traced_history", "COMMIT"],
    ];
    assert_eq!(recorder.names(), expected.concat());
    recorder.assert_never_seen(&["Xq7", "create_books"]);
}

#[tokio::test]
async fn applied_migration_is_read_back_and_not_applied_again() {
    let recorder = Recorder::new();
    let mut client = client(&recorder).await;
    let runner = runner("twice");
    runner.run_async(&mut client).await.expect("migrated");
    let applied = runner.get_applied_migrations_async(&mut client).await.expect("migrations");
    let [applied] = applied.as_slice() else { panic!("{applied:?}") };
    assert_eq!((applied.name(), applied.version()), ("create_books", 1));
    assert_eq!(applied.checksum(), runner.get_migrations()[0].checksum());
    assert!(applied.applied_on().is_some());
    let again = runner.set_target(Target::Latest).run_async(&mut client).await.expect("nothing to do");
    assert!(again.applied_migrations().is_empty());
}

#[tokio::test]
async fn failed_migration_is_rolled_back_and_its_span_has_failed() {
    let recorder = Recorder::new();
    let mut client = client(&recorder).await;
    let failing = [Migration::unapplied("V1__fail", "SELECT 'Xq7' FROM missing").expect("a migration")];
    let mut runner = Runner::new(&failing);
    runner
        .set_migration_table_name("failing_history")
        .run_async(&mut client)
        .await
        .expect_err("no such table");
    let failed: Vec<_> =
        recorder.spans().into_iter().filter(|span| span.attribute("error.type").is_some()).collect();
    let [failed] = failed.as_slice() else { panic!("{failed:#?}") };
    assert_eq!((failed.name.as_str(), failed.attribute("error.type")), ("SELECT missing", Some("42P01")));
    assert_eq!(recorder.names().last().map(String::as_str), Some("ROLLBACK"));
    recorder.assert_never_seen(&["Xq7"]);
}

#[tokio::test]
async fn row_that_refinery_did_not_write_is_an_error() {
    let recorder = Recorder::new();
    let mut client = client(&recorder).await;
    let runner = runner("strange");
    runner.run_async(&mut client).await.expect("migrated");
    client.batch_execute("UPDATE strange_history SET checksum = 'Xq7'").await.expect("a row");
    let error = runner.get_applied_migrations_async(&mut client).await.expect_err("no number");
    assert!(error.to_string().contains("error getting applied migrations"), "{error}");
}
