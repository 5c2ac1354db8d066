//! Calls in flight: a metric of those that are under way.

use std::thread::panicking;

use opentelemetry::KeyValue;
use opentelemetry::metrics::UpDownCounter;

use crate::call::unwinding;
use crate::session::Session;
use crate::signals::Signals;

/// A call that counts as under way until this is dropped. It is counted down where it was counted up, also if another provider
/// is installed in between.
pub(super) struct InFlight {
    counter: UpDownCounter<i64>,
    attributes: Vec<KeyValue>,
}

impl InFlight {
    pub(super) fn begin(session: &Session) -> Option<Self> {
        let database = session.database();
        let counter = database.signals().and_then(Signals::instruments)?.in_flight().clone();
        let mut attributes = Vec::new();
        database.0.attributes.for_each(|attribute| attributes.push(attribute));
        counter.add(1, &attributes);
        Some(Self { counter, attributes })
    }
}

impl Drop for InFlight {
    // Apart from the end of calls that count nothing.
    #[cold]
    #[inline(never)]
    fn drop(&mut self) {
        let count_down = || self.counter.add(-1, &self.attributes);
        if panicking() {
            unwinding::contain_panic(count_down);
        } else {
            unwinding::contain_at_end_of_thread(count_down);
        }
    }
}

impl std::fmt::Debug for InFlight {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("InFlight").finish_non_exhaustive()
    }
}
