//! Instruments that are bound to the attributes of calls that succeed: these are looked up once in each interval of
//! collection, and not for each call (feature `bound-instruments`).
//!
//! What is exported is what is exported without. The SDK keeps a set of attributes while something is bound to it, and what
//! was bound when its limit of sets was reached stays with the overflow. So nothing is bound for longer than until the
//! next collection, which releases all; and a set is bound after a measurement of it was recorded, so that no empty one
//! is there. The first successful call of an interval records as without, and binds. (Where it does so while a collection is
//! under way that frees a place, it stays with the overflow for one more interval.)

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use arc_swap::ArcSwapOption;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{BoundHistogram, Histogram, Meter};

use super::measurement::Measurement;
use crate::strings::FixedAttributes;

/// How many sets of attributes an instrumentation binds at a time, and for how many databases a query. The others are looked up.
const MOST_SETS: usize = 512;
const MOST_DATABASES: usize = 8;

/// Something that instruments are bound for: a query.
pub(crate) trait HasBound: Send + Sync {
    /// What is bound for it.
    fn bound(&self) -> &Bound;
}

/// The queries for which something is bound, each as often as there are sets.
type Queries = Arc<Mutex<Vec<Weak<dyn HasBound>>>>;

/// What is bound by one instrumentation.
pub(crate) struct Binder {
    queries: Queries,
    duration: Histogram<f64>,
    returned_rows: Histogram<u64>,
}

impl Binder {
    pub(crate) fn new(
        is_wanted: bool,
        meter: &Meter,
        duration: &Histogram<f64>,
        returned_rows: &Histogram<u64>,
    ) -> Option<Self> {
        if !is_wanted {
            return None;
        }
        let queries = Queries::default();
        let weak = Arc::downgrade(&queries);
        // It observes nothing, so nothing is exported: a reader calls it before it collects. Where a view of the user's drops it,
        // no reader does: then what is bound stays so, up to the bounds, for as long as the query is there.
        meter
            .u64_observable_gauge("dbtrace.bound_instruments")
            .with_callback(move |_| {
                if let Some(queries) = weak.upgrade() {
                    release(&queries);
                }
            })
            .build();
        Some(Self { queries, duration: duration.clone(), returned_rows: returned_rows.clone() })
    }

    /// Records a success if its attributes are bound, and returns `true` if they are.
    #[inline]
    pub(crate) fn record(
        &self,
        bound: &Bound,
        database: &Arc<FixedAttributes>,
        measurement: &Measurement,
    ) -> bool {
        let sets = bound.sets.load();
        let set = sets.as_deref().and_then(|sets| sets.iter().find(|set| set.is_of(&self.queries, database)));
        let Some(set) = set else { return false };
        match (measurement.returned_rows, &set.returned_rows) {
            (None, _) => {}
            (Some(rows), Some(returned_rows)) => returned_rows.record(rows),
            // So far it had none.
            (Some(_), None) => return false,
        }
        set.duration.record(measurement.seconds);
        true
    }

    /// Binds the attributes of a success that was recorded just now, unless the query comes for the first time: many never come
    /// again.
    #[cold]
    pub(crate) fn bind(
        &self,
        query: &Arc<impl HasBound + 'static>,
        database: &Arc<FixedAttributes>,
        measurement: &Measurement,
        attributes: &[KeyValue],
    ) {
        let bound = query.bound();
        if !bound.is_known.swap(true, Ordering::Relaxed) {
            return;
        }
        // No call waits: another call will bind.
        let Ok(mut queries) = self.queries.try_lock() else { return };
        let sets = bound.sets.load();
        let sets = sets.as_deref().map_or(&[][..], Vec::as_slice);
        if queries.len() >= MOST_SETS || sets.len() >= MOST_DATABASES {
            return;
        }
        let set = BoundSet {
            queries: Arc::clone(&self.queries),
            database: Arc::clone(database),
            duration: self.duration.bind(attributes),
            returned_rows: measurement.returned_rows.map(|_| self.returned_rows.bind(attributes)),
        };
        let weak = Arc::downgrade(query);
        queries.push(weak);
        bound.change(|sets| {
            sets.retain(|other| !other.is_of(&self.queries, database));
            sets.push(set.clone());
        });
    }
}

/// Queries may outlive the telemetry.
impl Drop for Binder {
    fn drop(&mut self) {
        release(&self.queries);
    }
}

/// Releases all that is bound.
fn release(queries: &Queries) {
    // A poisoned lock only means that another thread panicked between two whole changes.
    let bound = std::mem::take(&mut *queries.lock().unwrap_or_else(PoisonError::into_inner));
    for query in bound.iter().filter_map(Weak::upgrade) {
        query.bound().change(|sets| sets.retain(|set| !Arc::ptr_eq(&set.queries, queries)));
    }
}

/// What is bound for a query.
pub(crate) struct Bound {
    is_known: AtomicBool,
    sets: ArcSwapOption<Vec<BoundSet>>,
}

#[derive(Clone)]
struct BoundSet {
    /// Whose it is.
    queries: Queries,
    database: Arc<FixedAttributes>,
    duration: BoundHistogram<f64>,
    returned_rows: Option<BoundHistogram<u64>>,
}

impl BoundSet {
    #[inline(always)]
    fn is_of(&self, queries: &Queries, database: &Arc<FixedAttributes>) -> bool {
        // Connections of a pool may have attributes each, which are equal.
        Arc::ptr_eq(&self.queries, queries) && self.database == *database
    }
}

impl Bound {
    pub(crate) const fn new() -> Self {
        Self { is_known: AtomicBool::new(false), sets: ArcSwapOption::const_empty() }
    }

    fn change(&self, change: impl Fn(&mut Vec<BoundSet>)) {
        self.sets.rcu(|sets| {
            let mut sets = sets.as_deref().cloned().unwrap_or_default();
            change(&mut sets);
            (!sets.is_empty()).then(|| Arc::new(sets))
        });
    }
}

/// Another query has other attributes.
impl Clone for Bound {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl fmt::Debug for Bound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sets = self.sets.load().as_deref().map_or(0, Vec::len);
        formatter.debug_struct("Bound").field("sets", &sets).finish_non_exhaustive()
    }
}

/// See [`Telemetry`](crate::Telemetry): nothing is half done after a panic.
impl RefUnwindSafe for Bound {}
impl UnwindSafe for Bound {}
