//! How failures are recorded: by code and condition, never by the server's words.

use opentelemetry::trace::Status;

use super::scene::Scene;
use super::subject::{ARGUMENT, PASSWORD, QUOTED, Subject};

pub async fn failed_call_has_a_type_and_no_message<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    S::fail(connection).await;
    let span = scene.take_span();
    let mut expected = vec![("db.query.text", S::FAILURE.sanitized), ("error.type", S::FAILURE.error_type)];
    expected.extend(S::FAILURE.status_code.map(|code| ("db.response.status_code", code)));
    scene.assert_span(&span, S::FAILURE.operation, &expected);
    assert_eq!(span.status, Status::error(S::FAILURE.description));
}

pub async fn error_message_is_an_opt_in<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect_with(|builder| builder.error_messages(true)).await;
    scene.forget();
    scene.show(QUOTED);
    S::fail(connection).await;
    let span = scene.take_span();
    assert!(S::FAILURE.message.contains(QUOTED));
    assert_eq!(span.status, Status::error(S::FAILURE.message));
    assert_eq!(span.attribute("error.type"), Some(S::FAILURE.error_type));
}

pub async fn caller_sees_the_whole_error<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let traced = S::fail(&mut scene.connect().await).await;
    assert!(traced.contains(QUOTED), "{traced}");
    let untraced = S::fail(&mut scene.subject.connect(&db_semconv::Telemetry::disabled()).await).await;
    assert_eq!(traced, untraced);
}

pub async fn call_after_a_failure_is_a_success<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    S::fail(connection).await;
    scene.forget();
    S::call(connection, ARGUMENT).await;
    scene.assert_success(&scene.take_span(), &S::CALL);
}

pub async fn failed_connect_has_a_class_and_no_message<S: Subject>() {
    let scene = Scene::<S>::new().await;
    S::fail_to_connect(&scene.recorder.telemetry()).await;
    let span = scene.take_span();
    assert_eq!(span.attribute(S::IDENTITY), Some("CONNECT"));
    assert_eq!(span.attribute("error.type"), Some(S::CONNECT_FAILURE));
    assert_eq!(span.attribute("db.response.status_code"), None);
    assert_eq!(span.status, Status::error(S::CONNECT_FAILURE));
    let durations = scene.recorder.durations();
    let [point] = durations.as_slice() else { panic!("not one point: {durations:#?}") };
    assert_eq!(point.attributes["error.type"], S::CONNECT_FAILURE);
}

pub async fn password_stays_hidden_where_messages_are_shown<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let telemetry = scene.recorder.builder().error_messages(true).query_parameters(true).build();
    S::fail_to_connect(&telemetry).await;
    assert_eq!(scene.recorder.spans().len(), 1);
    scene.recorder.assert_never_seen(&[PASSWORD]);
}
