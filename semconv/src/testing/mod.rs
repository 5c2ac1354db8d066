//! Assertions about the calls that a part of a program makes, for your tests (feature `testing`).
//!
//! [`record_queries`] runs a future and returns the calls that it made: no provider, no exporter and no global state are
//! needed. The calls are recorded as spans are, so what the assertions see is what an exporter would get.
//!
//! ```
//! # use db_semconv::{Database, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry};
//! # let instrumentation = Instrumentation { name: "my-client", version: "1.0.0", variable: "MY_CLIENT" };
//! # let database = Database::new(&Telemetry::global(), instrumentation, System::SQLITE, &Target::new());
//! # let session = Session::new(database);
//! # let show_order = async |_number: u32| {
//! #     let query = session.database().query("SELECT total FROM orders WHERE number = 7");
//! #     session.start(|| Operation::new(query)).end(Outcome::returned_rows(1));
//! # };
//! # futures_util::FutureExt::now_or_never(async {
//! use db_semconv::testing::record_queries;
//!
//! // In a test of yours, around the handler that it calls:
//! let queries = record_queries(async { show_order(7).await }).await;
//! queries.assert_count_at_most(3);
//! queries.assert_no_repetition();
//! queries.assert_no_value("alice@example.com");
//! # }).expect("nothing waits");
//! ```
//!
//! The calls of tasks that the future spawns are recorded if the tasks carry its context: `tracing`'s `in_current_span` with
//! the layer of tracing-opentelemetry, or `with_current_context` of OpenTelemetry. A server on a task of its own does not carry
//! it, so call the router itself (`tower::ServiceExt::oneshot`). Tests in parallel are kept apart in the same way.
//!
//! Your providers, if there are any, get the same spans and measurements as without the recording. A client whose
//! instrumentation is switched off records nothing.

mod queries;
pub(crate) mod recording;
mod tree;

use std::future::Future;

use opentelemetry::Context;

pub use self::queries::{Queries, Query};
use self::recording::Recording;
use crate::context;
use crate::on_request::recorded;

/// Runs `future`, and returns the calls that it makes. The output of the future is [`Queries::output`].
///
/// # Panics
///
/// If the current context is gone or borrowed, so that no call can be found.
pub async fn record_queries<F: Future>(future: F) -> Queries<F::Output> {
    recorded::record();
    let recording = Recording::default();
    let mut future = std::pin::pin!(future);
    let output = std::future::poll_fn(|task| {
        let _recorded = attach(&recording);
        future.as_mut().poll(task)
    })
    .await;
    Queries::new(recording.calls(), output)
}

/// Like [`record_queries`], for a function that blocks.
///
/// # Panics
///
/// As [`record_queries`].
pub fn record_queries_blocking<T>(function: impl FnOnce() -> T) -> Queries<T> {
    recorded::record();
    let recording = Recording::default();
    let recorded = attach(&recording);
    let output = function();
    drop(recorded);
    Queries::new(recording.calls(), output)
}

fn attach(recording: &Recording) -> opentelemetry::ContextGuard {
    let with_recording = |outer: &Context| outer.with_value(recording.clone());
    let attached = context::with_current(with_recording).and_then(context::attach);
    attached.expect("OpenTelemetry's context is gone or borrowed: no call can be recorded here")
}
