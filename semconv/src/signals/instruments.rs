//! The instruments of calls.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter, UpDownCounter};

use super::bound::Binder;
use super::measurement::Measurement;
use super::pool_instruments::PoolInstruments;
use super::pool_registry::PoolRegistry;
use crate::attribute::{
    DB_CLIENT_OPERATION_DURATION, DB_CLIENT_RESPONSE_RETURNED_ROWS, DBTRACE_CLIENT_CACHE_LOOKUPS,
    DBTRACE_CLIENT_OPERATION_IN_FLIGHT, DBTRACE_CLIENT_TRANSACTION_DURATION,
};

/// The boundaries that the conventions advise for the duration of an operation.
pub(crate) const SECONDS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// The instruments of the database client conventions, with the boundaries that these advise.
pub(crate) struct Instruments {
    duration: Histogram<f64>,
    returned_rows: Histogram<u64>,
    transaction_duration: Histogram<f64>,
    in_flight: UpDownCounter<i64>,
    cache_lookups: Counter<u64>,
    /// Where the user wants them bound.
    pub(crate) binder: Option<Binder>,
    meter: Meter,
    #[cfg(feature = "messaging")]
    messaging: OnceLock<crate::messaging::MessagingInstruments>,
    pools: OnceLock<PoolInstruments>,
    are_pools_made: AtomicBool,
}

impl Instruments {
    pub(super) fn new(meter: Meter, bound: bool) -> Self {
        let duration = meter
            .f64_histogram(DB_CLIENT_OPERATION_DURATION)
            .with_unit("s")
            .with_description("Duration of database client operations.")
            .with_boundaries(SECONDS.to_vec())
            .build();
        let returned_rows = meter
            .u64_histogram(DB_CLIENT_RESPONSE_RETURNED_ROWS)
            .with_unit("{row}")
            .with_description("The actual number of records returned by the database operation.")
            .with_boundaries(vec![
                1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0,
            ])
            .build();
        let transaction_duration = meter
            .f64_histogram(DBTRACE_CLIENT_TRANSACTION_DURATION)
            .with_unit("s")
            .with_description("Time between the beginning and the end of transactions.")
            .with_boundaries(SECONDS.to_vec())
            .build();
        let in_flight = meter
            .i64_up_down_counter(DBTRACE_CLIENT_OPERATION_IN_FLIGHT)
            .with_unit("{operation}")
            .with_description("The number of database client operations that are under way.")
            .build();
        let cache_lookups = meter
            .u64_counter(DBTRACE_CLIENT_CACHE_LOOKUPS)
            .with_unit("{lookup}")
            .with_description("The number of look-ups in a client-side cache.")
            .build();
        let binder = Binder::new(bound, &meter, &duration, &returned_rows);
        Self {
            duration,
            returned_rows,
            transaction_duration,
            in_flight,
            cache_lookups,
            binder,
            meter,
            #[cfg(feature = "messaging")]
            messaging: OnceLock::new(),
            pools: OnceLock::new(),
            are_pools_made: AtomicBool::new(false),
        }
    }

    /// What pools are measured with, which is made when the first one asks. `None` before the first pool.
    pub(super) fn pools(&self, registry: &Arc<PoolRegistry>) -> Option<&PoolInstruments> {
        if let Some(pools) = self.pools.get() {
            return Some(pools);
        }
        let measure = registry.measure()?;
        // Callbacks cannot be taken back, so only one thread makes them. The others do not wait: the provider may log, and a
        // subscriber may come here again.
        if !self.are_pools_made.swap(true, Ordering::Relaxed) {
            let _ = self.pools.set(measure(&self.meter, registry));
        }
        self.pools.get()
    }

    /// What messages are measured with. Two threads may make it at once: neither waits, because the provider may log.
    #[cfg(feature = "messaging")]
    pub(super) fn messaging(&self) -> Option<&crate::messaging::MessagingInstruments> {
        if self.messaging.get().is_none() {
            let _looking = super::looking::Looking::begin()?;
            let _ = self.messaging.set(crate::messaging::MessagingInstruments::new(&self.meter));
        }
        self.messaging.get()
    }

    pub(crate) fn in_flight(&self) -> &UpDownCounter<i64> {
        &self.in_flight
    }

    pub(crate) fn record_lookups(&self, lookups: usize, attributes: &[KeyValue]) {
        self.cache_lookups.add(u64::try_from(lookups).unwrap_or(u64::MAX), attributes);
    }

    pub(crate) fn record_transaction(&self, duration: Duration, attributes: &[KeyValue]) {
        self.transaction_duration.record(duration.as_secs_f64(), attributes);
    }

    pub(crate) fn record(&self, measurement: &Measurement, attributes: &[KeyValue]) {
        self.duration.record(measurement.seconds, attributes);
        if let Some(rows) = measurement.returned_rows {
            self.returned_rows.record(rows, attributes);
        }
    }
}
