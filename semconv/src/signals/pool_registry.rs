//! The pools that are there when metrics are collected.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use super::pool_instruments::PoolInstruments;
use super::pool_state::PoolState;

/// A pool, as the collection of metrics sees it.
pub(crate) trait Observable: Send + Sync {
    /// Returns the pool's name and state, or `None` after the pool was dropped.
    fn state(&self) -> Option<(KeyValue, PoolState)>;

    /// Warns of connections that are held too long.
    fn warn_of_held(&self);
}

/// The pools of one instrumentation. OpenTelemetry cannot take an instrument's callback back, so the callbacks ask
/// here, and the recording of a pool ends with the pool.
#[derive(Default)]
pub(crate) struct PoolRegistry(Mutex<Pools>);

#[derive(Default)]
struct Pools {
    all: Vec<Weak<dyn Observable>>,
    /// What measures them. A pointer that the first pool brings, so that a program without pools has none of that code.
    measure: Option<Measure>,
}

type Measure = fn(&Meter, &Arc<PoolRegistry>) -> PoolInstruments;

impl PoolRegistry {
    pub(crate) fn add(&self, pool: Weak<dyn Observable>) {
        let mut pools = self.lock();
        pools.all.retain(|pool| pool.strong_count() > 0);
        pools.all.push(pool);
        pools.measure = Some(PoolInstruments::new);
    }

    /// What makes the pools' instruments: nothing before the first pool.
    pub(crate) fn measure(&self) -> Option<Measure> {
        self.lock().measure
    }

    /// What the pools are like at this moment, those of one name together.
    pub(crate) fn states(&self) -> Vec<(KeyValue, PoolState)> {
        let mut states: Vec<(KeyValue, PoolState)> = Vec::new();
        for pool in self.pools() {
            let Some((name, state)) = pool.state() else { continue };
            match states.iter_mut().find(|(other, _)| *other == name) {
                Some((_, sum)) => *sum = sum.plus(state),
                None => states.push((name, state)),
            }
        }
        states
    }

    /// Warns of connections that are held too long.
    pub(crate) fn warn_of_held(&self) {
        for pool in self.pools() {
            pool.warn_of_held();
        }
    }

    /// Nothing is asked of a pool while the list is locked: pools have locks of their own.
    fn pools(&self) -> Vec<Arc<dyn Observable>> {
        self.lock().all.iter().filter_map(Weak::upgrade).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Pools> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for PoolRegistry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PoolRegistry").field("pools", &self.lock().all.len()).finish_non_exhaustive()
    }
}
