//! A program that has no provider, or one of another version of OpenTelemetry.

use std::sync::{Arc, Mutex};

use db_semconv::Telemetry;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};

use crate::child::alone;
use crate::exported::{Providers, call, client};

/// Keeps the events of this project.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<(Level, String)>>>);

impl Log {
    fn installed() -> Self {
        let log = Self::default();
        tracing::subscriber::set_global_default(log.clone()).expect("the only one");
        log
    }

    fn lines(&self) -> Vec<(Level, String)> {
        self.0.lock().expect("not poisoned").clone()
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("db_semconv")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.lock().expect("not poisoned").push((*event.metadata().level(), text.0));
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// Makes calls for a little more than a second, so that each client has looked again.
fn call_for_a_while(telemetry: &Telemetry) {
    let session = client(telemetry, "one");
    let begin = std::time::Instant::now();
    while begin.elapsed() < std::time::Duration::from_millis(1_200) {
        for _ in 0..100 {
            call(&session, "a");
        }
    }
}

#[test]
fn program_without_a_provider_hears_of_it_once() {
    alone(|| {
        let log = Log::installed();
        let session = client(&Telemetry::global(), "one");
        for _ in 0..900 {
            call(&session, "a");
        }
        assert_eq!(log.lines(), []);
        for _ in 0..2 {
            call_for_a_while(&Telemetry::global());
            call_for_a_while(&Telemetry::builder().build());
        }
        let lines = log.lines();
        let [(Level::INFO, line)] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(line.contains("no OpenTelemetry 0.33 provider is installed"), "{line}");
        assert!(line.contains("cargo tree -d -i opentelemetry"), "{line}");
    });
}

#[test]
fn disabled_telemetry_and_one_with_a_provider_give_no_notice() {
    alone(|| {
        let log = Log::installed();
        call_for_a_while(&Telemetry::disabled());
        let providers = Providers::new();
        call_for_a_while(&Telemetry::builder().tracer_provider(providers.tracers.clone()).build());
        call_for_a_while(&Telemetry::builder().meter_provider(providers.meters.clone()).build());
        let installed = Providers::installed();
        call_for_a_while(&Telemetry::global());
        assert!(!installed.names().is_empty());
        assert_eq!(log.lines(), []);
    });
}
