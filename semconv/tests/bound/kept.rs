//! What is bound and for how long, by instruments that count it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use db_semconv::{Class, Operation, Outcome, Query, Session, Telemetry};
use opentelemetry::metrics::{
    AsyncInstrument, AsyncInstrumentBuilder, BoundSyncInstrument, Callback, Histogram, HistogramBuilder,
    InstrumentProvider, Meter, MeterProvider, ObservableGauge, SyncInstrument,
};
use opentelemetry::{InstrumentationScope, KeyValue};

use crate::{End, call, call_prepared, session};

/// A provider that counts.
#[derive(Clone, Default)]
struct Counting(Arc<Counts>);

#[derive(Default)]
struct Counts {
    looked_up: AtomicUsize,
    through_bound: AtomicUsize,
    bound_now: AtomicUsize,
    callbacks: Mutex<Vec<Callback<u64>>>,
}

impl Counting {
    fn telemetry(&self) -> Telemetry {
        Telemetry::builder()
            .meter_provider(self.clone())
            .returned_rows_metric(true)
            .bound_instruments(true)
            .build()
    }

    /// The measurements that were looked up and those that were not since the last time, and how many sets are bound.
    fn take(&self) -> (usize, usize, usize) {
        let Counts { looked_up, through_bound, bound_now, .. } = &*self.0;
        (
            looked_up.swap(0, Ordering::Relaxed),
            through_bound.swap(0, Ordering::Relaxed),
            bound_now.load(Ordering::Relaxed),
        )
    }

    fn collect(&self) {
        for callback in self.0.callbacks.lock().expect("not poisoned").iter() {
            callback(self);
        }
    }
}

impl MeterProvider for Counting {
    fn meter_with_scope(&self, _: InstrumentationScope) -> Meter {
        Meter::new(Arc::new(self.clone()))
    }
}

impl InstrumentProvider for Counting {
    fn f64_histogram(&self, _: HistogramBuilder<'_, Histogram<f64>>) -> Histogram<f64> {
        Histogram::new(Arc::new(self.clone()))
    }

    fn u64_histogram(&self, _: HistogramBuilder<'_, Histogram<u64>>) -> Histogram<u64> {
        Histogram::new(Arc::new(self.clone()))
    }

    fn u64_observable_gauge(
        &self,
        builder: AsyncInstrumentBuilder<'_, ObservableGauge<u64>, u64>,
    ) -> ObservableGauge<u64> {
        self.0.callbacks.lock().expect("not poisoned").extend(builder.callbacks);
        ObservableGauge::new()
    }
}

impl AsyncInstrument<u64> for Counting {
    fn observe(&self, value: u64, _: &[KeyValue]) {
        panic!("{value} would be exported");
    }
}

impl<T> SyncInstrument<T> for Counting {
    fn measure(&self, _: T, _: &[KeyValue]) {
        self.0.looked_up.fetch_add(1, Ordering::Relaxed);
    }

    fn bind(&self, _: &[KeyValue]) -> Box<dyn BoundSyncInstrument<T> + Send + Sync> {
        self.0.bound_now.fetch_add(1, Ordering::Relaxed);
        Box::new(Bound(Arc::clone(&self.0)))
    }
}

struct Bound(Arc<Counts>);

impl<T> BoundSyncInstrument<T> for Bound {
    fn measure(&self, _: T) {
        self.0.through_bound.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        self.0.bound_now.fetch_sub(1, Ordering::Relaxed);
    }
}

fn calls(session: &Session, sql: &str, ends: &[End]) {
    for end in ends {
        call(session, sql, *end);
    }
}

#[test]
fn repeated_statement_is_bound_until_the_next_collection() {
    let counting = Counting::default();
    let session = session(&counting.telemetry(), "shop");
    calls(&session, "SELECT 1", &[End::Success]);
    assert_eq!(counting.take(), (1, 0, 0), "many come once");
    calls(&session, "SELECT 1", &[End::Success; 5]);
    assert_eq!(counting.take(), (1, 4, 1));
    counting.collect();
    assert_eq!(counting.take(), (0, 0, 0));
    calls(&session, "SELECT 1", &[End::Success; 5]);
    assert_eq!(counting.take(), (1, 4, 1), "it is known");
}

#[test]
fn only_successful_calls_use_bound_instruments() {
    let counting = Counting::default();
    let session = session(&counting.telemetry(), "shop");
    calls(&session, "SELECT 1", &[End::Failure, End::Failure, End::Cancelled, End::Cancelled]);
    assert_eq!(counting.take(), (4, 0, 0));
    calls(&session, "SELECT 1", &[End::Rows(1), End::Rows(1)]);
    assert_eq!(counting.take(), (4, 0, 2), "the duration and the rows");
    calls(&session, "SELECT 1", &[End::Rows(1), End::Failure, End::Success, End::Cancelled]);
    assert_eq!(counting.take(), (2, 3, 2));
}

#[test]
fn rows_instrument_is_bound_once_a_call_returns_rows() {
    let counting = Counting::default();
    let session = session(&counting.telemetry(), "shop");
    calls(&session, "SELECT 1", &[End::Success; 3]);
    assert_eq!(counting.take(), (2, 1, 1));
    calls(&session, "SELECT 1", &[End::Rows(1); 3]);
    assert_eq!(counting.take(), (2, 4, 2), "in the place of what was bound before");
    calls(&session, "SELECT 1", &[End::Success; 3]);
    assert_eq!(counting.take(), (0, 3, 2));
}

#[test]
fn connections_to_the_same_database_share_bound_instruments() {
    let counting = Counting::default();
    let telemetry = counting.telemetry();
    for _ in 0..10 {
        let session = session(&telemetry, "shop");
        calls(&session, "SELECT 1", &[End::Success]);
        calls(&session.sibling(), "SELECT 1", &[End::Success]);
    }
    assert_eq!(counting.take(), (2, 18, 1));
}

#[test]
fn statement_is_bound_for_eight_databases_at_most() {
    let counting = Counting::default();
    let telemetry = counting.telemetry();
    let sessions: Vec<Session> =
        (0..10).map(|number| session(&telemetry, &format!("tenant {number}"))).collect();
    calls(&sessions[0], "SELECT 1", &[End::Success]);
    for session in &sessions {
        calls(session, "SELECT 1", &[End::Success; 3]);
    }
    assert_eq!(counting.take(), (1 + 8 + 2 * 3, 8 * 2, 8));
}

#[test]
fn instrumentation_binds_512_repeated_statements_at_most() {
    let counting = Counting::default();
    let session = session(&counting.telemetry(), "shop");
    let statements: Vec<_> =
        (0..600).map(|number| session.database().query(&format!("SELECT 1 FROM t{number}"))).collect();
    let twice = |query| [(); 2].map(|()| call_prepared(&session, query, End::Success));
    for query in &statements {
        call_prepared(&session, query, End::Success);
    }
    assert_eq!(counting.take(), (600, 0, 0));
    for query in &statements {
        twice(query);
    }
    assert_eq!(counting.take(), (600 + 88, 512, 512));
    counting.collect();
    assert_eq!(counting.take(), (0, 0, 0));
    for query in statements.iter().rev() {
        twice(query);
    }
    assert_eq!(counting.take(), (600 + 88, 512, 512), "others than before");
}

#[test]
fn dropped_statement_unbinds_its_instruments() {
    let counting = Counting::default();
    let telemetry = counting.telemetry();
    let session = session(&telemetry, "shop");
    calls(&session, "SELECT 1", &[End::Success; 3]);
    assert_eq!(counting.take(), (2, 1, 1));
    drop((telemetry, session));
    assert_eq!(counting.take(), (0, 0, 0));
}

#[test]
fn dropped_telemetry_unbinds_its_instruments() {
    let counting = Counting::default();
    let commit = Arc::new(Query::control("COMMIT", Class::Other));
    let session = session(&counting.telemetry(), "shop");
    for _ in 0..3 {
        session.start(|| Operation::of(&commit)).end(Outcome::success());
    }
    assert_eq!(counting.take(), (2, 1, 1));
    drop(session);
    assert_eq!(counting.take(), (0, 0, 0));
}

#[test]
fn bound_instruments_are_an_opt_in() {
    let counting = Counting::default();
    let session = session(
        &Telemetry::builder().meter_provider(counting.clone()).returned_rows_metric(true).build(),
        "shop",
    );
    calls(&session, "SELECT 1", &[End::Rows(1); 5]);
    assert_eq!(counting.take(), (10, 0, 0));
    assert!(counting.0.callbacks.lock().expect("not poisoned").is_empty());
}
