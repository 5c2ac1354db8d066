//! The instruments of the conventions' connection pools.

use std::sync::Arc;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{AsyncInstrument, Counter, Histogram, Meter};

use super::SECONDS;
use super::pool_registry::PoolRegistry;
use super::pool_state::PoolState;
use crate::attribute::{
    DB_CLIENT_CONNECTION_COUNT, DB_CLIENT_CONNECTION_CREATE_TIME, DB_CLIENT_CONNECTION_IDLE_MAX,
    DB_CLIENT_CONNECTION_IDLE_MIN, DB_CLIENT_CONNECTION_MAX, DB_CLIENT_CONNECTION_PENDING_REQUESTS,
    DB_CLIENT_CONNECTION_STATE, DB_CLIENT_CONNECTION_TIMEOUTS, DB_CLIENT_CONNECTION_USE_TIME,
    DB_CLIENT_CONNECTION_WAIT_TIME,
};

/// What is measured when it happens. What a pool is like at the time is observed by callbacks, which need no keeping.
pub(crate) struct PoolInstruments {
    pub(crate) timeouts: Counter<u64>,
    pub(crate) create_time: Histogram<f64>,
    pub(crate) wait_time: Histogram<f64>,
    pub(crate) use_time: Histogram<f64>,
}

impl PoolInstruments {
    pub(crate) fn new(meter: &Meter, registry: &Arc<PoolRegistry>) -> Self {
        let observe = Observe { meter, registry };
        observe.count();
        observe.single(
            DB_CLIENT_CONNECTION_MAX,
            "{connection}",
            "The most connections of the pool.",
            |state| state.max,
        );
        observe.single(
            DB_CLIENT_CONNECTION_IDLE_MAX,
            "{connection}",
            "The most idle connections that the pool keeps.",
            |state| state.idle_max,
        );
        observe.single(
            DB_CLIENT_CONNECTION_IDLE_MIN,
            "{connection}",
            "The least idle connections that the pool keeps.",
            |state| state.idle_min,
        );
        observe.single(
            DB_CLIENT_CONNECTION_PENDING_REQUESTS,
            "{request}",
            "Requests that wait for a connection of the pool.",
            |state| state.pending_requests,
        );
        let seconds = |name, description| {
            let histogram = meter.f64_histogram(name).with_unit("s").with_description(description);
            // The conventions advise no bounds here: those of an operation fit.
            histogram.with_boundaries(SECONDS.to_vec()).build()
        };
        Self {
            timeouts: meter
                .u64_counter(DB_CLIENT_CONNECTION_TIMEOUTS)
                .with_unit("{timeout}")
                .with_description("Requests for a connection of the pool that timed out.")
                .build(),
            create_time: seconds(DB_CLIENT_CONNECTION_CREATE_TIME, "How long making a connection took."),
            wait_time: seconds(
                DB_CLIENT_CONNECTION_WAIT_TIME,
                "How long obtaining a connection from the pool took.",
            ),
            use_time: seconds(DB_CLIENT_CONNECTION_USE_TIME, "How long a connection was away from the pool."),
        }
    }
}

/// The instruments whose values are asked for when they are collected. They do not keep the pools.
struct Observe<'a> {
    meter: &'a Meter,
    registry: &'a Arc<PoolRegistry>,
}

impl Observe<'_> {
    fn count(&self) {
        let registry = Arc::downgrade(self.registry);
        let state = |value| KeyValue::new(DB_CLIENT_CONNECTION_STATE, value);
        let (idle, used) = (state("idle"), state("used"));
        self.meter
            .i64_observable_up_down_counter(DB_CLIENT_CONNECTION_COUNT)
            .with_unit("{connection}")
            .with_description("Connections of the pool, by their state.")
            .with_callback(move |observer| {
                let Some(registry) = registry.upgrade() else { return };
                for (pool, state) in registry.states() {
                    tell(observer, state.idle, &[pool.clone(), idle.clone()]);
                    tell(observer, state.used, &[pool, used.clone()]);
                }
                registry.warn_of_held();
            })
            .build();
    }

    fn single(
        &self,
        name: &'static str,
        unit: &'static str,
        description: &'static str,
        value: fn(&PoolState) -> usize,
    ) {
        let registry = Arc::downgrade(self.registry);
        self.meter
            .i64_observable_up_down_counter(name)
            .with_unit(unit)
            .with_description(description)
            .with_callback(move |observer| {
                let Some(registry) = registry.upgrade() else { return };
                for (pool, state) in registry.states() {
                    tell(observer, value(&state), &[pool]);
                }
            })
            .build();
    }
}

fn tell(observer: &dyn AsyncInstrument<i64>, value: usize, attributes: &[KeyValue]) {
    observer.observe(i64::try_from(value).unwrap_or(i64::MAX), attributes);
}
