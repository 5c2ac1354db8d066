//! Requests to cancel calls in a transaction: its end is never cancelled.

use db_trace_tests::poll_times;
use pg_trace::error::SqlState;

use crate::cancel_dropped_scene::{SECRET, Scene, WAIT, abandon};

#[tokio::test]
async fn late_requests_cancel_no_rollback_and_no_next_transaction() {
    let mut scene = Scene::new().await;
    scene.gate.open();
    scene.client.batch_execute("CREATE TABLE t (id int)").await.expect("a table");
    for number in 0..200 {
        let polls = usize::try_from(number % 6).expect("small");
        let client = &mut scene.client;
        let call = async {
            let transaction = client.transaction().await?;
            transaction.execute("INSERT INTO t VALUES ($1)", &[&number]).await?;
            transaction.query("SELECT 1", &[]).await
        };
        if let Some(rows) = poll_times(polls, call).await {
            rows.expect("rows");
        }
        let count: i64 = client.query_one("SELECT count(*) FROM t", &[]).await.expect("a row").get(0);
        assert_eq!(count, 0, "it was rolled back");
        let transaction = client.transaction().await.expect("begun");
        transaction.query_one("SELECT 1", &[]).await.expect("a row");
        transaction.commit().await.expect("committed");
    }
    scene.is("idle").await;
    let requests = scene.gate.requests();
    assert!(requests >= 20, "{requests} requests");
}

#[tokio::test]
async fn dropped_transaction_ends_at_the_server_while_it_waits_for_a_lock() {
    let mut scene = Scene::new().await;
    scene.gate.open();
    let client = &mut scene.client;
    let call = async {
        let transaction = client.transaction().await?;
        transaction.query(WAIT, &[]).await
    };
    abandon(&scene.holder, scene.process, call).await;
    scene.is("idle").await;
    assert_eq!(scene.gate.requests(), 1);
    scene.client.query_one("SELECT 1", &[]).await.expect("a row");
}

#[tokio::test]
async fn call_in_a_savepoint_is_not_cancelled() {
    let mut scene = Scene::new().await;
    scene.gate.open();
    let mut transaction = scene.client.transaction().await.expect("begun");
    let savepoint = transaction.savepoint("s").await.expect("a savepoint");
    abandon(&scene.holder, scene.process, savepoint.query(WAIT, &[])).await;
    drop(savepoint);
    scene.holder.batch_execute("SELECT pg_advisory_unlock(7)").await.expect("released");
    transaction.query_one("SELECT 1", &[]).await.expect("the transaction goes on");
    transaction.commit().await.expect("committed");
    assert_eq!(scene.gate.requests(), 0);
}

#[tokio::test]
async fn transaction_that_is_dropped_while_a_request_is_open_is_rolled_back_although_its_rollback_is_cancelled()
 {
    let mut scene = Scene::with_a_slow_rollback().await;
    let call = async {
        let transaction = scene.client.transaction().await?;
        transaction.execute("INSERT INTO t VALUES (1)", &[]).await?;
        transaction.query(WAIT, &[]).await
    };
    abandon(&scene.holder, scene.process, call).await;
    assert_is_rolled_back(&mut scene).await;
}

#[tokio::test]
async fn commit_that_is_dropped_while_it_waits_for_a_request_is_rolled_back_although_its_rollback_is_cancelled()
 {
    let mut scene = Scene::with_a_slow_rollback().await;
    let transaction = scene.client.transaction().await.expect("begun");
    transaction.execute("INSERT INTO t VALUES (1)", &[]).await.expect("a row");
    abandon(&scene.holder, scene.process, transaction.query(WAIT, &[])).await;
    assert!(poll_times(1, transaction.commit()).await.is_none());
    assert_is_rolled_back(&mut scene).await;
}

/// Lets the request to cancel arrive at the first rollback of a transaction that was dropped.
async fn assert_is_rolled_back(scene: &mut Scene) {
    scene.cancel_the_rollback().await;
    scene.is("idle").await;
    assert_eq!(scene.gate.requests(), 1);
    let rollback = scene.recorder.span("ROLLBACK");
    assert_eq!(rollback.attribute("dbtrace.implicit"), Some("true"), "{rollback:#?}");
    let transaction = scene.client.transaction().await.expect("begun");
    let count: i64 = transaction.query_one("SELECT count(*) FROM t", &[]).await.expect("a row").get(0);
    assert_eq!(count, 0);
    transaction.commit().await.expect("committed");
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn beginning_that_is_dropped_while_it_waits_for_a_request_sends_and_records_no_rollback() {
    let mut scene = Scene::new().await;
    abandon(&scene.holder, scene.process, scene.client.query(WAIT, &[])).await;
    scene.recorder.forget();
    assert!(poll_times(1, scene.client.transaction()).await.is_none());
    scene.gate.open();
    let refused = scene.client.batch_execute("SAVEPOINT x").await.expect_err("no transaction");
    assert_eq!(refused.code(), Some(&SqlState::NO_ACTIVE_SQL_TRANSACTION));
    let mut names = scene.recorder.names();
    names.retain(|name| name != "CANCEL");
    assert_eq!(names, ["START TRANSACTION", "SAVEPOINT"]);
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn transaction_in_the_text_of_a_dropped_call_is_not_cancelled_and_leaves_nothing_open() {
    let scene = Scene::new().await;
    scene.gate.open();
    let text = "BEGIN; SELECT pg_advisory_xact_lock(7), 'Xq7Secret'; COMMIT";
    abandon(&scene.holder, scene.process, scene.client.batch_execute(text)).await;
    scene.release().await;
    scene.is("idle").await;
    // A constraint that is checked at the end, by a function that waits.
    let table = "CREATE TABLE t (id int);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER c AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()";
    scene.holder.batch_execute(table).await.expect("a table");
    scene.client.batch_execute("BEGIN").await.expect("begun");
    scene.client.batch_execute("INSERT INTO t VALUES (1)").await.expect("inserted");
    scene.holder.batch_execute("SELECT pg_advisory_lock(7)").await.expect("the lock");
    abandon(&scene.holder, scene.process, scene.client.batch_execute("COMMIT")).await;
    scene.release().await;
    scene.is("idle").await;
    let count: i64 = scene.client.query_one("SELECT count(*) FROM t", &[]).await.expect("a row").get(0);
    assert_eq!(count, 1);
    assert_eq!(scene.gate.requests(), 0);
    scene.recorder.assert_never_seen(&[SECRET]);
}
