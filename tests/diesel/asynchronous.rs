//! An instrumentation in a connection of diesel-async's own.

use db_trace_tests::{Recorder, poll_times};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use diesel_trace::Instrument;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::connection::{only_span, postgres_url_within};
use crate::schema::{self, users};

/// diesel-async's own connection, which reports to our instrumentation.
async fn heard(instrument: Instrument) -> AsyncPgConnection {
    let url = postgres_url_within().await;
    let mut connection = AsyncPgConnection::establish(&url).await.expect("a connection");
    connection.batch_execute(schema::CREATE).await.expect("tables");
    connection.set_instrumentation(instrument.url(&url));
    connection
}

fn name(id: i32) -> impl for<'a> FnOnce(&'a AsyncPgConnection) -> BoxFuture<'a, QueryResult<String>> {
    move |mut connection| {
        async move {
            let query = users::table.filter(users::id.eq(id)).select(users::name);
            RunQueryDsl::get_result(query, &mut connection).await
        }
        .boxed()
    }
}

#[tokio::test]
async fn instrument_records_an_unwrapped_async_connection() {
    let recorder = Recorder::new();
    let mut connection = heard(Instrument::with(&recorder.telemetry())).await;
    let none: Vec<i32> =
        RunQueryDsl::load(users::table.filter(users::name.eq("Xq7Bound")).select(users::id), &mut connection)
            .await
            .expect("no rows");
    assert!(none.is_empty());
    let text = r#"SELECT "users"."id" FROM "users" WHERE ("users"."name" = $1)"#;
    only_span(&recorder, r#"SELECT "users""#, &[("db.query.text", text)]);
    let twice = diesel::insert_into(users::table).values((users::id.eq(9), users::name.eq("ada")));
    RunQueryDsl::execute(twice, &mut connection).await.expect_err("twice");
    assert_eq!(recorder.spans()[0].attribute("db.response.status_code"), Some("23505"));
    recorder.forget();
    connection
        .transaction::<_, diesel::result::Error, _>(async |connection| {
            connection.batch_execute("DELETE FROM posts").await
        })
        .await
        .expect("committed");
    assert_eq!(recorder.names(), ["BEGIN", "DELETE posts", "COMMIT"]);
    recorder.assert_never_seen(&["Xq7Bound", "(ada)"]);
}

#[tokio::test]
async fn instrument_matches_pipelined_queries_by_their_text() {
    let recorder = Recorder::new();
    let connection = heard(Instrument::with(&recorder.telemetry()).pipelining()).await;
    let (first, second) = futures_util::join!(name(1)(&connection), name(3)(&connection));
    assert_eq!((first.expect("a row"), second.expect("a row")), ("ada".to_owned(), "joan".to_owned()));
    assert_eq!(recorder.names(), [r#"SELECT "users""#; 2]);
    assert!(recorder.spans().iter().all(|span| span.attribute("dbtrace.outcome").is_none()));
}

#[tokio::test]
async fn instrument_cancels_a_dropped_query_at_the_next_one() {
    let recorder = Recorder::new();
    let connection = heard(Instrument::with(&recorder.telemetry())).await;
    assert!(poll_times(1, name(1)(&connection)).await.is_none(), "no server answers at once");
    assert!(recorder.spans().is_empty(), "no event has come yet");
    name(3)(&connection).await.expect("a row");
    let outcomes: Vec<_> =
        recorder.spans().iter().map(|span| span.attributes.get("dbtrace.outcome").cloned()).collect();
    assert_eq!(outcomes, [Some("cancelled".to_owned()), None]);
}
