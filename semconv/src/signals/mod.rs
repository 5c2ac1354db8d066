//! Where spans and measurements go: a tracer and the instruments, of given providers or of the global ones.
//!
//! ```text
//! turn (is it time?) ──▶ looking (not twice on a thread) ──▶ global provider ──▶ found (tracer, instruments)
//! ```

#[cfg_attr(not(feature = "bound-instruments"), path = "unbound.rs")]
mod bound;
mod found;
mod instruments;
mod looking;
mod measurement;
mod pool_instruments;
mod pool_registry;
mod pool_state;
mod turn;

use std::fmt;
use std::panic::RefUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

use opentelemetry::global::{self, BoxedSpan, BoxedTracer};
use opentelemetry::metrics::MeterProvider;
use opentelemetry::trace::{
    Span as _, SpanBuilder, SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    Tracer as _,
};
use opentelemetry::{Context, InstrumentationScope};

pub(crate) use self::bound::{Bound, HasBound};
use self::found::{Found, Holding};
pub(crate) use self::instruments::{Instruments, SECONDS};
use self::looking::Looking;
pub(crate) use self::measurement::Measurement;
pub(crate) use self::pool_instruments::PoolInstruments;
pub(crate) use self::pool_registry::Observable;
use self::pool_registry::PoolRegistry;
pub use self::pool_state::PoolState;
use self::turn::{LOOK_ALWAYS, Turn};
use crate::notice;

pub(crate) type TracerSource = Arc<dyn Fn(InstrumentationScope) -> BoxedTracer + Send + Sync>;
type SeenMeters = Weak<dyn MeterProvider + Send + Sync>;
pub(crate) type MeterSource = Arc<dyn MeterProvider + Send + Sync>;

/// The version of OpenTelemetry whose global providers are looked for. A program may have another one as well.
const OPENTELEMETRY: &str = "0.33";
/// How many calls find no provider before a notice says so.
const QUIET_CALLS: u32 = 1_000;

/// How many calls in a turn look for another provider because that of the tracer was shut down.
const MOST_LOOKS_AFTER_SHUT_DOWN: u32 = 1_024;

const NOBODY: SpanId = SpanId::from_bytes([0xff; 8]);

/// A context in which nothing is recorded, inside a span that there is not and that was not sampled either.
static NOWHERE: LazyLock<Context> = LazyLock::new(|| {
    let trace = TraceId::from_bytes([0xff; 16]);
    let parent = SpanContext::new(trace, NOBODY, TraceFlags::default(), true, TraceState::default());
    Context::new().with_remote_span_context(parent).with_telemetry_suppressed()
});

/// Which of the two there is for a call.
#[derive(Clone, Copy)]
pub(crate) struct Present {
    pub(crate) tracer: bool,
    pub(crate) instruments: bool,
}

/// The tracer and the instruments of one instrumentation.
///
/// A given provider is asked once. The global ones may be installed late, replaced or shut down, and the API has no event for
/// that. So they are asked again: when a client is created, about once in a second in which calls are made, and when a
/// provider shows that it was shut down.
pub(crate) struct Signals {
    scope: InstrumentationScope,
    meters: Option<MeterSource>,
    has_own_tracer: bool,
    uses_global_provider: bool,
    tracer: Found<BoxedTracer>,
    instruments: Found<Instruments>,
    /// The global meter provider of the instruments, which is not kept alive by this.
    seen_meters: Mutex<Option<SeenMeters>>,
    turn: Turn,
    /// How many looks inside a span found no tracer.
    vain_looks: AtomicU32,
    /// How many looks there were after a shut down since the last turn.
    looks_after_shut_down: AtomicU32,
    bound_instruments: bool,
    pools: Arc<PoolRegistry>,
}

/// See [`Telemetry`](crate::Telemetry): nothing is half done after a panic.
impl RefUnwindSafe for Signals {}

impl Signals {
    /// Returns signals that find what they need at the first [`prepare`](Self::prepare) or call.
    pub(crate) fn new(
        scope: InstrumentationScope,
        tracers: Option<&TracerSource>,
        meters: Option<MeterSource>,
        bound_instruments: bool,
    ) -> Self {
        let tracer = Found::nothing();
        if let Some(tracers) = tracers {
            tracer.keep(tracers(scope.clone()));
        }
        Self {
            scope,
            has_own_tracer: tracers.is_some(),
            uses_global_provider: tracers.is_none() || meters.is_none(),
            meters,
            tracer,
            instruments: Found::nothing(),
            seen_meters: Mutex::default(),
            turn: Turn::default(),
            vain_looks: AtomicU32::new(0),
            looks_after_shut_down: AtomicU32::new(0),
            bound_instruments,
            pools: Arc::default(),
        }
    }

    /// Looks for everything now, when a client is created. The global providers may be others than for the last client.
    pub(crate) fn prepare(&self) {
        if self.uses_global_provider || !self.instruments.is_some() {
            self.look_for_all();
        }
    }

    /// Returns what there is for this call, and looks for what is missing if it is time.
    ///
    /// `local_parent` says that the caller runs in a span of this process, so a provider is there.
    #[inline]
    pub(crate) fn look(&self, local_parent: bool) -> Present {
        let present = self.present();
        if present.tracer && present.instruments && !self.uses_global_provider {
            return present;
        }
        if self.turn.passes(present.tracer && present.instruments) && (present.tracer || !local_parent) {
            return present;
        }
        self.look_if_due(present, local_parent)
    }

    #[cold]
    fn look_if_due(&self, present: Present, local_parent: bool) -> Present {
        if self.turn.take(!present.tracer || !present.instruments) {
            self.look_for_all();
            self.present()
        } else if !present.tracer && local_parent {
            Present { tracer: self.look_inside_span(), ..present }
        } else {
            present
        }
    }

    #[inline]
    fn present(&self) -> Present {
        Present { tracer: self.tracer.is_some(), instruments: self.instruments.is_some() }
    }

    /// Returns `false` if the next call is certainly not recorded: no provider is known, and that call will not look for one.
    pub(crate) fn may_record(&self, local_parent: bool) -> bool {
        self.tracer.is_some() || self.instruments.is_some() || local_parent || self.turn.may_come()
    }

    #[cold]
    fn look_for_all(&self) {
        self.looks_after_shut_down.store(0, Ordering::Relaxed);
        self.look_for_instruments();
        self.look_for_tracer();
        if !self.tracer.is_some() && !self.instruments.is_some() && self.turn.missed() >= QUIET_CALLS {
            say_that_nothing_is_installed();
        }
    }

    /// Takes what the global provider has now, if that is real. Returns `true` if there is a tracer.
    #[cold]
    fn look_for_tracer(&self) -> bool {
        if !self.has_own_tracer
            && let Some(_looking) = Looking::begin()
        {
            let tracer = global::tracer_with_scope(self.scope.clone());
            if is_real(&tracer) {
                self.tracer.replace(tracer);
            }
        }
        self.tracer.is_some()
    }

    /// Looks for a tracer because the call is made inside a local span. It does so a few times, if there is none.
    #[cold]
    fn look_inside_span(&self) -> bool {
        let vain_looks = self.vain_looks.load(Ordering::Relaxed);
        if vain_looks >= LOOK_ALWAYS {
            return false;
        }
        self.vain_looks.store(vain_looks + 1, Ordering::Relaxed);
        self.look_for_tracer()
    }

    /// Takes the instruments of the given provider, or of the global one if it is new.
    fn look_for_instruments(&self) {
        let Some(_looking) = Looking::begin() else { return };
        // What is replaced is dropped at the end, when nothing is locked.
        let _replaced = match &self.meters {
            Some(_) if self.instruments.is_some() => return,
            Some(meters) => {
                self.instruments.keep(self.make_instruments(meters));
                None
            }
            None => {
                let meters = global::meter_provider();
                if !is_new(&meters, self.seen_meters().as_ref()) {
                    return;
                }
                let instruments = self.make_instruments(&meters);
                let mut seen = self.seen_meters();
                if !is_new(&meters, seen.as_ref()) {
                    return;
                }
                *seen = Some(Arc::downgrade(&meters));
                self.instruments.keep_or_replace(instruments)
            }
        };
        self.make_pool_instruments();
    }

    fn seen_meters(&self) -> MutexGuard<'_, Option<SeenMeters>> {
        self.seen_meters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make_instruments(&self, meters: &MeterSource) -> Instruments {
        Instruments::new(meters.meter_with_scope(self.scope.clone()), self.bound_instruments)
    }

    /// The instrumentation.
    pub(crate) fn scope(&self) -> &InstrumentationScope {
        &self.scope
    }

    /// The pools that these signals record.
    pub(crate) fn pools(&self) -> &Arc<PoolRegistry> {
        &self.pools
    }

    /// Makes what pools are measured with, unless no pool is registered yet.
    pub(crate) fn make_pool_instruments(&self) {
        self.with_pool_instruments(|_| ());
    }

    /// Passes what pools are measured with to `use_it`, if there are pools and a provider.
    pub(crate) fn with_pool_instruments(&self, use_it: impl FnOnce(&PoolInstruments)) {
        if let Some(instruments) = self.instruments() {
            instruments.pools(&self.pools).map(use_it);
        }
    }

    /// Passes what messages are measured with to `use_it`, if there is a provider.
    #[cfg(feature = "messaging")]
    pub(crate) fn with_messaging_instruments(
        &self,
        use_it: impl FnOnce(&crate::messaging::MessagingInstruments),
    ) {
        if let Some(instruments) = self.instruments() {
            instruments.messaging().map(use_it);
        }
    }

    #[inline]
    pub(crate) fn has_instruments(&self) -> bool {
        self.instruments.is_some()
    }

    /// Returns the instruments, unless they were replaced.
    #[inline]
    pub(crate) fn kept_instruments(&self) -> Option<&Instruments> {
        self.instruments.kept()
    }

    pub(crate) fn instruments(&self) -> Option<Holding<'_, Instruments>> {
        self.instruments.get()
    }

    /// Starts a span under `parent`, or returns `None` if there is no tracer.
    pub(crate) fn start_span(&self, builder: SpanBuilder, parent: &Context) -> Option<BoxedSpan> {
        self.with_tracer(|tracer| tracer.build_with_context(builder, parent))
    }

    /// Passes the tracer to `use_it`, or returns `None` if there is none.
    #[inline(always)]
    pub(crate) fn with_tracer<T>(&self, use_it: impl FnOnce(&BoxedTracer) -> T) -> Option<T> {
        // As for the instruments: what is kept is read without a guard.
        let held;
        let tracer = if let Some(tracer) = self.tracer.kept() {
            tracer
        } else {
            held = self.tracer.get()?;
            &*held
        };
        Some(use_it(tracer))
    }

    /// Returns `true` if `span`, which does not record, is to be started again: it has no identity, so its provider was shut
    /// down, and another one was looked for.
    #[inline]
    pub(crate) fn replaces_tracer_of(&self, span: &BoxedSpan) -> bool {
        !span.span_context().is_valid() && self.look_after_shut_down()
    }

    #[cold]
    fn look_after_shut_down(&self) -> bool {
        // A provider that was shut down and not replaced is not asked without end.
        let looks = self.looks_after_shut_down.load(Ordering::Relaxed);
        if self.has_own_tracer || looks >= MOST_LOOKS_AFTER_SHUT_DOWN {
            return false;
        }
        self.looks_after_shut_down.store(looks + 1, Ordering::Relaxed);
        self.look_for_tracer()
    }
}

/// Returns `true` if the global provider `meters` is not the one that was seen.
fn is_new(meters: &MeterSource, seen: Option<&SeenMeters>) -> bool {
    match seen {
        // The API's own no-op provider, which is there at first, is the only one that holds nothing.
        None => size_of_val(&**meters) > 0,
        Some(seen) => !std::ptr::addr_eq(seen.as_ptr(), Arc::as_ptr(meters)),
    }
}

/// Asks for a span that is never exported, because telemetry is suppressed in its context. The API's no-op tracer does
/// not look at that, and repeats the identity of the parent. The SDK's answers with a span of no identity.
fn is_real(tracer: &BoxedTracer) -> bool {
    let span = tracer.build_with_context(SpanBuilder::from_name(""), &NOWHERE);
    span.span_context().span_id() != NOBODY
}

/// Logs it once in a process, because some programs want no telemetry.
fn say_that_nothing_is_installed() {
    static SAID: AtomicBool = AtomicBool::new(false);
    if SAID.swap(true, Ordering::Relaxed) {
        return;
    }
    let event = || {
        tracing::info!(
            name: "dbtrace.no_provider",
            "{QUIET_CALLS} database calls were not recorded: no OpenTelemetry {OPENTELEMETRY} provider is installed. If your \
             program installs one, it may be of another version: see `cargo tree -d -i opentelemetry`"
        );
    };
    // A program without a subscriber may have no interest in telemetry.
    notice::give(&event, &|| ());
}

impl fmt::Debug for Signals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Signals")
            .field("scope", &self.scope.name())
            .field("tracer", &self.tracer.is_some())
            .field("instruments", &self.instruments.is_some())
            .finish_non_exhaustive()
    }
}
