//! The context in `application_name`.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;

use db_trace_tests::{Recorder, poll_times};
use futures_util::future::join;
use futures_util::{FutureExt as _, TryStreamExt as _};
use opentelemetry::Context;
use opentelemetry::trace::{FutureExt as _, TraceContextExt as _};
use pg_trace::error::SqlState;
use pg_trace::types::{ToSql, Type};
use pg_trace::{CancelToken, Client, NoTls, SessionContext, SimpleQueryMessage};

use super::scene::{
    CONFIGURED, NAME, SECRET, client, client_of, only, traceparent, unsampled, untraced_name, url,
};
use crate::client::connect_to;

const NONE: [(&(dyn ToSql + Sync), Type); 0] = [];

/// Keeps the name.
const KEEP: &str = "INSERT INTO seen SELECT current_setting('application_name')";

async fn naming(recorder: &Recorder) -> Client {
    let client = client(recorder, SessionContext::ApplicationName).await;
    client.inner().batch_execute("CREATE TEMPORARY TABLE seen (name text)").await.expect("a table");
    client
}

/// The name that a statement has kept, read without a trace.
async fn kept(client: &Client) -> String {
    let row = client.inner().query_one("DELETE FROM seen RETURNING name", &[]).await.expect("a name");
    row.get(0)
}

fn first(messages: &[SimpleQueryMessage]) -> String {
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    row.expect("a row").to_owned()
}

#[tokio::test]
async fn each_method_runs_under_the_traceparent_of_its_own_span() {
    let recorder = Recorder::new();
    let mut client = naming(&recorder).await;
    let statement = client.prepare(NAME).await.expect("a statement");
    let keep = client.prepare(KEEP).await.expect("a statement");
    recorder.forget();

    let rows = client.query(NAME, &[]).await.expect("rows");
    assert_eq!(rows[0].get::<_, String>(0), only(&recorder), "query of a text");
    let rows = client.query(&statement, &[]).await.expect("rows");
    assert_eq!(rows[0].get::<_, String>(0), only(&recorder), "query of a statement");
    let row = client.query_one(&statement, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), only(&recorder), "query_one");
    let row = client.query_opt(&statement, &[]).await.expect("a row").expect("a row");
    assert_eq!(row.get::<_, String>(0), only(&recorder), "query_opt");
    let names: Vec<String> = client.query_scalar(NAME, &[]).await.expect("rows");
    assert_eq!(names, [only(&recorder)], "query_scalar");
    let name: String = client.query_one_scalar(NAME, &[]).await.expect("a row");
    assert_eq!(name, only(&recorder), "query_one_scalar");
    let name: Option<String> = client.query_opt_scalar(NAME, &[]).await.expect("a row");
    assert_eq!(name, Some(only(&recorder)), "query_opt_scalar");
    for text in [false, true] {
        let none: [&(dyn ToSql + Sync); 0] = [];
        let rows =
            if text { client.query_raw(NAME, none).await } else { client.query_raw(&statement, none).await };
        let rows: Vec<_> = rows.expect("rows").try_collect().await.expect("rows");
        assert_eq!(rows[0].get::<_, String>(0), only(&recorder), "query_raw");
    }
    let rows = client.query_typed(NAME, &NONE).await.expect("rows");
    assert_eq!(rows[0].get::<_, String>(0), only(&recorder), "query_typed");
    let row = client.query_typed_one(NAME, &NONE).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), only(&recorder), "query_typed_one");
    let row = client.query_typed_opt(NAME, &NONE).await.expect("a row").expect("a row");
    assert_eq!(row.get::<_, String>(0), only(&recorder), "query_typed_opt");
    let rows: Vec<_> =
        client.query_typed_raw(NAME, NONE).await.expect("rows").try_collect().await.expect("rows");
    assert_eq!(rows[0].get::<_, String>(0), only(&recorder), "query_typed_raw");
    let messages = client.simple_query(NAME).await.expect("rows");
    assert_eq!(first(&messages), only(&recorder), "simple_query");
    let messages: Vec<_> =
        client.simple_query_raw(NAME).await.expect("rows").try_collect().await.expect("rows");
    assert_eq!(first(&messages), only(&recorder), "simple_query_raw");
    client.batch_execute(KEEP).await.expect("kept");
    assert_eq!(kept(&client).await, only(&recorder), "batch_execute");
    client.execute(KEEP, &[]).await.expect("kept");
    assert_eq!(kept(&client).await, only(&recorder), "execute of a text");
    client.execute(&keep, &[]).await.expect("kept");
    assert_eq!(kept(&client).await, only(&recorder), "execute of a statement");
    client.execute_raw(KEEP, [""; 0]).await.expect("kept");
    assert_eq!(kept(&client).await, only(&recorder), "execute_raw");
    client.execute_typed(KEEP, &NONE).await.expect("kept");
    assert_eq!(kept(&client).await, only(&recorder), "execute_typed");
    let copied: Vec<_> = client
        .copy_out("COPY (SELECT current_setting('application_name')) TO STDOUT")
        .await
        .expect("a stream")
        .try_collect()
        .await
        .expect("rows");
    assert_eq!(copied.concat(), format!("{}\n", only(&recorder)).as_bytes(), "copy_out");
    let default =
        "ALTER TABLE seen ADD column n int, ALTER name SET DEFAULT current_setting('application_name')";
    client.inner().batch_execute(default).await.expect("altered");
    let sink = client.copy_in("COPY seen (n) FROM STDIN").await.expect("a sink");
    let mut sink = pin!(sink);
    futures_util::SinkExt::send(&mut sink, &b"7\n"[..]).await.expect("sent");
    assert_eq!(sink.finish().await.expect("copied"), 1);
    assert_eq!(kept(&client).await, only(&recorder), "copy_in");

    let transaction = client.transaction().await.expect("begun");
    recorder.forget();
    let portal = transaction.bind(NAME, &[]).await.expect("bound");
    recorder.forget();
    let rows = transaction.query_portal(&portal, 0).await.expect("rows");
    assert_eq!(rows[0].get::<_, String>(0), only(&recorder), "query_portal");
    recorder.assert_never_seen(&[SECRET, "application_name TO"]);
}

#[tokio::test]
async fn statement_in_front_leaves_no_span_and_no_measurement() {
    let recorder = Recorder::new();
    let client = naming(&recorder).await;
    for _ in 0..3 {
        client.query_one(NAME, &[]).await.expect("a row");
        untraced_name(&client).await;
    }
    assert_eq!(recorder.names(), ["SELECT"; 3]);
    let durations = recorder.durations();
    let calls = durations.iter().filter(|one| one.attributes["db.query.summary"] == "SELECT");
    assert_eq!(calls.map(|one| one.count).sum::<u64>(), 6);
    assert_eq!(durations.len(), 2, "CONNECT and SELECT: {durations:?}");
}

#[tokio::test]
async fn call_without_a_sampled_span_runs_under_the_configured_name() {
    let recorder = Recorder::new();
    let url = url().await;
    let telemetry = recorder
        .builder()
        .session_context(SessionContext::ApplicationName)
        .filter(|operation| operation.summary() != Some("SELECT filtered"))
        .build();
    let client = connect_to(&url, telemetry).await;
    client.inner().batch_execute("CREATE TEMPORARY TABLE filtered (x int)").await.expect("a table");
    let statement = client.inner().prepare(NAME).await.expect("a statement");
    let traced = async || client.query_one(NAME, &[]).await.expect("a row").get::<_, String>(0);
    recorder.forget();

    assert_eq!(traced().await, only(&recorder));
    assert_eq!(untraced_name(&client).await, CONFIGURED, "unsampled");
    assert_eq!(traced().await, only(&recorder));
    let suppressed = Context::current().with_telemetry_suppressed();
    let row = client.query_one(NAME, &[]).with_context(suppressed).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), CONFIGURED, "suppressed");
    assert_eq!(traced().await, only(&recorder));
    let filtered = "SELECT max(current_setting('application_name')) FROM filtered";
    let name: Option<String> = client.query_one_scalar(filtered, &[]).await.expect("a row");
    assert_eq!(name, None, "nothing is in the table");
    let row = client.inner().query_one(&statement, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), CONFIGURED, "after a filtered call");
    assert_eq!(traced().await, only(&recorder));
    client.check_connection().await.expect("alive");
    let row = client.inner().query_one(&statement, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), CONFIGURED, "after a health check");
    assert_eq!(traced().await, only(&recorder));
    let driver = client.into_inner();
    let row = driver.query_one(&statement, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), CONFIGURED, "without the wrapper");
}

#[tokio::test]
async fn name_is_right_in_and_after_a_transaction_however_it_ends() {
    let recorder = Recorder::new();
    let mut client = naming(&recorder).await;
    for end in ["commit", "rollback", "drop"] {
        {
            // Its beginning is outside, and its name what a rollback brings back.
            let mut transaction = client.transaction().await.expect("begun");
            recorder.forget();
            let row = transaction.query_one(NAME, &[]).await.expect("a row");
            assert_eq!(row.get::<_, String>(0), only(&recorder), "in a transaction");
            assert_eq!(untraced_name(transaction.client()).await, CONFIGURED, "unsampled in a transaction");
            let nested = transaction.savepoint("s").await.expect("a savepoint");
            recorder.forget();
            let row = nested.query_one(NAME, &[]).await.expect("a row");
            assert_eq!(row.get::<_, String>(0), only(&recorder), "in a savepoint");
            assert_eq!(untraced_name(nested.client()).await, CONFIGURED, "unsampled in a savepoint");
            nested.rollback().await.expect("rolled back");
            assert_eq!(untraced_name(transaction.client()).await, CONFIGURED, "after a savepoint");
            drop(transaction.transaction().await.expect("a savepoint"));
            assert_eq!(untraced_name(transaction.client()).await, CONFIGURED, "after a dropped savepoint");
            match end {
                "commit" => transaction.commit().with_context(unsampled()).await.expect("committed"),
                "rollback" => transaction.rollback().with_context(unsampled()).await.expect("rolled back"),
                _ => {
                    let _unsampled = unsampled().attach();
                    drop(transaction);
                }
            }
        }
        assert_eq!(untraced_name(&client).await, CONFIGURED, "after a {end}");
        recorder.forget();
        let row = client.query_one(NAME, &[]).await.expect("a row");
        assert_eq!(row.get::<_, String>(0), only(&recorder), "traced after a {end}");
    }
}

#[tokio::test]
async fn name_is_right_after_transactions_in_texts() {
    let recorder = Recorder::new();
    let client = naming(&recorder).await;
    for texts in [
        ["BEGIN", "SELECT 1", "ROLLBACK"],
        ["SELECT 1; BEGIN; SELECT 2", "SELECT 1", "ROLLBACK; SELECT 1"],
        ["BEGIN", "COMMIT AND CHAIN", "ROLLBACK"],
        ["BEGIN; SAVEPOINT s", "ROLLBACK TO s", "ABORT"],
        ["BEGIN", "PREPARE TRANSACTION 'x'", "SELECT 1"],
    ] {
        client.batch_execute(texts[0]).await.expect("begun");
        client.batch_execute(texts[1]).await.ok();
        let row = client.query_one(NAME, &[]).await.expect("a row");
        let name = recorder.spans().last().map(traceparent);
        assert_eq!(Some(row.get::<_, String>(0)), name, "{texts:?}");
        assert_eq!(untraced_name(&client).await, CONFIGURED, "{texts:?}");
        client.batch_execute(texts[2]).with_context(unsampled()).await.expect("ended");
        assert_eq!(untraced_name(&client).await, CONFIGURED, "{texts:?}");
    }
}

#[tokio::test]
async fn error_in_an_aborted_transaction_is_the_drivers() {
    let recorder = Recorder::new();
    let mut client = naming(&recorder).await;
    let url = url().await;
    let (mut plain, connection) = tokio_postgres::connect(&url, NoTls).await.expect("connected");
    tokio::spawn(connection);

    let transaction = client.transaction().await.expect("begun");
    let expected = plain.transaction().await.expect("begun");
    for text in ["SELECT 1 / 0", "SELECT 1", "SELECT nothing", "COMMIT PREPARED 'Xq7Secret'"] {
        let (one, other) = (transaction.query(text, &[]).await, expected.query(text, &[]).await);
        let (one, other) = (one.expect_err("an error"), other.expect_err("an error"));
        assert_eq!(one.to_string(), other.to_string(), "{text}");
        assert_eq!(one.as_db_error(), other.as_db_error(), "{text}");
        let (one, other) = (transaction.batch_execute(text).await, expected.batch_execute(text).await);
        let (one, other) = (one.expect_err("an error"), other.expect_err("an error"));
        assert_eq!(one.as_db_error(), other.as_db_error(), "{text}");
    }
    transaction.rollback().await.expect("rolled back");
    assert_eq!(untraced_name(&client).await, CONFIGURED);
    recorder.forget();
    let row = client.query_one(NAME, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), only(&recorder));
    recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn savepoint_of_an_aborted_transaction_is_returned_to_under_the_right_name() {
    let recorder = Recorder::new();
    let mut client = naming(&recorder).await;
    let mut transaction = client.transaction().await.expect("begun");
    let nested = transaction.transaction().await.expect("a savepoint");
    nested.query("SELECT 1 / 0", &[]).await.expect_err("an error");
    nested.query(NAME, &[]).with_context(unsampled()).await.expect_err("aborted");
    nested.rollback().with_context(unsampled()).await.expect("rolled back");
    assert_eq!(untraced_name(transaction.client()).await, CONFIGURED);
    recorder.forget();
    let row = transaction.query_one(NAME, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), only(&recorder));
}

#[tokio::test]
async fn call_that_is_dropped_at_any_poll_leaves_the_names_of_the_next_calls_right() {
    let recorder = Recorder::new();
    let client = naming(&recorder).await;
    for polls in 0.. {
        let ended = poll_times(polls, client.query_one(NAME, &[])).await.is_some();
        assert_eq!(untraced_name(&client).await, CONFIGURED, "{polls} polls");
        let ended_too = poll_times(polls, client.query_one(NAME, &[])).await.is_some();
        recorder.forget();
        let row = client.query_one(NAME, &[]).await.expect("a row");
        assert_eq!(row.get::<_, String>(0), only(&recorder), "{polls} polls");
        if ended && ended_too {
            break;
        }
    }
}

#[tokio::test]
async fn beginning_that_is_dropped_at_any_poll_leaves_the_name_right() {
    let recorder = Recorder::new();
    let mut client = naming(&recorder).await;
    for polls in 0.. {
        let ended = poll_times(polls, client.transaction()).await.is_some();
        assert_eq!(untraced_name(&client).await, CONFIGURED, "{polls} polls");
        assert_eq!(untraced_name(&client).await, CONFIGURED, "{polls} polls");
        if ended {
            break;
        }
    }
}

#[tokio::test]
async fn query_that_the_server_cancels_fails_as_without_a_name() {
    async fn cancel(token: CancelToken, url: String) {
        let (watcher, connection) = tokio_postgres::connect(&url, NoTls).await.expect("connected");
        tokio::spawn(connection);
        let sleeping = "SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'PgSleep'";
        while watcher.query_opt(sleeping, &[]).await.expect("the view").is_none() {
            tokio::task::yield_now().await;
        }
        token.cancel_query(NoTls).await.expect("cancelled");
    }
    let recorder = Recorder::new();
    let url = url().await;
    let mut client = client_of(&url, &recorder, SessionContext::ApplicationName).await;
    let cancelling = tokio::spawn(cancel(client.cancel_token(), url));
    let transaction = client.transaction().await.expect("begun");
    let error = transaction.query("SELECT pg_sleep(60)", &[]).await.expect_err("cancelled");
    assert_eq!(error.code().map(SqlState::code), Some("57014"));
    cancelling.await.expect("no panic");
    transaction.rollback().await.expect("rolled back");
    assert_eq!(untraced_name(&client).await, CONFIGURED);
}

#[tokio::test]
async fn streamed_rows_have_the_name_of_their_call_while_another_call_waits() {
    let recorder = Recorder::new();
    let client = naming(&recorder).await;
    let many = "SELECT current_setting('application_name') FROM generate_series(1, 20000)";
    let none: [&(dyn ToSql + Sync); 0] = [];
    let stream = client.query_raw(many, none).await.expect("a stream");
    let rows = stream.map_ok(|row| row.get::<_, String>(0)).try_collect::<BTreeSet<_>>();
    let name = client.query_one(NAME, &[]).map(|row| row.expect("a row").get::<_, String>(0));
    let (rows, name) = join(rows, name).await;
    let spans: BTreeSet<_> = recorder.spans().iter().map(traceparent).collect();
    let rows = rows.expect("rows");
    assert_eq!(rows.len(), 1, "all rows of a call have its name");
    assert_eq!(rows.into_iter().chain([name]).collect::<BTreeSet<_>>(), spans);
    drop(client.query_raw(many, none).await.expect("a stream"));
    assert_eq!(untraced_name(&client).await, CONFIGURED, "after a stream that was dropped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_that_share_a_client_run_under_their_own_names() {
    async fn calls(client: Arc<Client>, recorder: Arc<Recorder>, task: usize) {
        let statement = client.prepare(NAME).with_context(unsampled()).await.expect("a statement");
        for call in 0..100 {
            if (task + call).is_multiple_of(3) {
                assert_eq!(untraced_name(&client).await, CONFIGURED);
                continue;
            }
            let parent = recorder.parent("parent");
            let trace = parent.span().span_context().trace_id().to_string();
            // Several steps, one step, and one step of a text.
            let name: String = match call % 3 {
                0 => client.query_one(NAME, &[]).with_context(parent).await.expect("a row").get(0),
                1 => client.query_one(&statement, &[]).with_context(parent).await.expect("a row").get(0),
                _ => first(&client.simple_query(NAME).with_context(parent).await.expect("a row")),
            };
            let parts: Vec<&str> = name.split('-').collect();
            assert!(matches!(parts.as_slice(), ["00", of, _, "01"] if *of == trace), "{name} of {trace}");
        }
    }
    let recorder = Arc::new(Recorder::new());
    let client = Arc::new(naming(&recorder).await);
    let tasks: Vec<_> =
        (0..6).map(|task| tokio::spawn(calls(Arc::clone(&client), Arc::clone(&recorder), task))).collect();
    for task in tasks {
        task.await.expect("no panic");
    }
}

#[tokio::test]
async fn name_that_the_program_sets_stays() {
    let recorder = Recorder::new();
    for set in ["SET application_name = 'own'", "SELECT set_config('application_name', 'own', false)"] {
        let client = naming(&recorder).await;
        client.query_one(NAME, &[]).await.expect("a row");
        client.batch_execute(set).await.expect("set");
        let row = client.query_one(NAME, &[]).await.expect("a row");
        assert_eq!(row.get::<_, String>(0), "own", "traced, {set}");
        assert_eq!(untraced_name(&client).await, "own", "{set}");
    }
}

#[tokio::test]
async fn session_without_the_setting_keeps_its_name() {
    let recorder = Recorder::new();
    let client = client(&recorder, SessionContext::Off).await;
    let row = client.query_one(NAME, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), CONFIGURED);
}
