//! The pools that are there when metrics are collected.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use opentelemetry::KeyValue;

use super::telemetry::{PoolInner, PoolState};

/// The pools of one instrumentation. OpenTelemetry cannot take an instrument's callback back, so the callbacks ask
/// here, and what a pool tells ends with the pool.
#[derive(Debug, Default)]
pub(crate) struct PoolRegistry(Mutex<Vec<Weak<PoolInner>>>);

impl PoolRegistry {
    pub(crate) fn add(&self, pool: &Arc<PoolInner>) {
        let mut pools = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(pool));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
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
    fn pools(&self) -> Vec<Arc<PoolInner>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().filter_map(Weak::upgrade).collect()
    }
}
