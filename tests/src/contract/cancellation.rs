//! Futures that are dropped before their end.

use std::time::Duration;

use opentelemetry::trace::Status;
use opentelemetry_sdk::trace::Sampler;

use super::scene::Scene;
use super::subject::{ARGUMENT, Call, Cancellable, LITERAL};
use crate::poll_times;

/// Far more polls than any of the calls needs.
const MOST_POLLS: usize = 100;

const OUTCOME: &str = "dbtrace.outcome";

pub async fn call_dropped_at_any_await_is_cancelled<S: Cancellable>() {
    drop_at_each_await::<S>(&S::CALL, async |connection| S::call(connection, ARGUMENT).await).await;
}

pub async fn call_by_text_dropped_at_any_await_is_cancelled<S: Cancellable>() {
    let call = async |connection: &mut S::Connection| S::call_by_text(connection, LITERAL).await;
    drop_at_each_await::<S>(&S::CALL_BY_TEXT, call).await;
}

/// Drops the call after each number of polls, until it runs to its end.
async fn drop_at_each_await<S: Cancellable>(expected: &Call, call: impl AsyncFn(&mut S::Connection)) {
    let scene = Scene::<S>::new().await;
    for times in 0..MOST_POLLS {
        let connection = &mut scene.connect().await;
        let ended = poll_times(times, call(connection)).await;
        if ended.is_some() {
            scene.assert_success(&scene.take_span(), expected);
            assert!(times > 1, "the call was never dropped before its end");
            return;
        }
        if times == 0 {
            assert!(scene.recorder.spans().is_empty(), "a call begins at its first poll");
        } else {
            let span = scene.take_span();
            assert_eq!(span.name, scene.subject.span_name(expected.operation), "after {times} polls");
            assert_eq!(span.attribute("db.query.text"), Some(expected.sanitized), "after {times} polls");
            assert_eq!(span.attribute(OUTCOME), Some("cancelled"), "after {times} polls");
            assert_eq!((span.attribute("error.type"), &span.status), (None, &Status::Unset));
        }
        if S::REMAINS_USABLE {
            S::call(connection, ARGUMENT).await;
            scene.assert_success(&scene.take_span(), &S::CALL);
        }
    }
    panic!("the call did not end in {MOST_POLLS} polls");
}

pub async fn connect_dropped_at_any_await_is_cancelled<S: Cancellable>() {
    let scene = Scene::<S>::new().await;
    for times in 0..MOST_POLLS {
        let ended = poll_times(times, scene.connect_with(|builder| builder)).await;
        if times == 0 {
            assert!(scene.recorder.spans().is_empty(), "a connect begins at its first poll");
            continue;
        }
        let span = scene.take_span();
        assert_eq!(span.name, scene.subject.span_name("CONNECT"));
        assert_eq!((span.attribute("error.type"), &span.status), (None, &Status::Unset));
        if ended.is_some() {
            assert_eq!(span.attribute(OUTCOME), None);
            assert!(times > 1, "the connect was never dropped before its end");
            return;
        }
        assert_eq!(span.attribute(OUTCOME), Some("cancelled"), "after {times} polls");
    }
    panic!("the connect did not end in {MOST_POLLS} polls");
}

pub async fn call_beyond_the_callers_timeout_is_cancelled_and_no_error<S: Cancellable>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    let call = tokio::time::timeout(Duration::from_millis(20), S::wait(connection));
    call.await.expect_err("no answer");
    let span = scene.take_span();
    assert_eq!(span.attribute(OUTCOME), Some("cancelled"));
    assert_eq!((span.attribute("error.type"), &span.status), (None, &Status::Unset));
}

pub async fn cancelled_call_is_measured_once_with_its_outcome<S: Cancellable>() {
    for sampler in [Sampler::AlwaysOn, Sampler::AlwaysOff] {
        let scene = Scene::<S>::with_sampler(sampler).await;
        let connection = &mut scene.connect().await;
        drop(S::call(connection, ARGUMENT));
        assert!(poll_times(1, S::call(connection, ARGUMENT)).await.is_none(), "no server answers at once");
        let mut expected = scene.attributes(S::CALL.operation);
        expected.insert(OUTCOME.to_owned(), "cancelled".to_owned());
        let durations = scene.recorder.durations();
        let mut points = durations.iter().filter(|point| point.attributes[S::IDENTITY] == S::CALL.operation);
        let point = points.next().expect("it is measured");
        assert_eq!((&point.attributes, point.count), (&expected, 1));
        assert!(points.next().is_none());
    }
}
