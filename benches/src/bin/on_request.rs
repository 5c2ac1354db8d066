//! What a part of a program costs that is annotated, or whose calls run a function at their end:
//! `on_request plain|annotated|on-end CALLS`, under callgrind. benches/NOTES.md has the figures.

use db_semconv::{
    Database, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry, annotate_blocking,
};
use opentelemetry::KeyValue;
use opentelemetry_sdk::trace::SdkTracerProvider;

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-trace-benches", version: "1", variable: "BENCHES" };

fn main() -> Result<(), &'static str> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, calls] = arguments.as_slice() else { return Err("usage: on_request MODE CALLS") };
    let calls = calls.parse().map_err(|_| "a number of calls")?;
    let mut builder = Telemetry::builder().tracer_provider(SdkTracerProvider::builder().build());
    if mode == "on-end" {
        builder = builder.on_end(|call| call.set_attribute(KeyValue::new("shop.step", 2)));
    }
    let telemetry = builder.build();
    let database = Database::new(&telemetry, INSTRUMENTATION, System::POSTGRESQL, &Target::new());
    let session = Session::new(database);
    if mode == "annotated" {
        annotate_blocking("checkout: reserve stock", || measured_calls(&session, calls));
    } else {
        measured_calls(&session, calls);
    }
    Ok(())
}

#[inline(never)]
fn measured_calls(session: &Session, calls: u32) {
    for _ in 0..calls {
        let operation = || Operation::new(session.database().query("SELECT name FROM users WHERE id = $1"));
        session.start(operation).end(Outcome::returned_rows(1));
    }
}
