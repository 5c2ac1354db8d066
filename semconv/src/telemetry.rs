//! How: providers and settings.

use std::borrow::Cow;
use std::fmt;
use std::panic::RefUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use opentelemetry::global::BoxedTracer;
use opentelemetry::metrics::MeterProvider;
use opentelemetry::trace::{Span, Tracer, TracerProvider};
use opentelemetry::{InstrumentationScope, KeyValue};

use crate::environment::Environment;
use crate::operation::Operation;
use crate::query::Query;
use crate::settings::{QueryText, Settings};
use crate::signals::{MeterSource, Signals, TracerSource};
use crate::sql::Cache;

static DEFAULT: RwLock<Option<Telemetry>> = RwLock::new(None);

/// Providers and settings, shared by all clients that are given it. Cheap to clone.
///
/// ```
/// use db_semconv::{QueryText, Telemetry};
///
/// // The global providers, and the settings that the environment gives:
/// let telemetry = Telemetry::global();
///
/// // Or with settings of your own, for every client that is connected from now on and given nothing else:
/// Telemetry::builder().query_text(QueryText::Off).require_parent(true).build().set_global();
/// ```
#[derive(Clone)]
pub struct Telemetry(Arc<TelemetryInner>);

struct TelemetryInner {
    settings: Settings,
    tracers: Option<TracerSource>,
    meters: Option<MeterSource>,
    /// A handful at most: one for each kind of client in the process.
    instrumentations: Mutex<Vec<(Instrumentation, Arc<Signals>)>>,
    /// What a query looks like depends on the settings, so no two telemetries share this.
    queries: Cache<Query>,
}

/// A panic leaves nothing half done in here: providers are only read, and what is locked is written whole. The
/// driver's types promise as much, and so does what holds a telemetry.
impl RefUnwindSafe for TelemetryInner {}

/// Who instruments: the name and version of the scope, and the word in its environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instrumentation {
    /// The crate that instruments, e.g. `pg-trace`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What stands in the middle of `OTEL_INSTRUMENTATION_…_ENABLED`, e.g. `TOKIO_POSTGRES`.
    pub variable: &'static str,
}

impl Telemetry {
    /// Starts from the settings that the environment gives, and the global providers.
    pub fn builder() -> TelemetryBuilder {
        TelemetryBuilder {
            settings: Settings::from_environment(&Environment::of_process()),
            tracers: None,
            meters: None,
        }
    }

    /// The process-wide default, which clients use that are given no telemetry of their own.
    ///
    /// It is what [`set_global`](Self::set_global) set; else the global providers with the environment's settings.
    /// A client that is connected before the application installs its global providers begins to trace when they
    /// are there.
    pub fn global() -> Self {
        if let Some(telemetry) = DEFAULT.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return telemetry.clone();
        }
        let mut default = DEFAULT.write().unwrap_or_else(PoisonError::into_inner);
        default.get_or_insert_with(|| Self::builder().build()).clone()
    }

    /// Makes this the process-wide default of clients that are made from now on.
    pub fn set_global(self) {
        *DEFAULT.write().unwrap_or_else(PoisonError::into_inner) = Some(self);
    }

    /// Records nothing: a call checks that and goes on.
    pub fn disabled() -> Self {
        Self::builder().enabled(false).build()
    }

    #[inline]
    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The texts that were analysed under the settings.
    pub(crate) fn queries(&self) -> &Cache<Query> {
        &self.0.queries
    }

    /// The signals of an instrumentation, or none where it is switched off.
    pub(crate) fn signals(&self, instrumentation: Instrumentation) -> Option<Arc<Signals>> {
        let mut known = self.0.instrumentations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, signals)) = known.iter().find(|(key, _)| *key == instrumentation) {
            return Some(Arc::clone(signals));
        }
        if !self.enables(instrumentation) {
            return None;
        }
        let scope = InstrumentationScope::builder(instrumentation.name)
            .with_version(instrumentation.version)
            .with_schema_url("https://opentelemetry.io/schemas/1.42.0")
            .build();
        let signals = Arc::new(Signals::new(
            scope,
            self.0.tracers.as_ref(),
            self.0.meters.as_ref(),
            self.0.settings.bound_instruments,
        ));
        known.push((instrumentation, Arc::clone(&signals)));
        Some(signals)
    }

    fn enables(&self, instrumentation: Instrumentation) -> bool {
        self.0.settings.enabled.unwrap_or_else(|| {
            let environment = Environment::of_process();
            let default = environment.flag("OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", true);
            environment.flag(&format!("OTEL_INSTRUMENTATION_{}_ENABLED", instrumentation.variable), default)
        })
    }
}

/// The process-wide default, as [`Telemetry::global`].
impl Default for Telemetry {
    fn default() -> Self {
        Self::global()
    }
}

/// Two handles on the same telemetry are equal.
impl PartialEq for Telemetry {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Telemetry {}

impl fmt::Debug for Telemetry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Telemetry")
            .field("settings", &self.0.settings)
            .field("own_tracer_provider", &self.0.tracers.is_some())
            .field("own_meter_provider", &self.0.meters.is_some())
            .finish_non_exhaustive()
    }
}

/// Makes a [`Telemetry`]. What is not set comes from the environment variable that each method names, then from the
/// default.
#[must_use = "a builder does nothing until `build` is called"]
pub struct TelemetryBuilder {
    settings: Settings,
    tracers: Option<TracerSource>,
    meters: Option<MeterSource>,
}

impl TelemetryBuilder {
    /// Where spans go. Default: the global provider, also one that is installed later.
    pub fn tracer_provider<P>(mut self, provider: P) -> Self
    where
        P: TracerProvider + Send + Sync + 'static,
        P::Tracer: Tracer + Send + Sync + 'static,
        <P::Tracer as Tracer>::Span: Span + Send + Sync + 'static,
    {
        self.tracers =
            Some(Arc::new(move |scope| BoxedTracer::new(Box::new(provider.tracer_with_scope(scope)))));
        self
    }

    /// Where measurements go. Default: the global provider, also one that is installed later.
    pub fn meter_provider(mut self, provider: impl MeterProvider + Send + Sync + 'static) -> Self {
        self.meters = Some(Arc::new(provider));
        self
    }

    /// Whether anything is recorded at all. Default: true.
    ///
    /// `OTEL_INSTRUMENTATION_TOKIO_POSTGRES_ENABLED`, `…_REDIS_ENABLED`, `…_DIESEL_ENABLED`, and for those that are
    /// not set `OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED`.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = Some(enabled);
        self
    }

    /// What `db.query.text` shows. Default: [`QueryText::Sanitized`]. `DBTRACE_QUERY_TEXT`.
    pub fn query_text(mut self, query_text: QueryText) -> Self {
        self.settings.query_text = query_text;
        self
    }

    /// The most bytes of `db.query.text`, and of an error's message or a parameter where these are on; 0 is no
    /// limit. What is cut ends in `…`, which counts. Default: 1,024. `DBTRACE_QUERY_TEXT_LIMIT`.
    pub fn query_text_limit(mut self, bytes: usize) -> Self {
        self.settings.query_text_limit = bytes;
        self
    }

    /// Whether what looks like a value in a Redis key or hash field is replaced by `?`, as in `user:?`: digits, long
    /// hexadecimal numbers, UUIDs and what looks like base64. Default: false. `DBTRACE_MASKED_KEYS`.
    pub fn masked_keys(mut self, masked_keys: bool) -> Self {
        self.settings.masked_keys = masked_keys;
        self
    }

    /// Whether `db.response.returned_rows` is recorded, on spans and as a metric. Default: true (the conventions
    /// make it an opt-in; here the driver has counted them anyway). `DBTRACE_RETURNED_ROWS`.
    pub fn returned_rows(mut self, returned_rows: bool) -> Self {
        self.settings.returned_rows = returned_rows;
        self
    }

    /// Whether the values of query parameters go out, as `db.query.parameter.<index>`. Default: false.
    /// `DBTRACE_QUERY_PARAMETERS`.
    ///
    /// These are your users' data.
    pub fn query_parameters(mut self, query_parameters: bool) -> Self {
        self.settings.query_parameters = query_parameters;
        self
    }

    /// Whether the server's own error message goes out as the status description. Default: false.
    /// `DBTRACE_ERROR_MESSAGES`.
    ///
    /// Messages and their details quote values.
    pub fn error_messages(mut self, error_messages: bool) -> Self {
        self.settings.error_messages = error_messages;
        self
    }

    /// Whether connecting is a span. Default: true. `DBTRACE_CONNECT_SPANS`.
    pub fn connect_spans(mut self, connect_spans: bool) -> Self {
        self.settings.connect_spans = connect_spans;
        self
    }

    /// Whether `BEGIN`, `COMMIT`, `ROLLBACK` and savepoints are spans. Default: true. `DBTRACE_TRANSACTION_SPANS`.
    pub fn transaction_spans(mut self, transaction_spans: bool) -> Self {
        self.settings.transaction_spans = transaction_spans;
        self
    }

    /// Whether checks that a connection is alive are spans. Default: false. `DBTRACE_HEALTH_CHECK_SPANS`.
    pub fn health_check_spans(mut self, health_check_spans: bool) -> Self {
        self.settings.health_check_spans = health_check_spans;
        self
    }

    /// Whether a call is a span only inside another span. Default: false. `DBTRACE_REQUIRE_PARENT`.
    ///
    /// Metrics are recorded all the same.
    pub fn require_parent(mut self, require_parent: bool) -> Self {
        self.settings.require_parent = require_parent;
        self
    }

    /// Whether a call inside an unsampled span skips the sampler, and builds no span for it to drop. Default: true,
    /// unless `OTEL_TRACES_SAMPLER` names a sampler that does not follow the parent.
    ///
    /// Set it to false if the provider was given such a sampler in code (`Sampler::AlwaysOn` without
    /// `Sampler::ParentBased`). Metrics are recorded all the same.
    pub fn skip_unsampled_parent(mut self, skip_unsampled_parent: bool) -> Self {
        self.settings.skip_unsampled_parent = skip_unsampled_parent;
        self
    }

    /// Whether `db.operation.name` and `db.collection.name` are taken from the text of a query, where it has a single
    /// one of each. Default: false, as the conventions say. `DBTRACE_OPERATION_NAMES`.
    pub fn operation_names(mut self, operation_names: bool) -> Self {
        self.settings.operation_names = operation_names;
        self
    }

    /// Whether the instruments are bound to the attributes of calls that succeed. Default: false.
    /// `DBTRACE_BOUND_INSTRUMENTS`.
    ///
    /// The SDK finds the place of a measurement by hashing its attributes, which takes longer than all else that a call in
    /// an unsampled span costs. With this, statements that are prepared or come again, and Redis commands, are looked up
    /// once in each interval of collection. What is exported stays the same.
    ///
    /// This needs the SDK's `SdkMeterProvider`, or one that hands out its instruments. With a provider whose
    /// instruments cannot be bound, the measurements that go through bound ones are lost: OpenTelemetry's API does not
    /// tell. The feature `bound-instruments` sees to it that the SDK can; both are experimental there.
    #[cfg(feature = "bound-instruments")]
    pub fn bound_instruments(mut self, bound_instruments: bool) -> Self {
        self.settings.bound_instruments = bound_instruments;
        self
    }

    /// From which wait on the obtaining of a pooled connection is a span `ACQUIRE`. Default: never; the wait is a
    /// metric, and `dbtrace.pool.wait` on the first span of the connection. `DBTRACE_POOL_ACQUIRE_THRESHOLD`, in
    /// milliseconds.
    ///
    /// The span is made when the wait is over, so a connection that was made meanwhile is a span beside it.
    pub fn pool_acquire_threshold(mut self, threshold: Duration) -> Self {
        self.settings.pool_acquire_threshold = Some(threshold);
        self
    }

    /// From which time on a pooled connection that is not given back is warned of, with the place in the program that
    /// obtained it. Default: never. `DBTRACE_POOL_HOLD_THRESHOLD`, in milliseconds.
    ///
    /// The warning goes out through `tracing`, once for a connection that was obtained, and at most once a minute for
    /// a place. No thread watches: it is found out when a connection of the pool is asked for or given back, and when
    /// metrics are collected.
    pub fn pool_hold_threshold(mut self, threshold: Duration) -> Self {
        self.settings.pool_hold_threshold = Some(threshold);
        self
    }

    /// Records only the calls for which `filter` answers true: the others have neither span nor metrics.
    ///
    /// It runs in the caller's task before each call, so it should be quick. Default: all calls.
    pub fn filter(mut self, filter: impl Fn(&Operation<'_>) -> bool + Send + Sync + 'static) -> Self {
        self.settings.filter = Some(Arc::new(filter));
        self
    }

    /// Names spans. `None` keeps the name that the conventions give. Default: their name for all.
    ///
    /// A name should be of low cardinality, and it goes out as it is.
    pub fn span_name(
        mut self,
        span_name: impl Fn(&Operation<'_>) -> Option<Cow<'static, str>> + Send + Sync + 'static,
    ) -> Self {
        self.settings.span_name = Some(Arc::new(span_name));
        self
    }

    /// Adds an attribute to every span.
    pub fn attribute(mut self, attribute: KeyValue) -> Self {
        self.settings.attributes.push(attribute);
        self
    }

    /// The telemetry.
    pub fn build(self) -> Telemetry {
        Telemetry(Arc::new(TelemetryInner {
            settings: self.settings,
            tracers: self.tracers,
            meters: self.meters,
            instrumentations: Mutex::default(),
            queries: Cache::new(Query::bytes),
        }))
    }
}

impl fmt::Debug for TelemetryBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TelemetryBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}
