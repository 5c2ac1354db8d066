//! No `Debug` shows a parameter's value or a literal of a text.

use std::fmt::Debug;
use std::future::ready;

use db_semconv::pool::PoolTelemetry;
use db_semconv::{
    Database, Failure, Instrumentation, Message, Operation, Outcome, Session, System, Target, Telemetry,
};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };

#[track_caller]
fn assert_hides(value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains("Xq7"), "{text}");
    }
}

#[test]
fn no_debug_of_a_public_type_shows_a_value() {
    let telemetry = Telemetry::builder().query_parameters(true).filter(|_| true).build();
    assert_hides(&telemetry);
    let database = Database::new(&telemetry, INSTRUMENTATION, System::POSTGRESQL, &Target::new());
    let query = database.query("SELECT name FROM users WHERE name = 'Xq7Literal'");
    assert_hides(&query);
    let parameters = database.parameters().expect("an opt-in");
    parameters.push(&"Xq7Parameter");
    assert_hides(&parameters);
    assert!(format!("{parameters:?}").contains("count: 1"), "{parameters:?}");
    let operation = || Operation::new(query.clone()).with_parameters(Some(parameters.clone()));
    assert_hides(&operation());
    let session = Session::new(database.clone());
    assert_hides(&session.start(operation));
    assert_hides(&session.observe(operation, |_| ready(Ok::<_, ()>(())), |_| Outcome::success()));
    assert_hides(&session);
    assert_hides(&database);
    let failure = Failure::class("closed").with_message(Message::text_of("Xq7Message"));
    assert_hides(&failure);
    assert_hides(&Outcome::failure(failure));
    assert_hides(&PoolTelemetry::new(database.clone()));
}
