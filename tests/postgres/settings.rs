//! What is captured, as the user chooses.

use std::pin::pin;

use db_semconv::QueryText;
use db_trace_tests::Recorder;
use futures_util::TryStreamExt as _;
use pg_trace::types::{ToSql, Type};

use crate::client::connect;

#[tokio::test]
async fn parameterized_text_with_question_mark_operators_is_sanitized() {
    let recorder = Recorder::new();
    let client = connect(recorder.builder().query_text(QueryText::Parameterized).build()).await;
    client.query("SELECT 'x' ? 'y' FROM (SELECT '{}'::jsonb AS \"x\") t WHERE x ? 'secret'", &[]).await.ok();
    recorder.assert_never_seen(&["secret"]);
}

#[tokio::test]
async fn query_parameters_of_every_method_are_shown_on_request() {
    let recorder = Recorder::new();
    let mut client = connect(recorder.builder().query_parameters(true).build()).await;
    let text = "SELECT $1::text, $2::int";
    let shown = |expected: [&str; 2]| {
        let spans = recorder.spans();
        let span = spans.last().expect("a span");
        assert_eq!(span.attribute("db.query.parameter.0"), Some(expected[0]), "{span:#?}");
        assert_eq!(span.attribute("db.query.parameter.1"), Some(expected[1]), "{span:#?}");
        recorder.forget();
    };
    client.query(text, &[&"it's", &Some(2)]).await.expect("a row");
    shown(["it's", "2"]);
    client.query_typed(text, &[(&"b", Type::TEXT), (&3, Type::INT4)]).await.expect("a row");
    shown(["b", "3"]);
    let raw = [&"c" as &(dyn ToSql + Sync), &Option::<i32>::None];
    let _: Vec<_> = client.query_raw(text, raw).await.expect("rows").try_collect().await.expect("rows");
    shown(["c", "NULL"]);
    let typed: [(&(dyn ToSql + Sync), Type); 2] = [(&"d", Type::TEXT), (&4, Type::INT4)];
    let mut rows = pin!(client.query_typed_raw(text, typed).await.expect("rows"));
    while rows.try_next().await.expect("a row").is_some() {}
    shown(["d", "4"]);
    client.execute_raw(text, raw).await.expect("done");
    shown(["c", "NULL"]);
    let transaction = client.transaction().await.expect("begun");
    transaction.bind_raw(text, raw).await.expect("a portal");
    shown(["c", "NULL"]);
    transaction.bind(text, &raw).await.expect("a portal");
    shown(["c", "NULL"]);
}

#[tokio::test]
async fn transaction_spans_can_be_left_out() {
    let recorder = Recorder::new();
    let telemetry = recorder.builder().transaction_spans(false).build();
    let mut client = connect(telemetry).await;
    let mut transaction = client.transaction().await.expect("begun");
    let savepoint = transaction.savepoint("nested").await.expect("a savepoint");
    savepoint.query("SELECT 1", &[]).await.expect("a row");
    savepoint.commit().await.expect("released");
    transaction.commit().await.expect("committed");
    client.batch_execute("BEGIN").await.expect("begun");
    client.batch_execute("ROLLBACK").await.expect("rolled back");
    drop(client.transaction().await.expect("begun"));
    assert_eq!(recorder.names(), ["CONNECT", "SELECT"]);
}

#[tokio::test]
async fn disabled_telemetry_records_no_prepared_statement() {
    let recorder = Recorder::new();
    let client = connect(recorder.builder().enabled(false).build()).await;
    let statement =
        client.prepare("SELECT relname FROM pg_class WHERE oid::int = $1").await.expect("a statement");
    client.query(&statement, &[&1]).await.expect("rows");
    assert!(recorder.spans().is_empty());
    assert!(recorder.durations().is_empty());
}
