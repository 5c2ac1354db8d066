//! Comments in the texts that are sent, as the server sees them.

use std::pin::pin;

use db_testcontainers::Postgres;
use db_trace_tests::Recorder;
use futures_util::TryStreamExt as _;
use opentelemetry_sdk::trace::Sampler;
use pg_trace::types::{ToSql, Type};
use pg_trace::{Client, GenericClient, SimpleQueryMessage, SqlComments};
use tokio_postgres::NoTls;

use crate::client::{connect, connect_to, database};

/// Returns its own text, as the server has it.
const TEXT: &str = "SELECT current_query()";
/// Keeps its own text.
const KEEP: &str = "INSERT INTO seen SELECT current_query()";
const CREATE: &str = "CREATE TABLE seen (text text)";

const NONE: [(&(dyn ToSql + Sync), Type); 0] = [];

async fn commenting(recorder: &Recorder) -> Client {
    let client = connect(recorder.builder().sql_comments(true).build()).await;
    client.inner().batch_execute(CREATE).await.expect("a table");
    recorder.forget();
    client
}

/// The text that a statement has kept, read without a trace.
async fn kept(client: &Client) -> String {
    let row = client.inner().query_one("DELETE FROM seen RETURNING text", &[]).await.expect("a text");
    row.get(0)
}

fn first(messages: &[SimpleQueryMessage]) -> String {
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    row.expect("a row").to_owned()
}

/// The text with the context of the only span since the last time.
fn expected(recorder: &Recorder, text: &str) -> String {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    recorder.forget();
    assert_eq!(span.attribute("db.query.text"), Some(text), "the exported text has no comment");
    format!("{text} /*traceparent='00-{}-{}-01'*/", span.trace, span.id)
}

#[tokio::test]
async fn each_method_without_a_named_statement_sends_the_context_of_its_own_span() {
    let recorder = Recorder::new();
    let mut client = commenting(&recorder).await;

    let seen = first(&client.simple_query(TEXT).await.expect("rows"));
    assert_eq!(seen, expected(&recorder, TEXT), "simple_query");

    let messages: Vec<_> =
        client.simple_query_raw(TEXT).await.expect("rows").try_collect().await.expect("rows");
    assert_eq!(first(&messages), expected(&recorder, TEXT), "simple_query_raw");

    client.batch_execute(KEEP).await.expect("kept");
    assert_eq!(kept(&client).await, expected(&recorder, KEEP), "batch_execute");

    let rows = client.query_typed(TEXT, &NONE).await.expect("rows");
    assert_eq!(rows[0].get::<_, String>(0), expected(&recorder, TEXT), "query_typed");

    let row = client.query_typed_one(TEXT, &NONE).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), expected(&recorder, TEXT), "query_typed_one");

    let row = client.query_typed_opt(TEXT, &NONE).await.expect("a row").expect("a row");
    assert_eq!(row.get::<_, String>(0), expected(&recorder, TEXT), "query_typed_opt");

    let mut rows = pin!(client.query_typed_raw(TEXT, NONE).await.expect("rows"));
    let row = rows.try_next().await.expect("a row").expect("a row");
    assert!(rows.try_next().await.expect("the end").is_none());
    assert_eq!(row.get::<_, String>(0), expected(&recorder, TEXT), "query_typed_raw");

    client.execute_typed(KEEP, &NONE).await.expect("kept");
    assert_eq!(kept(&client).await, expected(&recorder, KEEP), "execute_typed");

    let transaction = client.transaction().await.expect("begun");
    recorder.forget();
    let seen = first(&transaction.simple_query(TEXT).await.expect("rows"));
    assert_eq!(seen, expected(&recorder, TEXT), "in a transaction");
    let seen = first(&GenericClient::simple_query(&transaction, TEXT).await.expect("rows"));
    assert_eq!(seen, expected(&recorder, TEXT), "by the trait");
    recorder.assert_never_seen(&["traceparent"]);
}

#[tokio::test]
async fn text_that_the_driver_prepares_by_name_is_sent_as_it_is() {
    let recorder = Recorder::new();
    let client = commenting(&recorder).await;
    // What decides it: the driver names each text that it is given, for as long as the call takes.
    let named = "SELECT name FROM pg_prepared_statements WHERE statement LIKE '%pg_prepared_statements%'";
    let name: String = client.query_one(named, &[]).await.expect("itself").get(0);
    assert!(name.starts_with('s'), "{name}");

    let row = client.query_one(TEXT, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), TEXT, "query_one");
    let text: Vec<String> = client.query_scalar(TEXT, &[]).await.expect("a row");
    assert_eq!(text, [TEXT], "query_scalar");
    client.execute(KEEP, &[]).await.expect("kept");
    assert_eq!(kept(&client).await, KEEP, "execute");
    let statement = client.prepare(TEXT).await.expect("a statement");
    let row = client.query_one(&statement, &[]).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), TEXT, "a prepared statement");
}

#[tokio::test]
async fn text_with_a_comment_of_the_caller_is_sent_as_it_is() {
    let recorder = Recorder::new();
    let client = commenting(&recorder).await;
    for text in [
        "/*+ SeqScan(seen) */ SELECT current_query()",
        "SELECT current_query() /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/",
        "SELECT current_query() -- one",
    ] {
        assert_eq!(first(&client.simple_query(text).await.expect("rows")), text);
    }
    let text = "SELECT current_query(), '/* -- */';";
    let seen = first(&client.simple_query(text).await.expect("rows"));
    assert!(seen.starts_with("SELECT current_query(), '/* -- */' /*traceparent='00-"), "{seen}");
    assert!(seen.ends_with("-01'*/;"), "{seen}");
}

#[tokio::test]
async fn comment_has_the_keys_of_the_setting() {
    let recorder = Recorder::new();
    let comments = SqlComments::new().key("framework", "axum").key("application", "my shop*/;");
    let client = connect(recorder.builder().sql_comments(comments).build()).await;
    let seen = first(&client.simple_query(TEXT).await.expect("rows"));
    let start = "SELECT current_query() /*application='my%20shop%2A%2F%3B',framework='axum',traceparent='00-";
    assert!(seen.starts_with(start), "{seen}");
}

#[tokio::test]
async fn call_without_a_sampled_span_sends_the_text_as_it_is() {
    let recorder = Recorder::with_sampler(Sampler::AlwaysOff);
    let client = commenting(&recorder).await;
    assert_eq!(first(&client.simple_query(TEXT).await.expect("rows")), TEXT, "not sampled");
    let recorder = Recorder::new();
    let client = connect(recorder.telemetry()).await;
    assert_eq!(first(&client.simple_query(TEXT).await.expect("rows")), TEXT, "off by default");
    let client = connect(recorder.builder().sql_comments(true).enabled(false).build()).await;
    assert_eq!(first(&client.simple_query(TEXT).await.expect("rows")), TEXT, "switched off");
    let client = connect(recorder.builder().sql_comments(true).filter(|_| false).build()).await;
    assert_eq!(first(&client.simple_query(TEXT).await.expect("rows")), TEXT, "filtered");
}

#[tokio::test]
async fn number_of_prepared_statements_stays_the_same_over_a_thousand_calls_of_each_method() {
    let recorder = Recorder::new();
    let client = commenting(&recorder).await;
    let prepared = "SELECT count(*) FROM pg_prepared_statements";
    for call in 0..1_000 {
        client.simple_query("SELECT 1").await.expect("done");
        client.batch_execute("SELECT 1").await.expect("done");
        client.query_typed("SELECT 1", &NONE).await.expect("done");
        client.query_typed_one("SELECT 1", &NONE).await.expect("done");
        client.query_typed_opt("SELECT 1", &NONE).await.expect("done");
        client.execute_typed("SELECT 1", &NONE).await.expect("done");
        let mut rows = pin!(client.query_typed_raw("SELECT 1", NONE).await.expect("rows"));
        while rows.try_next().await.expect("a row").is_some() {}
        let messages: Vec<_> =
            client.simple_query_raw("SELECT 1").await.expect("rows").try_collect().await.expect("rows");
        assert!(!messages.is_empty());
        if call % 250 == 0 {
            assert_eq!(first(&client.simple_query(prepared).await.expect("rows")), "0");
        }
    }
    assert_eq!(first(&client.simple_query(prepared).await.expect("rows")), "0");
}

#[tokio::test]
async fn running_query_shows_its_trace_in_the_servers_view() {
    let recorder = Recorder::new();
    let url = database().await;
    let client = connect_to(&url, recorder.builder().sql_comments(true).build()).await;
    let (watcher, connection) = tokio_postgres::connect(&url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    watcher.batch_execute("SELECT pg_advisory_lock(7)").await.expect("locked");
    recorder.forget();
    let running =
        tokio::spawn(async move { client.simple_query("SELECT pg_advisory_lock(7)").await.map(drop) });
    let activity = "SELECT query FROM pg_stat_activity
                    WHERE wait_event = 'advisory' AND datname = current_database()";
    let seen: String = loop {
        if let Some(row) = watcher.query_opt(activity, &[]).await.expect("the view") {
            break row.get(0);
        }
        tokio::task::yield_now().await;
    };
    watcher.batch_execute("SELECT pg_advisory_unlock(7)").await.expect("unlocked");
    running.await.expect("no panic").expect("locked");
    let span = recorder.span("SELECT");
    let comment = format!("/*traceparent='00-{}-{}-01'*/", span.trace, span.id);
    assert_eq!(seen, format!("SELECT pg_advisory_lock(7) {comment}"));
}

#[tokio::test]
async fn servers_log_shows_the_trace_and_its_statistics_count_one_statement() {
    let parameters =
        ["logging_collector=on", "log_statement=all", "shared_preload_libraries=pg_stat_statements"];
    let postgres = Postgres::start_own_with(&parameters).await.expect("a server");
    let recorder = Recorder::new();
    let client = connect_to(postgres.url(), recorder.builder().sql_comments(true).build()).await;
    client.inner().batch_execute("CREATE EXTENSION pg_stat_statements").await.expect("the extension");
    recorder.forget();
    client.simple_query("SELECT 7 AS logged").await.expect("rows");
    let span = recorder.span("SELECT");
    for _ in 0..9 {
        client.simple_query("SELECT 7 AS logged").await.expect("rows");
    }
    let log = client
        .inner()
        .query_one("SELECT pg_read_file(pg_current_logfile())", &[])
        .await
        .expect("the log")
        .get::<_, String>(0);
    let comment = format!("SELECT 7 AS logged /*traceparent='00-{}-{}-01'*/", span.trace, span.id);
    assert!(log.contains(&comment), "{comment} is not in {log}");
    // The statistics count by the tree of the query, and keep the first text as it was.
    let statistics = client
        .inner()
        .query("SELECT calls, query FROM pg_stat_statements WHERE query LIKE '%logged%' AND calls > 1", &[])
        .await
        .expect("the statistics");
    assert_eq!(statistics.len(), 1, "{statistics:?}");
    assert_eq!(statistics[0].get::<_, i64>(0), 10);
    let first = format!("SELECT $1 AS logged /*traceparent='00-{}-{}-01'*/", span.trace, span.id);
    assert_eq!(statistics[0].get::<_, String>(1), first);
}
