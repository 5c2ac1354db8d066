//! What is captured, as the user chooses.

use std::borrow::Cow;
use std::pin::pin;

use db_semconv::{QueryText, Telemetry, TelemetryBuilder};
use db_trace_tests::{Recorder, Span};
use futures_util::TryStreamExt as _;
use opentelemetry::KeyValue;
use pg_trace::types::{ToSql, Type};

use crate::client::connect;

const TEXT: &str = "SELECT relname FROM pg_class WHERE relname = 'visible-literal' OR oid::int = $1";

/// The span of one query under the settings.
async fn span_under(settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Option<Span> {
    let recorder = Recorder::new();
    let client = connect(settings(recorder.builder()).build()).await;
    recorder.forget();
    client.query(TEXT, &[&4_711]).await.expect("rows");
    let spans = recorder.spans();
    assert!(spans.len() <= 1);
    spans.into_iter().next()
}

#[tokio::test]
async fn a_text_is_shown_as_chosen() {
    let sanitized = "SELECT relname FROM pg_class WHERE relname = ? OR oid::int = $1";
    for (mode, shown) in [
        (QueryText::Sanitized, Some(sanitized)),
        (QueryText::Parameterized, Some(TEXT)),
        (QueryText::Raw, Some(TEXT)),
        (QueryText::Off, None),
    ] {
        let span = span_under(|builder| builder.query_text(mode)).await.expect("a span");
        assert_eq!(span.attribute("db.query.text"), shown, "{mode:?}");
        assert_eq!(span.name, "SELECT pg_class", "{mode:?}");
    }
}

#[tokio::test]
async fn a_text_without_parameters_is_sanitised_in_the_conventions_mode() {
    let recorder = Recorder::new();
    let client = connect(recorder.builder().query_text(QueryText::Parameterized).build()).await;
    client.query("SELECT 'x' ? 'y' FROM (SELECT '{}'::jsonb AS \"x\") t WHERE x ? 'secret'", &[]).await.ok();
    recorder.assert_never_seen(&["secret"]);
}

#[tokio::test]
async fn a_text_is_cut_at_the_limit() {
    let span = span_under(|builder| builder.query_text_limit(20)).await.expect("a span");
    let text = span.attribute("db.query.text").expect("a text");
    assert!(text.len() <= 20 && text.ends_with('…'), "{text}");
}

#[tokio::test]
async fn rows_are_an_option() {
    let span = span_under(|builder| builder.returned_rows(false)).await.expect("a span");
    assert_eq!(span.attribute("db.response.returned_rows"), None);
}

#[tokio::test]
async fn parameters_are_an_opt_in() {
    let span = span_under(|builder| builder).await.expect("a span");
    assert!(span.attributes.keys().all(|key| !key.starts_with("db.query.parameter")));
    let span = span_under(|builder| builder.query_parameters(true)).await.expect("a span");
    assert_eq!(span.attribute("db.query.parameter.0"), Some("4711"));
}

#[tokio::test]
async fn parameters_of_every_kind_of_call_are_shown_where_asked_for() {
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
async fn names_of_operation_and_collection_are_an_opt_in() {
    let span = span_under(|builder| builder).await.expect("a span");
    assert_eq!((span.attribute("db.operation.name"), span.attribute("db.collection.name")), (None, None));
    let span = span_under(|builder| builder.operation_names(true)).await.expect("a span");
    assert_eq!(span.attribute("db.operation.name"), Some("SELECT"));
    assert_eq!(span.attribute("db.collection.name"), Some("pg_class"));
}

#[tokio::test]
async fn a_filter_leaves_calls_out() {
    let filter = |operation: &pg_trace::Operation<'_>| operation.summary() != Some("SELECT pg_class");
    assert!(span_under(|builder| builder.filter(filter)).await.is_none());
    let filter = |operation: &pg_trace::Operation<'_>| {
        operation.text().is_some_and(|text| text.contains("relname = ?"))
    };
    assert!(span_under(|builder| builder.filter(filter)).await.is_some());
}

#[tokio::test]
async fn a_function_names_spans() {
    let name = |operation: &pg_trace::Operation<'_>| {
        operation.summary().filter(|summary| summary.starts_with("SELECT")).map(|_| Cow::Borrowed("look up"))
    };
    let recorder = Recorder::new();
    let client = connect(recorder.builder().span_name(name).build()).await;
    client.query(TEXT, &[&1]).await.expect("rows");
    assert_eq!(recorder.names(), ["CONNECT", "look up"]);
}

#[tokio::test]
async fn an_attribute_of_the_users_is_on_every_span_and_on_no_metric() {
    let recorder = Recorder::new();
    let client = connect(recorder.builder().attribute(KeyValue::new("shop.tier", "gold")).build()).await;
    client.query(TEXT, &[&1]).await.expect("rows");
    assert!(recorder.spans().iter().all(|span| span.attribute("shop.tier") == Some("gold")));
    assert!(recorder.durations().iter().all(|point| !point.attributes.contains_key("shop.tier")));
}

#[tokio::test]
async fn connects_and_transactions_can_be_left_out() {
    let recorder = Recorder::new();
    let telemetry = recorder.builder().connect_spans(false).transaction_spans(false).build();
    let mut client = connect(telemetry).await;
    let mut transaction = client.transaction().await.expect("begun");
    let savepoint = transaction.savepoint("nested").await.expect("a savepoint");
    savepoint.query("SELECT 1", &[]).await.expect("a row");
    savepoint.commit().await.expect("released");
    transaction.commit().await.expect("committed");
    client.batch_execute("BEGIN").await.expect("begun");
    client.batch_execute("ROLLBACK").await.expect("rolled back");
    drop(client.transaction().await.expect("begun"));
    assert_eq!(recorder.names(), ["SELECT"]);
}

#[tokio::test]
async fn nothing_is_recorded_where_it_is_switched_off() {
    let recorder = Recorder::new();
    let client = connect(recorder.builder().enabled(false).build()).await;
    client.query(TEXT, &[&1]).await.expect("rows");
    let statement = client.prepare(TEXT).await.expect("a statement");
    client.query(&statement, &[&1]).await.expect("rows");
    assert!(recorder.spans().is_empty());
    assert!(recorder.durations().is_empty());
    connect(Telemetry::disabled()).await.query(TEXT, &[&1]).await.expect("rows");
}

#[tokio::test]
async fn a_schema_of_the_options_is_in_the_namespace() {
    let recorder = Recorder::new();
    let url = crate::client::database().await;
    let mut config: pg_trace::Config = url.parse().expect("a URL");
    let database = config.get_dbname().expect("a database").to_owned();
    config.options("-c search_path=sales,public").telemetry(&recorder.telemetry());
    let (client, connection) = config.connect(pg_trace::NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let path: String = client.query_one("SHOW search_path", &[]).await.expect("a row").get(0);
    assert_eq!(path, "sales,public");
    let namespace = format!("{database}|sales");
    assert!(recorder.spans().iter().all(|span| span.attribute("db.namespace") == Some(&namespace)));
}
