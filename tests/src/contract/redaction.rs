//! No value that a program passes leaves it.

use super::scene::{CALLS, Scene};
use super::subject::{ARGUMENT, LITERAL, QUOTED, Subject};

/// A value that a program may pass, of some hundred kilobytes.
fn huge(value: &str) -> String {
    value.repeat(30_000)
}

pub async fn values_of_every_call_stay_inside<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    scene.make_calls(connection).await;
    assert!(S::fail(connection).await.contains(QUOTED));
    S::fail_to_connect(&scene.recorder.telemetry()).await;
    assert_eq!(scene.recorder.spans().len(), CALLS + 2);
    assert_eq!(scene.measured(), CALLS as u64 + 3, "the connect, the calls and both failures");
}

pub async fn argument_that_looks_like_syntax_stays_inside<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    for argument in [
        format!("{ARGUMENT}'; DROP TABLE {ARGUMENT}; --"),
        format!("-- binds: [{ARGUMENT}]"),
        format!("$$ {ARGUMENT} $tag$ \" ` \\"),
        format!("*3\r\n$3\r\nSET\r\n{ARGUMENT}\r\n"),
    ] {
        S::call(connection, &argument).await;
        let span = scene.take_span();
        assert_eq!(span.attribute("db.query.text"), Some(S::CALL.sanitized), "{argument}");
        assert_eq!(span.attribute(S::IDENTITY), Some(S::CALL.operation), "{argument}");
    }
}

pub async fn huge_argument_stays_inside<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    S::call(connection, &huge(ARGUMENT)).await;
    assert_eq!(scene.take_span().attribute("db.query.text"), Some(S::CALL.sanitized));
}

pub async fn huge_literal_stays_inside<S: Subject>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    S::call_by_text(connection, &huge(LITERAL)).await;
    let span = scene.take_span();
    let text = span.attribute("db.query.text").expect("a text");
    // A text that is not read to its end is cut.
    assert_eq!(text.strip_suffix('…').unwrap_or(text), S::CALL_BY_TEXT.sanitized);
}
