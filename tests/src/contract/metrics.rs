//! Durations and rows, as the conventions want them.

use opentelemetry_sdk::trace::Sampler;

use super::scene::{CALLS, Scene};
use super::subject::{ARGUMENT, Sql, Subject};
use crate::Duration;

/// The one point of this operation.
#[track_caller]
fn point<'a, S: Subject>(durations: &'a [Duration], operation: &str) -> &'a Duration {
    let mut points = durations.iter().filter(|point| point.attributes[S::IDENTITY] == operation);
    let point = points.next().expect("a point");
    assert!(points.next().is_none(), "several points of {operation}");
    point
}

pub async fn duration_has_the_attributes_and_the_clock_of_its_span<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    S::call(connection, ARGUMENT).await;
    let span = scene.take_span();
    let durations = scene.recorder.durations();
    let point = point::<S>(&durations, S::CALL.operation);
    assert_eq!(point.attributes, scene.attributes(S::CALL.operation));
    assert_eq!(point.count, 1);
    assert!((point.sum - span.seconds).abs() < 1e-9, "{} and {} seconds", point.sum, span.seconds);
    assert_eq!(point.bounds, [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0]);
}

pub async fn duration_of_a_failure_has_its_type_and_code<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    S::fail(connection).await;
    let mut expected = scene.attributes(S::FAILURE.operation);
    expected.insert("error.type".to_owned(), S::FAILURE.error_type.to_owned());
    if let Some(code) = S::FAILURE.status_code {
        expected.insert("db.response.status_code".to_owned(), code.to_owned());
    }
    let durations = scene.recorder.durations();
    let point = point::<S>(&durations, S::FAILURE.operation);
    assert_eq!((&point.attributes, point.count), (&expected, 1));
}

pub async fn every_connect_and_call_is_measured_once<S: Subject>() {
    let scene = Scene::<S>::new().await;
    for rounds in 1..=2 {
        let connection = &mut scene.connect().await;
        scene.make_calls(connection).await;
        let durations = scene.recorder.durations();
        for (operation, count) in [
            ("CONNECT", rounds),
            (S::CALL.operation, 2 * rounds),
            (S::CALL_BY_TEXT.operation, rounds),
            (S::FAILURE.operation, rounds),
        ] {
            assert_eq!(point::<S>(&durations, operation).count, count, "{operation}");
        }
        assert_eq!(scene.measured(), rounds * (1 + CALLS as u64));
    }
}

pub async fn unsampled_call_is_measured<S: Subject>() {
    let scene = Scene::<S>::with_sampler(Sampler::AlwaysOff).await;
    let connection = &mut scene.connect().await;
    scene.make_calls(connection).await;
    assert!(scene.recorder.spans().is_empty());
    assert_eq!(scene.measured(), 1 + CALLS as u64);
    let durations = scene.recorder.durations();
    assert_eq!(point::<S>(&durations, S::CALL.operation).attributes, scene.attributes(S::CALL.operation));
}

pub async fn returned_rows_are_measured_once_on_request<S: Sql>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    scene.make_calls(connection).await;
    assert!(scene.recorder.returned_rows().is_empty(), "it is an opt-in");
    let connection = &mut scene.connect_with(|builder| builder.returned_rows_metric(true)).await;
    scene.make_calls(connection).await;
    let rows = scene.recorder.returned_rows();
    let [point] = rows.as_slice() else { panic!("not one point: {rows:#?}") };
    assert_eq!(point.attributes, scene.attributes(S::CALL.operation));
    assert_eq!(point.count, 2);
    assert!((point.sum - 2.0).abs() < f64::EPSILON, "{} rows", point.sum);
}
