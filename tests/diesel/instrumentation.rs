//! The user's instrumentation next to `Instrument`, and `Instrument` without the wrapper.

use std::sync::{Arc, Mutex};

use db_trace_tests::Recorder;
use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection as _};
use diesel::prelude::*;
use diesel_trace::{Instrument, SqliteConnection};

use crate::connection::{assert_span, only_span, postgres_url, sqlite_quietly};
use crate::schema::{self, users};

/// The events that a user's instrumentation receives.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("no panic"))
    }
}

impl Instrumentation for Heard {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let heard = match event {
            InstrumentationEvent::StartQuery { query, .. } => format!("start {query}"),
            InstrumentationEvent::FinishQuery { error, .. } => format!("finish {}", error.is_none()),
            InstrumentationEvent::BeginTransaction { depth, .. } => format!("begin {depth}"),
            InstrumentationEvent::CommitTransaction { depth, .. } => format!("commit {depth}"),
            other => format!("{other:?}"),
        };
        self.0.lock().expect("no panic").push(heard);
    }
}

/// What a program does with a connection of either kind.
fn work(connection: &mut impl diesel::connection::LoadConnection<Backend = diesel::sqlite::Sqlite>) {
    connection.batch_execute("DELETE FROM posts").expect("done");
    connection.transaction(|connection| connection.batch_execute("DELETE FROM users")).expect("done");
}

#[test]
fn user_instrumentation_gets_the_same_events_as_without_the_wrapper() {
    let heard = Heard::default();
    let mut plain = diesel::SqliteConnection::establish(":memory:").expect("a connection");
    plain.batch_execute(schema::CREATE).expect("tables");
    plain.set_instrumentation(heard.clone());
    work(&mut plain);
    users::table.find(1).select(users::id).first::<i32>(&mut plain).expect_err("deleted");
    let expected = heard.take();
    assert!(expected.len() > 10, "{expected:?}");

    let recorder = Recorder::new();
    let mut traced = sqlite_quietly(&recorder);
    traced.set_instrumentation(heard.clone());
    work(&mut traced);
    users::table.find(1).select(users::id).first::<i32>(&mut traced).expect_err("deleted");
    assert_eq!(heard.take(), expected);
    assert_eq!(recorder.names(), ["DELETE posts", "BEGIN", "DELETE users", "COMMIT", "SELECT `users`"]);
    assert!(traced.instrumentation().is::<Heard>(), "it is found where it was set");
}

#[test]
fn boxed_user_instrumentation_is_returned_and_kept() {
    let recorder = Recorder::new();
    let mut traced = sqlite_quietly(&recorder);
    traced.set_instrumentation(Box::new(Heard::default()) as Box<dyn Instrumentation>);
    assert!(traced.instrumentation().is::<Heard>());
    let mut plain = traced.into_inner();
    assert!(plain.instrumentation().is::<Heard>(), "it stays with the connection");
    plain.batch_execute("DELETE FROM posts").expect("done");
    assert!(recorder.spans().is_empty(), "which is traced no more");
}

#[test]
fn instrument_on_a_traced_connection_records_once() {
    let recorder = Recorder::new();
    let mut traced = sqlite_quietly(&recorder);
    traced.set_instrumentation(Instrument::with(&recorder.telemetry()).url(":memory:"));
    users::table.select(users::id).load::<i32>(&mut traced).expect("rows");
    users::table.select(users::id).load::<i32>(&mut *traced).expect("rows");
    assert_eq!(recorder.names(), ["SELECT `users`", "SELECT `users`"]);
}

#[test]
fn set_telemetry_keeps_the_user_instrumentation() {
    let (first, second) = (Recorder::new(), Recorder::new());
    let heard = Heard::default();
    let mut traced = sqlite_quietly(&first);
    traced.set_instrumentation(heard.clone());
    traced.set_telemetry(&second.telemetry());
    traced.batch_execute("DELETE FROM posts").expect("done");
    (*traced).batch_execute("DELETE FROM posts").expect("done");
    assert_eq!(heard.take().len(), 4);
    assert!(first.spans().is_empty());
    assert_eq!(second.names(), ["DELETE posts", "DELETE posts"]);
    assert_eq!(second.spans()[1].attribute("db.namespace"), Some(":memory:"));
}

#[test]
fn instrument_records_an_unwrapped_sqlite_connection() {
    let recorder = Recorder::new();
    let mut connection = diesel::SqliteConnection::establish(":memory:").expect("a connection");
    connection.batch_execute(schema::CREATE).expect("tables");
    connection
        .set_instrumentation(Instrument::with(&recorder.telemetry()).url("file:/data/Xq7Folder/shop.db"));
    let names: Vec<String> = users::table
        .filter(users::name.ne("Xq7Bound"))
        .select(users::name)
        .load(&mut connection)
        .expect("rows");
    assert_eq!(names.len(), 3);
    assert_eq!(recorder.span("SELECT `users`").attribute("db.namespace"), Some("shop.db"));
    let text = "SELECT `users`.`name` FROM `users` WHERE (`users`.`name` != ?)";
    only_span(&recorder, "SELECT `users`", &[("db.query.text", text)]);
    connection
        .transaction(|connection| diesel::delete(users::table.find(2)).execute(connection))
        .expect("committed");
    assert_eq!(recorder.names(), ["BEGIN", "DELETE `users`", "COMMIT"], "each is recorded once");
    recorder.forget();
    diesel::insert_into(users::table)
        .values(users::name.eq("joan"))
        .execute(&mut connection)
        .expect_err("twice");
    assert_eq!(recorder.span("INSERT `users`").attribute("error.type"), Some("unique_violation"));
    recorder.assert_never_seen(&["Xq7", "joan"]);
}

#[test]
fn instrument_hides_the_type_lookup_inside_its_query() {
    let recorder = Recorder::new();
    let mut connection = diesel::PgConnection::establish(&postgres_url()).expect("a connection");
    connection.batch_execute("CREATE TYPE mood AS ENUM ('glad', 'sad')").expect("a type");
    connection.set_instrumentation(Instrument::with(&recorder.telemetry()).url("postgres:///shop"));
    let query = diesel::select(crate::postgres::Mood::Glad.into_sql::<crate::postgres::MoodType>());
    let mood: crate::postgres::Mood = query.get_result(&mut connection).expect("a row");
    assert_eq!(mood, crate::postgres::Mood::Glad);
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    assert_span(span, "SELECT", &[("db.query.text", "SELECT $1")]);
}

#[test]
fn instrument_takes_the_target_from_the_establish_event() {
    let recorder = Recorder::new();
    let mut instrument = Instrument::with(&recorder.telemetry());
    let url = "postgres://me:Xq7Secret@db.example.com:6432/shop";
    instrument.on_connection_event(InstrumentationEvent::start_establish_connection(url));
    let error = ConnectionError::BadConnection("password authentication failed for Xq7Secret".to_owned());
    instrument.on_connection_event(InstrumentationEvent::finish_establish_connection(url, Some(&error)));
    let span = recorder.span("CONNECT");
    assert_eq!(span.attribute("db.system.name"), Some("postgresql"));
    assert_eq!(span.attribute("server.address"), Some("db.example.com"));
    assert_eq!(span.attribute("server.port"), Some("6432"));
    assert_eq!(span.attribute("error.type"), Some("connection"));
    recorder.assert_never_seen(&["Xq7Secret"]);
}

/// The order of events that diesel-async gives them for two queries of one connection.
fn interleave(instrument: &mut Instrument) {
    use diesel::connection::StrQueryHelper;
    let queries = ["SELECT 1 FROM users", "SELECT 2 FROM posts"].map(StrQueryHelper::new);
    let [first, second] = &queries;
    instrument.on_connection_event(InstrumentationEvent::start_query(first));
    instrument.on_connection_event(InstrumentationEvent::start_query(second));
    instrument.on_connection_event(InstrumentationEvent::finish_query(first, None));
    instrument.on_connection_event(InstrumentationEvent::finish_query(second, None));
}

#[test]
fn instrument_with_pipelining_matches_interleaved_queries() {
    let recorder = Recorder::new();
    interleave(&mut Instrument::with(&recorder.telemetry()).pipelining());
    let outcomes: Vec<_> = recorder
        .spans()
        .into_iter()
        .map(|span| (span.name.clone(), span.attribute("dbtrace.outcome").map(str::to_owned)))
        .collect();
    assert_eq!(outcomes, [("SELECT users".to_owned(), None), ("SELECT posts".to_owned(), None)]);

    recorder.forget();
    interleave(&mut Instrument::with(&recorder.telemetry()));
    let outcomes: Vec<_> = recorder
        .spans()
        .into_iter()
        .map(|span| (span.name.clone(), span.attribute("dbtrace.outcome").map(str::to_owned)))
        .collect();
    assert_eq!(
        outcomes,
        [("SELECT users".to_owned(), Some("cancelled".to_owned())), ("SELECT posts".to_owned(), None)]
    );
}

#[test]
fn traced_connection_reports_no_instrumentation_by_default() {
    let recorder = Recorder::new();
    let mut traced: SqliteConnection = sqlite_quietly(&recorder);
    assert!(!traced.instrumentation().is::<Instrument>());
    assert!(!traced.instrumentation().is::<Heard>());
}
