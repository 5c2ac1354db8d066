//! The warnings of this process, by the pool that they are about.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

type Fields = BTreeMap<String, String>;

static WARNINGS: LazyLock<Mutex<Vec<Fields>>> = LazyLock::new(|| {
    tracing_subscriber::registry().with(Collect).init();
    Mutex::default()
});

/// Listens from now on: metrics are collected by threads of the SDK's, so this is for the whole process.
pub(crate) fn listen() {
    LazyLock::force(&WARNINGS);
}

/// The warnings about this pool so far.
pub(crate) fn of(pool: &str) -> Vec<Fields> {
    let warnings = WARNINGS.lock().expect("no panic");
    warnings.iter().filter(|fields| fields.get("pool").is_some_and(|other| other == pool)).cloned().collect()
}

struct Collect;

impl<S: Subscriber> Layer<S> for Collect {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().name() == "dbtrace.pool.held" {
            assert_eq!(*event.metadata().level(), Level::WARN);
            let mut fields = Values::default();
            event.record(&mut fields);
            WARNINGS.lock().expect("no panic").push(fields.0);
        }
    }
}

#[derive(Default)]
struct Values(Fields);

impl Visit for Values {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
