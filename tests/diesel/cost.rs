//! What is not done where nothing is recorded.

use std::cell::Cell;

use db_semconv::Telemetry;
use db_trace_tests::Recorder;
use diesel::backend::Backend;
use diesel::connection::LoadConnection;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Integer;
use diesel::sqlite::Sqlite;
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, TraceContextExt as _, TraceFlags, TraceState};

use crate::connection::sqlite;

thread_local! {
    /// How often a query was looked through: for its text, its values, or whether it can be prepared once.
    static WALKS: Cell<u32> = const { Cell::new(0) };
}

/// A query that counts.
#[derive(Clone, Copy, QueryId)]
struct Counted;

impl Query for Counted {
    type SqlType = Integer;
}

impl<C> RunQueryDsl<C> for Counted {}

impl<DB: Backend> QueryFragment<DB> for Counted {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        WALKS.set(WALKS.get() + 1);
        out.push_sql("SELECT 1");
        Ok(())
    }
}

/// Of a second query, when diesel has its statement prepared.
fn walks(connection: &mut impl LoadConnection<Backend = Sqlite>) -> u32 {
    Counted.get_result::<i32>(connection).expect("a row");
    Counted.execute(connection).expect("done");
    WALKS.set(0);
    Counted.get_result::<i32>(connection).expect("a row");
    Counted.execute(connection).expect("done");
    WALKS.get()
}

#[test]
fn unrecorded_query_builds_no_text() {
    let plain = walks(&mut diesel::SqliteConnection::establish(":memory:").expect("a connection"));
    assert!(plain > 0);
    assert_eq!(walks(&mut sqlite(&Telemetry::disabled())), plain, "switched off");

    let recorder = Recorder::new();
    let connection = &mut sqlite(&recorder.telemetry());
    recorder.forget();
    {
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        assert_eq!(walks(connection), plain, "suppressed");
    }
    // Without measurements, that is.
    let telemetry = Telemetry::builder().tracer_provider(recorder.tracer_provider().clone()).build();
    let connection = &mut sqlite(&telemetry);
    recorder.forget();
    let parent = SpanContext::new(1.into(), 2.into(), TraceFlags::NOT_SAMPLED, true, TraceState::NONE);
    let _attached = Context::new().with_remote_span_context(parent).attach();
    assert_eq!(walks(connection), plain, "a parent that is not sampled");
    assert!(recorder.spans().is_empty());
}

#[test]
fn query_of_a_known_type_builds_no_text() {
    let plain = walks(&mut diesel::SqliteConnection::establish(":memory:").expect("a connection"));
    let recorder = Recorder::new();
    let traced = walks(&mut sqlite(&recorder.telemetry()));
    // Diesel's own cache asks the same once for each of the two.
    assert_eq!(traced, plain + 2);
}
