//! The global providers are installed late, replaced or shut down.

use std::time::{Duration, Instant};

use db_semconv::Telemetry;

use crate::child::alone;
use crate::exported::{Providers, call, client};

/// Within so long every client has found a provider.
const SECONDS: Duration = Duration::from_secs(5);

/// Makes calls until `has_come` is true, and returns how many.
fn call_until(mut call: impl FnMut(), has_come: impl Fn() -> bool) -> u64 {
    let begin = Instant::now();
    let mut calls = 0;
    while !has_come() {
        assert!(begin.elapsed() < SECONDS, "{calls} calls");
        call();
        calls += 1;
    }
    calls
}

#[test]
fn replaced_providers_receive_the_calls_of_old_and_new_clients() {
    alone(|| {
        let first = Providers::installed();
        let old = client(&Telemetry::global(), "one");
        let others = client(&Telemetry::builder().build(), "one");
        call(&old, "a");
        call(&others, "b");
        assert_eq!(
            (first.names(), first.durations()),
            (vec!["SELECT a".to_owned(), "SELECT b".to_owned()], 2)
        );

        let second = Providers::installed();
        call(&client(&Telemetry::global(), "one"), "new_client");
        call(&old, "old_client");
        call(&client(&Telemetry::global(), "two"), "other_kind");
        let names = ["SELECT new_client", "SELECT old_client", "SELECT other_kind"];
        assert_eq!((second.names(), second.durations()), (names.map(str::to_owned).to_vec(), 3));

        // No client of this telemetry is created.
        let calls = call_until(|| call(&others, "late"), || second.names().len() > 3);
        assert_eq!(first.names().len() as u64, 2 + calls - 1, "all but the last");
        assert_eq!(first.durations() + second.durations(), 2 + 3 + calls, "none is lost, none comes twice");
        assert_eq!(second.durations(), 4);
    });
}

#[test]
fn call_after_the_shutdown_of_a_replaced_provider_is_not_lost() {
    alone(|| {
        let mut providers = Providers::installed();
        let session = client(&Telemetry::global(), "one");
        call(&session, "a");
        for replaced in 0..300 {
            let next = Providers::installed();
            providers.tracers.shutdown().expect("shut down");
            call(&session, "b");
            assert_eq!(next.names(), ["SELECT b"], "after {replaced} others");
            providers = next;
        }
    });
}

#[test]
fn nested_call_after_the_shutdown_of_a_replaced_provider_is_not_lost() {
    alone(|| {
        let first = Providers::installed();
        let session = client(&Telemetry::global(), "one");
        call(&session, "a");
        let second = Providers::installed();
        first.tracers.shutdown().expect("shut down");
        let observation = session.start_nesting(|| session.control("CONNECT", db_semconv::Class::Connect));
        assert!(observation.context().is_some());
        drop(observation);
        assert_eq!(second.names(), ["CONNECT"]);
    });
}

#[cfg(feature = "messaging")]
#[test]
fn message_after_the_shutdown_of_a_replaced_provider_is_not_lost() {
    use db_semconv::messaging::{Delivery, Destination};

    alone(|| {
        let first = Providers::installed();
        let destination = Destination::postgres(&client(&Telemetry::global(), "one"), "jobs");
        destination.process(Delivery::default()).end(None);
        let second = Providers::installed();
        first.tracers.shutdown().expect("shut down");
        let mut processed = destination.process(Delivery::default());
        assert!(processed.trace_fields().is_some());
        processed.end(None);
        assert_eq!(second.names(), ["process jobs"]);
    });
}

#[test]
fn given_providers_stay_as_given() {
    alone(|| {
        let (given, global) = (Providers::new(), Providers::installed());
        let builder = Telemetry::builder().tracer_provider(given.tracers.clone());
        let session = client(&builder.meter_provider(given.meters.clone()).build(), "one");
        let begin = Instant::now();
        let mut calls = 0;
        while begin.elapsed() < Duration::from_millis(1_500) {
            call(&session, "a");
            calls += 1;
        }
        assert_eq!((given.names().len(), given.durations()), (calls, calls as u64));
        assert_eq!((global.names().len(), global.durations()), (0, 0));
    });
}

#[test]
fn given_tracer_stays_while_the_global_meter_provider_is_replaced() {
    alone(|| {
        let (given, first) = (Providers::new(), Providers::installed());
        let telemetry = Telemetry::builder().tracer_provider(given.tracers.clone()).build();
        let session = client(&telemetry, "one");
        call(&session, "a");
        let second = Providers::installed();
        call(&client(&telemetry, "one"), "b");
        call(&session, "c");
        assert_eq!(given.names(), ["SELECT a", "SELECT b", "SELECT c"]);
        assert_eq!((first.durations(), second.durations()), (1, 2));
        assert!(first.names().is_empty() && second.names().is_empty());
    });
}

#[test]
fn provider_that_is_installed_after_many_calls_is_found_within_seconds() {
    alone(|| {
        let session = client(&Telemetry::global(), "one");
        for _ in 0..2_000 {
            call(&session, "early");
        }
        let providers = Providers::installed();
        call_until(|| call(&session, "late"), || !providers.names().is_empty());
        assert_eq!((providers.names(), providers.durations()), (vec!["SELECT late".to_owned()], 1));
    });
}

#[test]
fn provider_is_found_within_seconds_by_calls_that_are_rare() {
    alone(|| {
        let session = client(&Telemetry::global(), "one");
        for _ in 0..2_000 {
            call(&session, "early");
        }
        let providers = Providers::installed();
        // This is what it tests: few calls in a second.
        let rare = || {
            std::thread::park_timeout(Duration::from_millis(300));
            call(&session, "rare");
        };
        let calls = call_until(rare, || !providers.names().is_empty());
        assert!(calls <= 8, "{calls}");
    });
}
