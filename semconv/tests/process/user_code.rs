//! Code of the program's that panics: functions of a telemetry, samplers, processors and subscribers.
//!
//! A panic in a `Drop` while another one unwinds aborts the process, so each test drops a call while a panic unwinds.

use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db_semconv::pool::{PoolState, PoolTelemetry};
use db_semconv::{Operation, Outcome, Session, Telemetry, control};
use opentelemetry::trace::{Link, SpanKind, TraceId};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    SamplingResult, SdkTracerProvider, ShouldSample, Span, SpanData, SpanProcessor,
};
use tracing::{Event, Metadata, Subscriber, span};

use crate::child::alone;
use crate::exported::{Providers, call, client};

/// A transaction, which records its rollback when it is dropped.
struct Transaction(Session);

impl Drop for Transaction {
    fn drop(&mut self) {
        self.0.start(|| Operation::of(&control::ROLLBACK).implicit()).end(Outcome::success());
    }
}

/// Drops a transaction and a call while a panic unwinds.
fn unwind(session: &Session) {
    let handler = || {
        let _transaction = Transaction(session.clone());
        let _call = session.start(|| Operation::of(&control::COMMIT));
        panic!("the handler");
    };
    let panic = catch_unwind(AssertUnwindSafe(handler)).expect_err("the handler panics");
    assert_eq!(panic.downcast_ref(), Some(&"the handler"));
}

#[test]
fn panicking_filter_admits_calls() {
    alone(|| {
        let providers = Providers::new();
        let builder = Telemetry::builder().tracer_provider(providers.tracers.clone());
        let session = client(&builder.filter(|_| panic!("the filter")).build(), "one");
        call(&session, "a");
        unwind(&session);
        assert_eq!(providers.names(), ["SELECT a", "COMMIT", "ROLLBACK"]);
    });
}

#[test]
fn panicking_span_name_leaves_the_names_of_the_conventions() {
    alone(|| {
        let providers = Providers::new();
        let builder = Telemetry::builder().tracer_provider(providers.tracers.clone());
        let session = client(&builder.span_name(|_| panic!("the name")).build(), "one");
        call(&session, "a");
        unwind(&session);
        assert_eq!(providers.names(), ["SELECT a", "COMMIT", "ROLLBACK"]);
    });
}

/// Counts warnings, and panics.
struct Panicking;

static WARNINGS: AtomicUsize = AtomicUsize::new(0);

impl Subscriber for Panicking {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("db_semconv")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn event(&self, _: &Event<'_>) {
        WARNINGS.fetch_add(1, Ordering::Relaxed);
        panic!("the subscriber");
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[test]
fn panicking_functions_give_one_warning_each_to_a_subscriber_that_panics() {
    alone(|| {
        tracing::subscriber::set_global_default(Panicking).expect("the only one");
        let providers = Providers::new();
        let builder = Telemetry::builder().tracer_provider(providers.tracers.clone());
        let builder = builder.filter(|_| panic!("the filter")).span_name(|_| panic!("the name"));
        let session = client(&builder.build(), "one");
        for _ in 0..3 {
            call(&session, "a");
            unwind(&session);
        }
        assert_eq!(WARNINGS.load(Ordering::Relaxed), 2);
        assert_eq!(providers.names().len(), 9);
    });
}

#[test]
fn panicking_subscriber_of_a_late_connection_aborts_nothing() {
    alone(|| {
        tracing::subscriber::set_global_default(Panicking).expect("the only one");
        let builder = Telemetry::builder().meter_provider(Providers::new().meters);
        let session = client(&builder.pool_hold_threshold(Duration::ZERO).build(), "one");
        let pool = PoolTelemetry::new(session.database().clone());
        pool.register(None, || Some(PoolState::default()));
        let handler = || {
            let _lease = pool.acquire(Location::caller()).obtained(&session);
            panic!("the handler");
        };
        assert!(catch_unwind(AssertUnwindSafe(handler)).is_err());
        assert_eq!(WARNINGS.load(Ordering::Relaxed), 1);
    });
}

/// A sampler and a processor that panic while another panic unwinds.
#[derive(Clone, Debug)]
struct PanicsInUnwinding;

fn panic_in_unwinding() {
    assert!(!std::thread::panicking(), "the program's code");
}

impl ShouldSample for PanicsInUnwinding {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        panic_in_unwinding();
        opentelemetry_sdk::trace::Sampler::AlwaysOn
            .should_sample(parent, trace, name, kind, attributes, links)
    }
}

impl SpanProcessor for PanicsInUnwinding {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, _: SpanData) {
        panic_in_unwinding();
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[test]
fn panicking_sampler_aborts_nothing() {
    alone(|| {
        let tracers = SdkTracerProvider::builder().with_sampler(PanicsInUnwinding).build();
        unwind(&client(&Telemetry::builder().tracer_provider(tracers).build(), "one"));
    });
}

#[test]
fn panicking_processor_aborts_nothing() {
    alone(|| {
        let tracers = SdkTracerProvider::builder().with_span_processor(PanicsInUnwinding).build();
        unwind(&client(&Telemetry::builder().tracer_provider(tracers).build(), "one"));
    });
}
