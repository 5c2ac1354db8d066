//! Calls to the connection inside the traced one: the inner connection's own instrumentation records each of them once. A
//! user's own instrumentation sees all of them.

use std::sync::{Arc, Mutex};

use db_trace_tests::Recorder;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection as _};
use futures_util::future::join;

use crate::scene::{on_both, take_names, take_only};
use crate::schema::{posts, users};

/// Collects diesel-async's events.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<&'static str>>>);

impl Listener {
    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().expect("no panic"))
    }
}

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let name = match event {
            InstrumentationEvent::StartQuery { .. } => "start",
            InstrumentationEvent::FinishQuery { .. } => "finish",
            InstrumentationEvent::BeginTransaction { .. } => "begin",
            InstrumentationEvent::CommitTransaction { .. } => "commit",
            _ => return,
        };
        self.0.lock().expect("no panic").push(name);
    }
}

on_both! {
    async fn calls_to_wrapper_and_inner_connection_are_recorded_once_each(recorder, connection) {
        for _ in 0..2 {
            connection.batch_execute("DELETE FROM posts").await.expect("done");
            connection.inner_mut().batch_execute("DELETE FROM posts").await.expect("done");
            users::table.select(users::id).load::<i32>(connection).await.expect("rows");
            users::table.select(users::id).load::<i32>(connection.inner_mut()).await.expect("rows");
        }
        assert!(recorder.spans().iter().all(|span| span.attribute("dbtrace.outcome").is_none()));
        let expected = ["DELETE posts", "DELETE posts", "SELECT users", "SELECT users"];
        assert_eq!(take_names(recorder), [expected, expected].concat());
    }

    async fn failure_of_the_inner_connection_is_recorded(recorder, connection) {
        let twice = diesel::insert_into(users::table).values((users::id.eq(9), users::name.eq("ada")));
        twice.execute(connection.inner_mut()).await.expect_err("twice");
        let error_type = take_only(recorder).attribute("error.type").map(str::to_owned);
        let expected = ["23505", "unique_violation"];
        assert!(error_type.is_some_and(|error_type| expected.contains(&error_type.as_str())));
    }

    async fn user_instrumentation_gets_every_event_next_to_the_wrapper(recorder, connection) {
        let listener = Listener::default();
        connection.set_instrumentation(listener.clone());
        posts::table.count().get_result::<i64>(connection).await.expect("a row");
        assert_eq!(listener.take(), ["start", "finish"]);
        posts::table.count().get_result::<i64>(connection.inner_mut()).await.expect("a row");
        assert_eq!(listener.take(), ["start", "finish"]);
        connection.transaction::<_, diesel::result::Error, _>(async |_| Ok(())).await.expect("committed");
        assert_eq!(listener.take(), ["begin", "start", "finish", "commit", "start", "finish"]);
        assert!(connection.instrumentation().is::<Listener>());
        assert_eq!(take_names(recorder), ["SELECT posts", "SELECT posts", "BEGIN", "COMMIT"]);

        let other = Recorder::new();
        connection.set_telemetry(&other.telemetry());
        connection.batch_execute("SELECT 1").await.expect("done");
        assert_eq!(listener.take(), ["start", "finish"]);
        assert_eq!((take_names(recorder), take_names(&other)), (vec![], vec!["SELECT".to_owned()]));

        // `Instrument` would record everything a second time.
        connection.set_instrumentation(diesel_trace::Instrument::with(&recorder.telemetry()));
        connection.batch_execute("SELECT 1").await.expect("done");
        assert_eq!((take_names(recorder), take_names(&other)), (vec![], vec!["SELECT".to_owned()]));
    }

    async fn unpolled_query_emits_only_the_drivers_events(recorder, connection) {
        let listener = Listener::default();
        connection.set_instrumentation(listener.clone());
        drop(users::table.select(users::id).load::<i32>(connection));
        // The driver reports the beginning before there is one.
        assert_eq!(listener.take(), ["start"]);
        assert!(recorder.spans().is_empty());
    }
}

#[tokio::test]
async fn into_inner_keeps_the_user_instrumentation() {
    let recorder = Recorder::new();
    let mut connection = crate::scene::postgres(&recorder).await;
    let listener = Listener::default();
    connection.set_instrumentation(listener.clone());
    let mut inside = connection.into_inner();
    inside.batch_execute("SELECT 1").await.expect("done");
    assert_eq!(listener.take(), ["start", "finish"]);
    assert!(recorder.spans().is_empty());
}

#[tokio::test]
async fn pipelined_queries_of_the_inner_connection_are_recorded_apart() {
    let recorder = Recorder::new();
    let connection = crate::scene::postgres(&recorder).await;
    let (users, posts) = join(
        users::table.count().get_result::<i64>(&mut connection.inner()),
        posts::table.select(posts::id).load::<i32>(&mut &connection),
    )
    .await;
    assert_eq!((users, posts), (Ok(3), Ok(vec![1, 2, 3])));
    assert!(recorder.spans().iter().all(|span| span.attribute("dbtrace.outcome").is_none()));
    let mut names = take_names(&recorder);
    names.sort();
    assert_eq!(names, ["SELECT posts", "SELECT users"]);
}
