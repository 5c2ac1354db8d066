//! diesel-async on the patched driver: its own connection, and diesel-trace's, which records each call in place of the driver.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_trace::{SessionContext, Telemetry};
use opentelemetry_sdk::trace::SpanData;
use whole_graph::SECRET;
use whole_graph::recorded::{Recorded, section};
use whole_graph::server_log::ServerLog;

diesel::table! {
    readers (name) { name -> Text, }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_call_of_diesel_on_a_traced_driver_is_one_span() {
    let recorded = Recorded::install();
    let url = std::env::var("WHOLE_GRAPH_POSTGRES").expect("`cargo xtask graph` runs this program");

    let log = ServerLog::begin();
    section("diesel-async", async {
        let mut connection = diesel_async::AsyncPgConnection::establish(&url).await.expect("a connection");
        calls(&mut connection).await;
    })
    .await;
    let spans = recorded.calls();
    let names: Vec<_> = spans.iter().map(|span| span.name.to_string()).collect();
    let prepares = recorded.count("PREPARE");
    assert_eq!(spans.len(), log.statements().len() + log.connections() + prepares, "{names:#?}");
    assert!(spans.iter().all(|span| scope(span) == "pg-trace"), "{names:#?}");
    assert_eq!(recorded.measurements(), spans.len());

    section("diesel-trace", async {
        let mut connection = diesel_trace::AsyncPgConnection::establish(&url).await.expect("a connection");
        calls(&mut connection).await;
        // A call of diesel-async's connection inside: the client records it.
        diesel::delete(readers::table).execute(connection.inner_mut()).await.expect("deleted");
    })
    .await;
    let all = recorded.calls();
    let of_trace: Vec<_> = all[spans.len()..].iter().map(|span| (scope(span), span.name.as_ref())).collect();
    let expected = [
        ("diesel-trace", "CONNECT"),
        ("diesel-trace", "CREATE TABLE readers"),
        ("diesel-trace", "INSERT \"readers\""),
        ("diesel-trace", "SELECT \"readers\""),
        ("pg-trace", "PREPARE DELETE \"readers\""),
        ("pg-trace", "DELETE \"readers\""),
    ];
    assert_eq!(of_trace, expected);
    assert_eq!(recorded.measurements(), all.len());

    let telemetry = Telemetry::builder().session_context(SessionContext::ApplicationName).build();
    section("session context", async {
        let connection = diesel_trace::AsyncPgConnection::establish_with(&url, &telemetry).await;
        let mut connection = connection.expect("a connection");
        let names: Vec<String> =
            readers::table.select(readers::name).load(&mut connection).await.expect("rows");
        assert!(names.is_empty());
    })
    .await;
    let with_context = &recorded.calls()[all.len()..];
    let of_trace: Vec<_> = with_context.iter().map(|span| (scope(span), span.name.as_ref())).collect();
    assert_eq!(of_trace, [("diesel-trace", "CONNECT"), ("diesel-trace", "SELECT \"readers\"")]);
    let trace = with_context[1].span_context.trace_id().to_string();
    assert!(log.contains(&trace), "the server receives the context in front of the call");

    assert!(log.contains(SECRET), "the values reach the server");
    recorded.assert_never_seen(SECRET);
}

fn scope(span: &SpanData) -> &str {
    span.instrumentation_scope.name()
}

async fn calls<C>(connection: &mut C)
where
    C: AsyncConnection<Backend = diesel::pg::Pg> + SimpleAsyncConnection,
{
    connection
        .batch_execute("CREATE TABLE IF NOT EXISTS readers (name text PRIMARY KEY)")
        .await
        .expect("a table");
    let row = readers::name.eq(SECRET);
    diesel::insert_into(readers::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(connection)
        .await
        .expect("a row");
    let names: Vec<String> = readers::table.select(readers::name).load(connection).await.expect("rows");
    assert_eq!(names, [SECRET]);
}
