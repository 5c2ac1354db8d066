//! What is recorded, as the user chooses.

use std::borrow::Cow;

use db_semconv::{Operation, QueryText, TelemetryBuilder};
use opentelemetry::KeyValue;

use super::scene::{CALLS, Scene};
use super::subject::{ARGUMENT, Call, LITERAL, Sql, Subject};

const TEXT: &str = "db.query.text";

/// Which operation it is: its summary, or its name if the system has no summaries.
fn identity<'a>(operation: &'a Operation<'_>) -> Option<&'a str> {
    operation.summary().or_else(|| operation.name())
}

pub async fn query_text_is_shown_as_chosen<S: Subject>() {
    type Shown = fn(&Call) -> Option<&'static str>;
    let modes: [(QueryText, Shown); 4] = [
        (QueryText::Sanitized, |call| Some(call.sanitized)),
        (QueryText::Parameterized, |call| Some(call.parameterized)),
        (QueryText::Raw, |call| Some(call.raw)),
        (QueryText::Off, |_| None),
    ];
    for (mode, shown) in modes {
        let scene = Scene::<S>::new().await;
        let expected = [&S::CALL, &S::CALL, &S::CALL_BY_TEXT].map(|call| (call.operation, shown(call)));
        for value in [ARGUMENT, LITERAL] {
            if expected.iter().any(|(_, text)| text.is_some_and(|text| text.contains(value))) {
                scene.show(value);
            }
        }
        let connection = &mut scene.connect_with(|builder| builder.query_text(mode)).await;
        scene.forget();
        S::call(connection, ARGUMENT).await;
        S::call(connection, ARGUMENT).await;
        S::call_by_text(connection, LITERAL).await;
        let spans = scene.take_spans();
        let found: Vec<_> =
            spans.iter().map(|span| (span.attributes[S::IDENTITY].as_str(), span.attribute(TEXT))).collect();
        assert_eq!(found, expected, "{mode:?}");
    }
}

pub async fn query_text_is_cut_at_the_limit<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect_with(|builder| builder.query_text_limit(12)).await;
    scene.forget();
    S::call(connection, ARGUMENT).await;
    S::call(connection, ARGUMENT).await;
    S::call_by_text(connection, LITERAL).await;
    let expected = [&S::CALL, &S::CALL, &S::CALL_BY_TEXT].map(|call| match call.sanitized {
        short if short.len() <= 12 => short.to_owned(),
        long => format!("{}…", &long[..12 - '…'.len_utf8()]),
    });
    let spans = scene.take_spans();
    let texts: Vec<_> = spans.iter().map(|span| span.attribute(TEXT).expect("a text")).collect();
    assert_eq!(texts, expected);
    assert!(texts[0].ends_with('…'), "the text is longer than the limit");
}

pub async fn filter_leaves_calls_out_of_spans_and_metrics<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let filter = |operation: &Operation<'_>| identity(operation) != Some(S::CALL.operation);
    let connection = &mut scene.connect_with(|builder| builder.filter(filter)).await;
    scene.make_calls(connection).await;
    let [_, _, by_text, failure] = scene.names_of_calls();
    assert_eq!(scene.recorder.names(), [scene.subject.span_name("CONNECT"), by_text, failure]);
    assert_eq!(scene.measured(), 3);
}

pub async fn filter_sees_the_sanitized_text<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let filter = |operation: &Operation<'_>| operation.text() == Some(S::CALL_BY_TEXT.sanitized);
    let connection = &mut scene.connect_with(|builder| builder.filter(filter)).await;
    scene.make_calls(connection).await;
    scene.assert_success(&scene.take_span(), &S::CALL_BY_TEXT);
}

pub async fn span_name_function_names_the_spans_it_wants<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let name = |operation: &Operation<'_>| {
        (identity(operation) == Some(S::CALL.operation)).then_some(Cow::Borrowed("look up"))
    };
    let connection = &mut scene.connect_with(|builder| builder.span_name(name)).await;
    scene.make_calls(connection).await;
    let [_, _, by_text, failure] = scene.names_of_calls();
    let connect = scene.subject.span_name("CONNECT");
    let look_up = "look up".to_owned();
    assert_eq!(scene.recorder.names(), [connect, look_up.clone(), look_up, by_text, failure]);
}

pub async fn attribute_of_the_user_is_on_every_span_and_no_metric<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let tier = KeyValue::new("shop.tier", "gold");
    let connection = &mut scene.connect_with(|builder| builder.attribute(tier)).await;
    scene.make_calls(connection).await;
    let spans = scene.take_spans();
    assert_eq!(spans.len(), 1 + CALLS);
    assert!(spans.iter().all(|span| span.attribute("shop.tier") == Some("gold")), "{spans:#?}");
    assert!(scene.recorder.durations().iter().all(|point| !point.attributes.contains_key("shop.tier")));
}

pub async fn connect_span_can_be_left_out<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect_with(|builder| builder.connect_spans(false)).await;
    scene.make_calls(connection).await;
    assert_eq!(scene.recorder.names(), scene.names_of_calls());
}

pub async fn disabled_telemetry_records_nothing<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect_with(|builder| builder.enabled(false)).await;
    scene.make_calls(connection).await;
    assert!(scene.recorder.spans().is_empty());
    assert_eq!(scene.measured(), 0);
    let connection = &mut scene.subject.connect(&db_semconv::Telemetry::disabled()).await;
    scene.make_calls(connection).await;
}

pub async fn query_parameters_are_an_opt_in<S: Sql>() {
    let scene = Scene::<S>::new().await;
    for wanted in [false, true] {
        let connection = &mut scene.connect_with(|builder| builder.query_parameters(wanted)).await;
        scene.forget();
        // The text of the second call may be known.
        for _ in 0..2 {
            S::call(connection, ARGUMENT).await;
            let mut expected = S::CALL.counts.to_vec();
            expected.push((TEXT, S::CALL.sanitized));
            if wanted {
                scene.show(ARGUMENT);
                expected.push(("db.query.parameter.0", ARGUMENT));
            }
            scene.assert_span(&scene.take_span(), S::CALL.operation, &expected);
        }
    }
    let points = scene.recorder.durations();
    assert!(points.iter().all(|point| !point.attributes.contains_key("db.query.parameter.0")));
}

pub async fn operation_and_collection_names_are_an_opt_in<S: Sql>() {
    let scene = Scene::<S>::new().await;
    for wanted in [false, true] {
        let connection = &mut scene.connect_with(|builder| builder.operation_names(wanted)).await;
        scene.forget();
        S::call(connection, ARGUMENT).await;
        let mut expected = S::CALL.counts.to_vec();
        expected.push((TEXT, S::CALL.sanitized));
        if wanted {
            expected.extend([("db.operation.name", "SELECT"), ("db.collection.name", S::COLLECTION)]);
        }
        scene.assert_span(&scene.take_span(), S::CALL.operation, &expected);
    }
}

pub async fn returned_rows_can_be_left_out<S: Sql>() {
    let scene = Scene::<S>::new().await;
    for metric in [false, true] {
        let settings = |builder: TelemetryBuilder| builder.returned_rows(false).returned_rows_metric(metric);
        let connection = &mut scene.connect_with(settings).await;
        scene.forget();
        S::call(connection, ARGUMENT).await;
        scene.assert_span(&scene.take_span(), S::CALL.operation, &[(TEXT, S::CALL.sanitized)]);
        assert_eq!(scene.recorder.returned_rows().len(), usize::from(metric));
    }
}
