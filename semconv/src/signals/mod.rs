//! Where spans and measurements go: a tracer and the instruments, explicit or from the global providers.

#[cfg_attr(not(feature = "bound-instruments"), path = "unbound.rs")]
mod bound;
mod measurement;
mod pool_instruments;
mod pool_registry;
mod pool_state;

use std::cell::Cell;
use std::fmt;
use std::panic::RefUnwindSafe;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use opentelemetry::global::{self, BoxedSpan, BoxedTracer};
use opentelemetry::metrics::{Histogram, Meter, MeterProvider};
use opentelemetry::trace::{
    Span as _, SpanBuilder, SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    Tracer as _,
};
use opentelemetry::{Context, InstrumentationScope, KeyValue};

pub(crate) use self::bound::{Binder, Bound, HasBound};
pub(crate) use self::measurement::Measurement;
pub(crate) use self::pool_instruments::PoolInstruments;
pub(crate) use self::pool_registry::Observable;
use self::pool_registry::PoolRegistry;
pub use self::pool_state::PoolState;
use crate::attribute::{DB_CLIENT_OPERATION_DURATION, DB_CLIENT_RESPONSE_RETURNED_ROWS};

pub(crate) type TracerSource = Arc<dyn Fn(InstrumentationScope) -> BoxedTracer + Send + Sync>;
pub(crate) type MeterSource = Arc<dyn MeterProvider + Send + Sync>;

/// While no global provider is known: every call looks for one this many times, and one in `LOOK_EVERY` after that.
const LOOK_ALWAYS: u32 = 256;
const LOOK_EVERY: u32 = 16;

thread_local! {
    /// Which of the calls look, drawn by chance: a count would pass over one of two clients that take turns. It is the
    /// thread's own, as threads would wait for one that they share.
    static CHANCE: Cell<u32> = const { Cell::new(1) };
}

const NOBODY: SpanId = SpanId::from_bytes([0xff; 8]);

/// A context in which nothing is recorded, inside a span that there is not and that was not sampled either.
static NOWHERE: LazyLock<Context> = LazyLock::new(|| {
    let trace = TraceId::from_bytes([0xff; 16]);
    let parent = SpanContext::new(trace, NOBODY, TraceFlags::default(), true, TraceState::default());
    Context::new().with_remote_span_context(parent).with_telemetry_suppressed()
});

/// The tracer and the instruments of one instrumentation.
///
/// With the global providers, both are found late: what the global API hands out before the application has
/// installed its provider is a no-op for ever, so nothing is kept until it proves to be real. Once found they are kept,
/// and a call costs one load of a pointer that never changes again.
pub(crate) struct Signals {
    scope: InstrumentationScope,
    tracer: OnceLock<BoxedTracer>,
    instruments: OnceLock<Instruments>,
    /// The global meter provider as it was at the start, to be told from the one that is installed later.
    placeholder: Option<MeterSource>,
    first_calls: AtomicU32,
    bound_instruments: bool,
    pools: Arc<PoolRegistry>,
}

/// See [`Telemetry`](crate::Telemetry): nothing is half done after a panic.
impl RefUnwindSafe for Signals {}

impl Signals {
    pub(crate) fn new(
        scope: InstrumentationScope,
        tracers: Option<&TracerSource>,
        meters: Option<&MeterSource>,
        bound_instruments: bool,
    ) -> Self {
        let mut signals = Self {
            scope,
            tracer: OnceLock::new(),
            instruments: OnceLock::new(),
            placeholder: None,
            first_calls: AtomicU32::new(0),
            bound_instruments,
            pools: Arc::default(),
        };
        if let Some(tracers) = tracers {
            signals.tracer = OnceLock::from(tracers(signals.scope.clone()));
        }
        if let Some(meters) = meters {
            signals.use_meters(meters);
        } else {
            let meters = global::meter_provider();
            // The API's own no-op provider is the only one that holds nothing.
            if size_of_val(&*meters) == 0 {
                signals.placeholder = Some(meters);
            } else {
                signals.use_meters(&meters);
            }
        }
        signals
    }

    /// Whether this call may find a tracer, and looks for the instruments while at it.
    ///
    /// `local_parent` says that the caller runs in a span of this process, so that a provider is there.
    #[inline]
    pub(crate) fn look(&self, local_parent: bool) -> bool {
        let has_tracer = self.tracer.get().is_some();
        if has_tracer && self.instruments.get().is_some() {
            return true;
        }
        let due = self.take_turn();
        if due {
            self.look_for_meters();
        }
        has_tracer || ((due || local_parent) && self.global_tracer_seems_real())
    }

    /// Whether the next call may be recorded: false while no provider is known and that call will not look for one.
    pub(crate) fn may_record(&self, local_parent: bool) -> bool {
        self.tracer.get().is_some() || self.instruments.get().is_some() || local_parent || self.is_due()
    }

    /// Whether this call, which misses something, looks for it.
    #[inline]
    fn take_turn(&self) -> bool {
        // A lost update only means one more look.
        let first_calls = self.first_calls.load(Ordering::Relaxed);
        if first_calls < LOOK_ALWAYS {
            self.first_calls.store(first_calls + 1, Ordering::Relaxed);
            return true;
        }
        let chance = next_chance();
        CHANCE.set(chance);
        chance < u32::MAX / LOOK_EVERY
    }

    /// Whether the next call that misses something looks for it.
    fn is_due(&self) -> bool {
        self.first_calls.load(Ordering::Relaxed) < LOOK_ALWAYS || next_chance() < u32::MAX / LOOK_EVERY
    }

    /// Asks for a span that nobody will ever see, since telemetry is suppressed where it would begin. The API's no-op tracer
    /// does not look at that, and repeats the identity of the parent; the SDK's answers with a span of no identity.
    #[cold]
    fn global_tracer_seems_real(&self) -> bool {
        let span = global::tracer_with_scope(self.scope.clone())
            .build_with_context(SpanBuilder::from_name(""), &NOWHERE);
        span.span_context().span_id() != NOBODY
    }

    /// Looks for the instruments alone, for what is no call: it does not take the turn of one.
    #[cold]
    pub(crate) fn look_for_meters(&self) {
        if self.instruments.get().is_some() {
            return;
        }
        let meters = global::meter_provider();
        if self.placeholder.as_ref().is_none_or(|placeholder| !Arc::ptr_eq(placeholder, &meters)) {
            self.use_meters(&meters);
        }
    }

    fn use_meters(&self, meters: &MeterSource) {
        // Another thread may have been faster; its instruments are as good.
        let meter = meters.meter_with_scope(self.scope.clone());
        let _ = self.instruments.set(Instruments::new(meter, self.bound_instruments));
        self.pool_instruments();
    }

    /// The pools that these signals record.
    pub(crate) fn pools(&self) -> &Arc<PoolRegistry> {
        &self.pools
    }

    /// What pools are measured with, which is made when the first one asks. Nothing before the first pool.
    pub(crate) fn pool_instruments(&self) -> Option<&PoolInstruments> {
        let instruments = self.instruments.get()?;
        if let Some(pools) = instruments.pools.get() {
            return Some(pools);
        }
        let measure = self.pools.measure()?;
        Some(instruments.pools.get_or_init(|| measure(&instruments.meter, &self.pools)))
    }

    #[inline]
    pub(crate) fn instruments(&self) -> Option<&Instruments> {
        self.instruments.get()
    }

    /// Starts a span under `parent`: none where there is no tracer yet. One that is found is kept if its span has an identity
    /// of its own.
    #[inline]
    pub(crate) fn start_span(
        &self,
        builder: impl FnOnce() -> SpanBuilder,
        parent: &Context,
    ) -> Option<BoxedSpan> {
        if let Some(tracer) = self.tracer.get() {
            return Some(tracer.build_with_context(builder(), parent));
        }
        let tracer = global::tracer_with_scope(self.scope.clone());
        let span = tracer.build_with_context(builder(), parent);
        let identity = span.span_context();
        if !identity.is_valid() || identity.span_id() == parent.span().span_context().span_id() {
            return None;
        }
        let _ = self.tracer.set(tracer);
        Some(span)
    }
}

/// A linear congruential generator, whose high bits are its good ones.
#[inline]
fn next_chance() -> u32 {
    CHANCE.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223)
}

impl fmt::Debug for Signals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Signals")
            .field("scope", &self.scope.name())
            .field("tracer", &self.tracer.get().is_some())
            .field("instruments", &self.instruments.get().is_some())
            .finish_non_exhaustive()
    }
}

/// The boundaries that the conventions advise for the duration of an operation.
pub(crate) const SECONDS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// The instruments of the database client conventions, with the boundaries that these advise.
pub(crate) struct Instruments {
    duration: Histogram<f64>,
    returned_rows: Histogram<u64>,
    /// Where the user wants them bound.
    pub(crate) binder: Option<Binder>,
    meter: Meter,
    pools: OnceLock<PoolInstruments>,
}

impl Instruments {
    fn new(meter: Meter, bound: bool) -> Self {
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
        let binder = Binder::new(bound, &meter, &duration, &returned_rows);
        Self { duration, returned_rows, binder, meter, pools: OnceLock::new() }
    }

    pub(crate) fn record(&self, measurement: &Measurement, attributes: &[KeyValue]) {
        self.duration.record(measurement.seconds, attributes);
        if let Some(rows) = measurement.returned_rows {
            self.returned_rows.record(rows, attributes);
        }
    }
}
