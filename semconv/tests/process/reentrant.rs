//! A subscriber of `tracing` that makes traced calls, such as one that ships logs to Redis.

use std::cell::Cell;

use db_semconv::Telemetry;
use tracing::{Event, Metadata, Subscriber, span};

use crate::child::{alone, with_variables};
use crate::exported::{Providers, call, client};

/// Makes calls for each event, with a new client each time. Its own calls may log, which it does not ship.
struct Shipper;

thread_local! {
    static SHIPS: Cell<bool> = const { Cell::new(false) };
    static SHIPPED: Cell<usize> = const { Cell::new(0) };
}

impl Subscriber for Shipper {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn event(&self, _: &Event<'_>) {
        if SHIPS.replace(true) {
            return;
        }
        for name in ["shop", "log"] {
            call(&client(&Telemetry::global(), name), "lines");
        }
        SHIPPED.set(SHIPPED.get() + 1);
        SHIPS.set(false);
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

fn ship() {
    tracing::subscriber::set_global_default(Shipper).expect("the only one");
}

/// Makes a call in a process whose subscriber ships. `has_shipped` says that the library itself makes an event.
fn call_and_ship(has_shipped: bool) {
    ship();
    let session = client(&Telemetry::global(), "shop");
    call(&session, "a");
    assert_eq!(SHIPPED.get() > 0, has_shipped);
}

#[test]
fn warning_about_a_setting_reaches_a_traced_client() {
    with_variables(&[("DBTRACE_QUERY_TEXT", "nonsense")], || call_and_ship(true));
}

#[test]
fn warning_about_a_switch_reaches_a_traced_client() {
    with_variables(&[("OTEL_INSTRUMENTATION_TESTS_ENABLED", "1")], || call_and_ship(true));
}

#[test]
fn log_of_the_global_meter_provider_reaches_a_traced_client() {
    alone(|| {
        let providers = Providers::installed();
        call_and_ship(true);
        assert!(providers.names().contains(&"SELECT a".to_owned()));
    });
}

#[test]
fn log_of_a_given_meter_provider_reaches_a_traced_client() {
    alone(|| {
        ship();
        let providers = Providers::new();
        let builder = Telemetry::builder().tracer_provider(providers.tracers.clone());
        builder.meter_provider(providers.meters.clone()).build().set_global();
        call(&client(&Telemetry::global(), "shop"), "a");
        call(&client(&Telemetry::global(), "log"), "b");
        assert!(SHIPPED.get() > 0);
        let names = providers.names();
        assert!(
            names.contains(&"SELECT a".to_owned()) && names.contains(&"SELECT b".to_owned()),
            "{names:?}"
        );
    });
}

#[test]
fn log_of_a_replaced_provider_reaches_a_traced_client() {
    alone(|| {
        let first = Providers::installed();
        let session = client(&Telemetry::global(), "shop");
        call(&session, "a");
        // Installed before the subscriber: the API itself logs under its lock.
        let second = Providers::installed();
        ship();
        call(&client(&Telemetry::global(), "shop"), "b");
        call(&session, "c");
        assert!(SHIPPED.get() > 0);
        // The shipper's calls during the look still go to the first one.
        assert!(!first.names().iter().any(|name| name == "SELECT b" || name == "SELECT c"));
        let second = second.names();
        assert!(
            second.contains(&"SELECT b".to_owned()) && second.contains(&"SELECT c".to_owned()),
            "{second:?}"
        );
    });
}

#[test]
fn notice_about_a_missing_provider_reaches_a_traced_client() {
    alone(|| {
        ship();
        let session = client(&Telemetry::global(), "shop");
        let begin = std::time::Instant::now();
        while begin.elapsed() < std::time::Duration::from_millis(1_500) {
            call(&session, "a");
        }
        assert!(SHIPPED.get() > 0);
    });
}
