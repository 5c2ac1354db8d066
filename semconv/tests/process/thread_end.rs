//! Calls in the destructor of a thread-local, where OpenTelemetry's context may be gone. A panic there aborts the process.

use std::cell::RefCell;
use std::future::{pending, ready};
use std::panic::Location;
use std::task::{Context as Polled, Waker};

use db_semconv::call::{Attempts, CacheCounts, CacheLookup, CacheTurns};
use db_semconv::pool::{PoolState, PoolTelemetry};
use db_semconv::{
    Class, Failure, ObservedStream, Operation, Outcome, Rows, Session, Telemetry, context, control,
};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt as _;

use crate::child::alone;
use crate::exported::{Providers, call, client};

type Action = Box<dyn FnOnce() + Send>;

/// Does something when it is dropped.
struct AtEnd(Option<Action>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        if let Some(action) = self.0.take() {
            action();
        }
    }
}

thread_local! {
    static KEPT: RefCell<AtEnd> = const { RefCell::new(AtEnd(None)) };
}

/// Prepares something on a thread that uses the context after `KEPT`, so that the context ends first. What it returns runs in
/// the destructor of `KEPT`.
fn at_end_of_a_thread(prepare: impl FnOnce() -> Action + Send) {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            KEPT.with(|kept| kept.borrow_mut().0 = None);
            let action = prepare();
            drop(Context::current());
            KEPT.with(|kept| kept.borrow_mut().0 = Some(action));
        });
        thread.join().expect("no panic");
    });
}

/// A telemetry of each kind.
fn telemetries() -> Vec<Telemetry> {
    let (tracers, meters) = (Providers::new().tracers, Providers::new().meters);
    vec![
        Telemetry::disabled(),
        // No provider, in a process that has none.
        Telemetry::builder().build(),
        Telemetry::builder().tracer_provider(tracers.clone()).build(),
        Telemetry::builder().meter_provider(meters.clone()).build(),
        Telemetry::builder().tracer_provider(tracers).meter_provider(meters).build(),
    ]
}

/// Runs `action` in the destructor: with a client that was used before, one that was not, and one that is made there.
fn each(action: impl Fn(&Session) + Clone + Send + 'static) {
    for telemetry in telemetries() {
        let (used, action) = (client(&telemetry, "one"), action.clone());
        at_end_of_a_thread(move || {
            call(&used, "a");
            let unused = used.sibling();
            Box::new(move || {
                action(&used);
                action(&unused);
                action(&client(&telemetry, "two"));
                action(&client(&Telemetry::global(), "three"));
            })
        });
    }
}

fn poll(future: impl Future) {
    let _ = Box::pin(future).as_mut().poll(&mut Polled::from_waker(Waker::noop()));
}

fn operation<'a>() -> Operation<'a> {
    Operation::of(&control::COMMIT)
}

fn outcome<'e>(result: &'e Result<(), &'static str>) -> Outcome<'e> {
    Outcome::of(result, |()| Outcome::success(), |class| Failure::class(class))
}

#[test]
fn blocking_call_at_the_end_of_a_thread_is_made() {
    alone(|| {
        each(|session| {
            call(session, "b");
            assert_eq!(session.observe_blocking(operation, |_| Ok(()), outcome), Ok(()));
            assert!(!session.may_record() || session.database().is_enabled());
        });
    });
}

#[test]
fn future_that_is_polled_at_the_end_of_a_thread_is_ready() {
    alone(|| {
        each(|session| {
            assert_eq!(session.observe(operation, |_| ready(Ok(())), outcome).now_or_never(), Some(Ok(())));
            let nesting = session.observe_nesting(operation, |_| ready(Ok(())), outcome);
            assert_eq!(nesting.now_or_never(), Some(Ok(())));
            let later = session.observe_later(operation, ready(Ok(())), outcome);
            assert_eq!(later.now_or_never(), Some(Ok(())));
            poll(session.observe_nesting(operation, |_| pending(), outcome));
            let turns = CacheTurns::default();
            let lookup = CacheLookup { turns, counts: CacheCounts::default, least_hits: 1 };
            poll(session.observe_unless_cached(operation, Some(lookup), |_| pending(), outcome));
        });
    });
}

#[test]
fn stream_that_is_read_at_the_end_of_a_thread_has_its_rows() {
    alone(|| {
        each(|session| {
            let rows = stream::iter([Ok::<_, ()>(1), Ok(2)]);
            let rows = session.observe_rows(operation, rows, Rows::each(|()| Failure::class("closed")));
            assert_eq!(rows.collect::<Vec<_>>().now_or_never(), Some(vec![Ok(1), Ok(2)]));
        });
    });
}

#[test]
fn attempts_at_the_end_of_a_thread_are_made() {
    alone(|| {
        each(|session| {
            let mut attempts = Attempts::new("NOSCRIPT");
            for _ in 0..2 {
                attempts.attempt(|| {
                    session.start(operation).end(Outcome::failure(Failure::status("NOSCRIPT", None)));
                });
                attempts.ended(Outcome::success);
            }
            attempts.end();
        });
    });
}

#[test]
fn pool_that_is_used_at_the_end_of_a_thread_gives_connections() {
    alone(|| {
        each(|session| {
            let pool = PoolTelemetry::new(session.database().clone());
            pool.register(None, || Some(PoolState::default()));
            drop(pool.acquire(Location::caller()));
            pool.acquire(Location::caller()).timed_out();
            pool.create().end();
            drop(pool.acquire(Location::caller()).obtained(session));
        });
    });
}

#[test]
fn what_began_before_the_end_of_a_thread_ends_there() {
    alone(|| {
        let providers = Providers::new();
        let telemetry = Telemetry::builder().meter_provider(providers.meters.clone()).build();
        let session = client(&telemetry, "one");
        at_end_of_a_thread(|| {
            let observation = session.start(operation).into_owned();
            let rows = ObservedStream::stream(
                stream::iter([Ok::<_, ()>(1)]),
                session.start(operation).into_owned(),
                Rows::each(|()| Failure::class("closed")),
            );
            let pool = PoolTelemetry::new(session.database().clone());
            pool.register(None, || Some(PoolState::default()));
            let lease = pool.acquire(Location::caller()).obtained(&session);
            Box::new(move || {
                drop((observation, lease));
                assert_eq!(rows.collect::<Vec<_>>().now_or_never(), Some(vec![Ok(1)]));
            })
        });
        assert_eq!(providers.durations(), 2);
    });
}

#[test]
fn span_that_is_open_at_the_end_of_a_thread_ends_there() {
    alone(|| {
        // The SDK's simple processor panics there by itself.
        let tracers = Providers::new().tracers;
        let session = client(&Telemetry::builder().tracer_provider(tracers).build(), "one");
        at_end_of_a_thread(|| {
            let leaf = session.start(operation).into_owned();
            let nesting = session.start_nesting(|| session.control("CONNECT", Class::Connect)).into_owned();
            assert!(nesting.context().is_some_and(Context::has_active_span));
            Box::new(move || drop((leaf, nesting)))
        });
    });
}

#[test]
fn context_is_empty_at_the_end_of_a_thread() {
    alone(|| {
        at_end_of_a_thread(|| {
            let guard = context::attach(Context::new().with_telemetry_suppressed());
            assert!(guard.is_some() && context::current().is_telemetry_suppressed());
            Box::new(|| {
                assert!(!context::current().is_telemetry_suppressed());
                assert!(context::attach(Context::new()).is_none());
            })
        });
    });
}
