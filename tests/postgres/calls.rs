//! Every method: the span that it makes.

use std::collections::BTreeMap;
use std::pin::pin;

use bytes::Bytes;
use db_trace_tests::{Recorder, Span};
use futures_util::{SinkExt as _, TryStreamExt as _};
use opentelemetry::trace::{FutureExt as _, SpanKind, Status, TraceContextExt as _};
use pg_trace::binary_copy::{BinaryCopyInWriter, BinaryCopyOutStream};
use pg_trace::types::{ToSql, Type};
use pg_trace::{Client, GenericClient, IsolationLevel, NoTls, Target};

use crate::client::{connect, connect_quietly};

const SELECT: &str = "SELECT id, name FROM users WHERE id >= $1";
const INSERT: &str = "INSERT INTO users (id, name) VALUES ($1, $2)";

async fn users(recorder: &Recorder) -> Client {
    let client = connect_quietly(recorder).await;
    client
        .batch_execute("CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL); INSERT INTO users VALUES (1, 'ada'), (2, 'grace')")
        .await
        .expect("a table");
    recorder.forget();
    client
}

/// The one span since the last time: its name, and its attributes except those of the place.
#[track_caller]
fn only_span(recorder: &Recorder, name: &str, attributes: &[(&str, &str)]) {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    assert_span(span, name, attributes);
    recorder.forget();
}

#[track_caller]
fn assert_span(span: &Span, name: &str, attributes: &[(&str, &str)]) {
    assert_eq!(span.name, name);
    assert_eq!(span.kind, SpanKind::Client);
    assert_eq!(span.status, Status::Unset);
    let expected: BTreeMap<_, _> = attributes.iter().copied().collect();
    assert_eq!(span.own_attributes(), expected, "of {name}");
}

#[track_caller]
fn only_query(recorder: &Recorder, rows: &str) {
    only_span(
        recorder,
        "SELECT users",
        &[
            ("db.query.summary", "SELECT users"),
            ("db.query.text", SELECT),
            ("db.response.returned_rows", rows),
        ],
    );
}

#[track_caller]
fn only_execution(recorder: &Recorder) {
    only_span(
        recorder,
        "INSERT users",
        &[("db.query.summary", "INSERT users"), ("db.query.text", INSERT), ("dbtrace.affected_rows", "1")],
    );
}

#[track_caller]
fn only_control(recorder: &Recorder, name: &str) {
    only_span(recorder, name, &[("db.query.summary", name), ("db.operation.name", name)]);
}

#[tokio::test]
async fn connect_span_has_database_address_and_port() {
    let recorder = Recorder::new();
    let url = crate::client::database().await;
    let config: pg_trace::Config = url.parse().expect("a URL");
    crate::client::connect_to(&url, recorder.telemetry()).await;
    let span = recorder.span("CONNECT");
    assert_span(&span, "CONNECT", &[("db.query.summary", "CONNECT"), ("db.operation.name", "CONNECT")]);
    assert_eq!(span.attribute("db.system.name"), Some("postgresql"));
    assert_eq!(span.attribute("db.namespace"), config.get_dbname());
    assert_eq!(span.attribute("server.address"), Some("127.0.0.1"));
    let port = config.get_ports()[0].to_string();
    assert_eq!(span.attribute("server.port"), Some(port.as_str()));
}

#[tokio::test]
async fn query_methods_record_returned_rows() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    client.query(SELECT, &[&1]).await.expect("rows");
    only_query(&recorder, "2");
    client.query(&SELECT.to_owned(), &[&3]).await.expect("rows");
    only_query(&recorder, "0");
    client.query_one(SELECT, &[&2]).await.expect("a row");
    only_query(&recorder, "1");
    client.query_opt(SELECT, &[&2]).await.expect("a row");
    only_query(&recorder, "1");
    client.query_opt(SELECT, &[&3]).await.expect("no row");
    only_query(&recorder, "0");
    let typed: &[(&(dyn ToSql + Sync), Type)] = &[(&2, Type::INT4)];
    client.query_typed(SELECT, typed).await.expect("rows");
    only_query(&recorder, "1");
    client.query_typed_one(SELECT, typed).await.expect("a row");
    only_query(&recorder, "1");
    client.query_typed_opt(SELECT, typed).await.expect("a row");
    only_query(&recorder, "1");
}

#[tokio::test]
async fn scalar_methods_record_returned_rows() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    let text = "SELECT name FROM users WHERE id >= $1 ORDER BY id";
    let expect = |rows: &str| {
        only_span(
            &recorder,
            "SELECT users",
            &[
                ("db.query.summary", "SELECT users"),
                ("db.query.text", text),
                ("db.response.returned_rows", rows),
            ],
        );
    };
    let names: Vec<String> = client.query_scalar(text, &[&1]).await.expect("names");
    assert_eq!(names, ["ada", "grace"]);
    expect("2");
    let name: String = client.query_one_scalar(text, &[&2]).await.expect("a name");
    assert_eq!(name, "grace");
    expect("1");
    let name: Option<String> = client.query_opt_scalar(text, &[&3]).await.expect("no name");
    assert_eq!(name, None);
    expect("0");
}

#[tokio::test]
async fn row_stream_ends_its_span_when_drained() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    let mut rows = pin!(client.query_raw(SELECT, [1]).await.expect("a stream"));
    assert!(recorder.spans().is_empty(), "the rows are not read yet");
    while rows.try_next().await.expect("a row").is_some() {}
    only_query(&recorder, "2");
    assert_eq!(rows.rows_affected(), Some(2));

    let mut rows = pin!(client.query_typed_raw(SELECT, [(2, Type::INT4)]).await.expect("a stream"));
    while rows.try_next().await.expect("a row").is_some() {}
    only_query(&recorder, "1");
}

#[tokio::test]
async fn dropped_row_stream_is_cancelled_with_the_rows_so_far() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    {
        let mut rows = pin!(client.query_raw(SELECT, [1]).await.expect("a stream"));
        rows.try_next().await.expect("a row");
    }
    only_span(
        &recorder,
        "SELECT users",
        &[
            ("db.query.summary", "SELECT users"),
            ("db.query.text", SELECT),
            ("db.response.returned_rows", "1"),
            ("dbtrace.outcome", "cancelled"),
        ],
    );
}

#[tokio::test]
async fn execute_methods_record_affected_rows() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    client.execute(INSERT, &[&3, &"edsger"]).await.expect("inserted");
    only_execution(&recorder);
    client.execute_raw(INSERT, [&4 as &(dyn ToSql + Sync), &"barbara"]).await.expect("inserted");
    only_execution(&recorder);
    client.execute_typed(INSERT, &[(&5, Type::INT4), (&"donald", Type::TEXT)]).await.expect("inserted");
    only_execution(&recorder);
    recorder.assert_never_seen(&["edsger", "barbara", "donald"]);
}

#[tokio::test]
async fn prepare_is_a_span_and_its_statement_keeps_the_summary() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    let statement = client.prepare(SELECT).await.expect("a statement");
    let prepared = [("db.query.summary", "PREPARE SELECT users"), ("db.query.text", SELECT)];
    only_span(&recorder, "PREPARE SELECT users", &prepared);
    client.query(&statement, &[&1]).await.expect("rows");
    only_query(&recorder, "2");
    let mut rows = pin!(client.query_raw(&statement, [2]).await.expect("a stream"));
    while rows.try_next().await.expect("a row").is_some() {}
    only_query(&recorder, "1");
    let statement = client.prepare_typed(INSERT, &[Type::INT4, Type::TEXT]).await.expect("a statement");
    recorder.forget();
    client.execute(&statement, &[&3, &"edsger"]).await.expect("inserted");
    only_execution(&recorder);
    assert_eq!(statement.params(), [Type::INT4, Type::TEXT]);
}

#[tokio::test]
async fn simple_query_counts_the_rows_of_all_statements() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    let text = "SELECT name FROM users WHERE name = 'ada'; SELECT 1 FROM users";
    let attributes = [
        ("db.query.summary", "SELECT users"),
        ("db.query.text", "SELECT name FROM users WHERE name = ?; SELECT ? FROM users"),
        ("db.response.returned_rows", "3"),
    ];
    client.simple_query(text).await.expect("messages");
    only_span(&recorder, "SELECT users", &attributes);
    let mut messages = pin!(client.simple_query_raw(text).await.expect("a stream"));
    while messages.try_next().await.expect("a message").is_some() {}
    only_span(&recorder, "SELECT users", &attributes);
    client.batch_execute(text).await.expect("done");
    only_span(&recorder, "SELECT users", &attributes[..2]);
}

#[tokio::test]
async fn copy_in_span_ends_with_its_sink() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    let text = "COPY users FROM STDIN";
    let attributes =
        [("db.query.summary", "COPY users"), ("db.query.text", text), ("dbtrace.affected_rows", "2")];
    let mut sink = pin!(client.copy_in(text).await.expect("a sink"));
    sink.send(Bytes::from_static(b"10\talan\n11\tkurt\n")).await.expect("sent");
    assert!(recorder.spans().is_empty(), "the copy is not finished yet");
    assert_eq!(sink.finish().await.expect("finished"), 2);
    only_span(&recorder, "COPY users", &attributes);

    let mut sink = pin!(client.copy_in(text).await.expect("a sink"));
    sink.send(Bytes::from_static(b"12\talan\n13\tkurt\n")).await.expect("sent");
    sink.close().await.expect("closed");
    only_span(&recorder, "COPY users", &attributes);

    let sink = client.copy_in::<_, Bytes>(text).await.expect("a sink");
    drop(sink);
    let cancelled =
        [("db.query.summary", "COPY users"), ("db.query.text", text), ("dbtrace.outcome", "cancelled")];
    only_span(&recorder, "COPY users", &cancelled);
    recorder.assert_never_seen(&["alan", "kurt"]);
}

#[tokio::test]
async fn copy_out_span_ends_with_its_stream() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    let text = "COPY users TO STDOUT";
    let stream = client.copy_out(text).await.expect("a stream");
    assert!(recorder.spans().is_empty(), "the copy is not read yet");
    let chunks: Vec<Bytes> = stream.try_collect().await.expect("chunks");
    assert_eq!(chunks.concat(), b"1\tada\n2\tgrace\n");
    only_span(&recorder, "COPY users", &[("db.query.summary", "COPY users"), ("db.query.text", text)]);
    recorder.assert_never_seen(&["ada", "grace"]);
}

#[tokio::test]
async fn binary_copy_counts_its_rows() {
    let recorder = Recorder::new();
    let client = users(&recorder).await;
    let types = [Type::INT4, Type::TEXT];
    let sink = client.copy_in("COPY users FROM STDIN BINARY").await.expect("a sink");
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    writer.as_mut().write(&[&20, &"haskell"]).await.expect("written");
    writer.as_mut().write_raw([&21 as &(dyn ToSql + Sync), &"alonzo"]).await.expect("written");
    assert_eq!(writer.finish().await.expect("finished"), 2);
    let span = &recorder.spans()[0];
    assert_eq!((span.name.as_str(), span.attribute("dbtrace.affected_rows")), ("COPY users", Some("2")));
    recorder.forget();

    let stream = client.copy_out("COPY users TO STDOUT BINARY").await.expect("a stream");
    let rows: Vec<_> = BinaryCopyOutStream::new(stream, &types).try_collect().await.expect("rows");
    assert_eq!(rows.len(), 4);
    let span = &recorder.spans()[0];
    assert_eq!((span.name.as_str(), span.attribute("db.response.returned_rows")), ("COPY users", Some("4")));
    recorder.assert_never_seen(&["haskell", "alonzo"]);
}

#[tokio::test]
async fn transaction_records_begin_and_commit_or_rollback() {
    let recorder = Recorder::new();
    let mut client = users(&recorder).await;
    let transaction = client.transaction().await.expect("begun");
    only_control(&recorder, "START TRANSACTION");
    transaction.query(SELECT, &[&1]).await.expect("rows");
    only_query(&recorder, "2");
    transaction.client().query_one(SELECT, &[&2]).await.expect("a row");
    only_query(&recorder, "1");
    transaction.commit().await.expect("committed");
    only_control(&recorder, "COMMIT");

    let builder = client.build_transaction().isolation_level(IsolationLevel::Serializable);
    let transaction = builder.read_only(true).deferrable(true).start().await.expect("begun");
    only_control(&recorder, "START TRANSACTION");
    transaction.rollback().await.expect("rolled back");
    only_control(&recorder, "ROLLBACK");
}

#[tokio::test]
async fn dropped_transaction_records_its_rollback() {
    let recorder = Recorder::new();
    let mut client = users(&recorder).await;
    let parent = recorder.parent("request");
    async {
        let transaction = client.transaction().await.expect("begun");
        transaction.execute(INSERT, &[&3, &"edsger"]).await.expect("inserted");
        recorder.forget();
    }
    .with_context(parent.clone())
    .await;
    let rollback = recorder.span("ROLLBACK");
    let expected =
        [("db.query.summary", "ROLLBACK"), ("db.operation.name", "ROLLBACK"), ("dbtrace.implicit", "true")];
    assert_span(&rollback, "ROLLBACK", &expected);
    assert_eq!(rollback.parent, parent.span().span_context().span_id());
    recorder.forget();
    client.query(SELECT, &[&3]).await.expect("rows");
    only_query(&recorder, "0");
}

#[tokio::test]
async fn nested_savepoints_record_create_release_and_rollback() {
    let recorder = Recorder::new();
    let mut client = users(&recorder).await;
    let mut transaction = client.transaction().await.expect("begun");
    recorder.forget();
    let savepoint = transaction.transaction().await.expect("a savepoint");
    only_control(&recorder, "SAVEPOINT");
    savepoint.query(SELECT, &[&1]).await.expect("rows");
    only_query(&recorder, "2");
    savepoint.commit().await.expect("released");
    only_control(&recorder, "RELEASE");
    let savepoint = transaction.savepoint("of_the_user").await.expect("a savepoint");
    only_control(&recorder, "SAVEPOINT");
    savepoint.rollback().await.expect("rolled back");
    only_control(&recorder, "ROLLBACK TO");
    drop(transaction.savepoint("dropped").await.expect("a savepoint"));
    assert_eq!(recorder.names(), ["SAVEPOINT", "ROLLBACK TO"]);
    assert_eq!(recorder.span("ROLLBACK TO").attribute("dbtrace.implicit"), Some("true"));
    recorder.forget();
    transaction.commit().await.expect("committed");
    only_control(&recorder, "COMMIT");
}

#[tokio::test]
async fn portal_records_bind_and_each_query() {
    let recorder = Recorder::new();
    let mut client = users(&recorder).await;
    let transaction = client.transaction().await.expect("begun");
    recorder.forget();
    let portal = transaction.bind(SELECT, &[&1]).await.expect("a portal");
    let bound = [("db.query.summary", "BIND SELECT users"), ("db.query.text", SELECT)];
    only_span(&recorder, "BIND SELECT users", &bound);
    assert_eq!(transaction.query_portal(&portal, 1).await.expect("rows").len(), 1);
    only_query(&recorder, "1");
    let mut rows = pin!(transaction.query_portal_raw(&portal, 0).await.expect("a stream"));
    while rows.try_next().await.expect("a row").is_some() {}
    only_query(&recorder, "1");
    let statement = transaction.prepare(SELECT).await.expect("a statement");
    recorder.forget();
    transaction.bind_raw(&statement, [1]).await.expect("a portal");
    only_span(&recorder, "BIND SELECT users", &bound);
}

#[tokio::test]
async fn transaction_methods_are_each_a_span() {
    let recorder = Recorder::new();
    let mut client = users(&recorder).await;
    let transaction = client.transaction().await.expect("begun");
    recorder.forget();
    let one: &[(&(dyn ToSql + Sync), Type)] = &[(&2, Type::INT4)];
    transaction.query_one(SELECT, &[&2]).await.expect("a row");
    only_query(&recorder, "1");
    transaction.query_opt(SELECT, &[&3]).await.expect("no row");
    only_query(&recorder, "0");
    transaction.query_typed(SELECT, one).await.expect("rows");
    only_query(&recorder, "1");
    transaction.query_typed_one(SELECT, one).await.expect("a row");
    only_query(&recorder, "1");
    transaction.query_typed_opt(SELECT, one).await.expect("a row");
    only_query(&recorder, "1");
    let _: Vec<_> =
        transaction.query_raw(SELECT, [1]).await.expect("rows").try_collect().await.expect("rows");
    only_query(&recorder, "2");
    let typed = transaction.query_typed_raw(SELECT, [(1, Type::INT4)]).await.expect("rows");
    let _: Vec<_> = typed.try_collect().await.expect("rows");
    only_query(&recorder, "2");
    transaction.execute(INSERT, &[&3, &"c"]).await.expect("inserted");
    only_execution(&recorder);
    transaction.execute_raw(INSERT, [&4 as &(dyn ToSql + Sync), &"d"]).await.expect("inserted");
    only_execution(&recorder);
    transaction.execute_typed(INSERT, &[(&5, Type::INT4), (&"e", Type::TEXT)]).await.expect("inserted");
    only_execution(&recorder);
    transaction.prepare_typed(SELECT, &[Type::INT4]).await.expect("a statement");
    transaction.simple_query("SELECT 1 FROM users").await.expect("messages");
    transaction.batch_execute("SELECT 1 FROM users").await.expect("done");
    let sink = transaction.copy_in::<_, Bytes>("COPY users FROM STDIN").await.expect("a sink");
    pin!(sink).finish().await.expect("finished");
    let stream = transaction.copy_out("COPY users TO STDOUT").await.expect("a stream");
    let _: Vec<_> = stream.try_collect().await.expect("chunks");
    assert_eq!(
        recorder.names(),
        ["PREPARE SELECT users", "SELECT users", "SELECT users", "COPY users", "COPY users"]
    );
}

#[tokio::test]
async fn generic_client_methods_are_spans() {
    async fn count(client: &(impl GenericClient + Sync)) -> usize {
        client.query(SELECT, &[&1]).await.expect("rows").len()
    }
    let recorder = Recorder::new();
    let mut client = users(&recorder).await;
    count(&client).await;
    only_query(&recorder, "2");
    let transaction = GenericClient::transaction(&mut client).await.expect("begun");
    only_control(&recorder, "START TRANSACTION");
    count(&transaction).await;
    only_query(&recorder, "2");
    count(GenericClient::client(&transaction)).await;
    only_query(&recorder, "2");
}

#[tokio::test]
async fn cancel_request_is_a_span() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    client.cancel_token().cancel_query(NoTls).await.expect("requested");
    only_control(&recorder, "CANCEL");
    #[expect(deprecated)]
    client.cancel_query(NoTls).await.expect("requested");
    only_control(&recorder, "CANCEL");
}

#[tokio::test]
async fn text_without_a_statement_is_a_health_check() {
    for wanted in [false, true] {
        let recorder = Recorder::new();
        let mut client = connect(recorder.builder().health_check_spans(wanted).build()).await;
        for text in ["", " \n", ";", "/* ping */", "-- ping"] {
            recorder.forget();
            client.simple_query(text).await.expect("done");
            client.batch_execute(text).await.expect("done");
            client.simple_query_raw(text).await.expect("done").try_collect::<Vec<_>>().await.expect("done");
            client.execute(text, &[]).await.expect("done");
            let statement = client.prepare(text).await.expect("prepared");
            client.query(&statement, &[]).await.expect("done");
            let transaction = client.transaction().await.expect("begun");
            transaction.batch_execute(text).await.expect("done");
            transaction.commit().await.expect("committed");
            let names: Vec<_> = recorder.names().into_iter().filter(|name| name != "PING").collect();
            assert_eq!(names, ["PREPARE", "START TRANSACTION", "COMMIT"], "{text:?}");
            assert_eq!(recorder.names().len() - names.len(), if wanted { 6 } else { 0 }, "{text:?}");
        }
        let measured = |point: &db_trace_tests::Duration| {
            point.attributes.get("db.query.summary").is_some_and(|summary| summary == "PING")
        };
        assert_eq!(recorder.durations().iter().any(measured), wanted);
    }
}

#[tokio::test]
async fn health_check_span_is_an_opt_in() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    client.check_connection().await.expect("alive");
    assert!(recorder.spans().is_empty());
    let client = connect(recorder.builder().health_check_spans(true).build()).await;
    recorder.forget();
    client.check_connection().await.expect("alive");
    only_control(&recorder, "SYNC");
}

#[tokio::test]
async fn client_from_the_driver_is_traced() {
    let recorder = Recorder::new();
    let url = crate::client::database().await;
    let (driver, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("connected");
    tokio::spawn(connection);
    let config: pg_trace::Config = url.parse().expect("a URL");
    let client = Client::from_driver(driver, &recorder.telemetry(), &Target::from(&config));
    client.query("SELECT 1", &[]).await.expect("a row");
    let span = recorder.span("SELECT");
    assert_eq!(span.attribute("db.namespace"), config.get_dbname());
    recorder.forget();
    client.inner().query("SELECT 1", &[]).await.expect("a row");
    assert!(recorder.spans().is_empty(), "the driver's own client is not traced");
    client.into_inner().query("SELECT 1", &[]).await.expect("a row");
}
