//! Bound instruments: the SDK exports what it exports without them, and little is bound at a time.

mod exported;
mod kept;

use std::sync::Arc;

use db_semconv::{
    Database, Failure, Instrumentation, Operation, Outcome, Query, Session, System, Target, Telemetry,
};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };

/// How a call ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Success,
    Rows(u64),
    Failure,
    Cancelled,
}

fn session(telemetry: &Telemetry, namespace: &str) -> Session {
    let target = Target::new().namespace(namespace).address("db").port(5_433);
    Session::new(Database::new(telemetry, INSTRUMENTATION, System::POSTGRESQL, &target))
}

fn call(session: &Session, sql: &str, end: End) {
    call_prepared(session, &session.database().query(sql), end);
}

fn call_prepared(session: &Session, query: &Arc<Query>, end: End) {
    let observation = session.start(|| Operation::of(query));
    match end {
        End::Success => observation.end(Outcome::success()),
        End::Rows(rows) => observation.end(Outcome::returned_rows(rows)),
        End::Failure => observation.end(Outcome::failure(Failure::class("closed"))),
        End::Cancelled => drop(observation),
    }
}
