//! A telemetry and its builder: providers and settings.

use std::borrow::Cow;
use std::fmt;
use std::panic::RefUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use opentelemetry::global::BoxedTracer;
use opentelemetry::metrics::MeterProvider;
use opentelemetry::trace::{Span, Tracer, TracerProvider};
use opentelemetry::{InstrumentationScope, Key, KeyValue};

use super::declared::Settings;
use super::environment;
use super::hooks::Hook;
use super::query_text::QueryText;
use super::session_context::SessionContext;
use super::sql_comments::SqlComments;
use crate::attribute::DB_RESPONSE_RETURNED_ROWS;
use crate::on_request::{self, CallEnd, Reports};
use crate::operation::Operation;
use crate::query::Query;
use crate::redis::Keys;
use crate::signals::{MeterSource, Signals, TracerSource};
use crate::sql::{Cache, DoubleQuotes};
use crate::strings::SharedAttributes;
use crate::summaries::Summaries;

static DEFAULT: RwLock<Option<Telemetry>> = RwLock::new(None);

/// A handle to providers and settings. It is cheap to clone, and any number of clients can share it.
///
/// ```
/// use db_semconv::{QueryText, Telemetry};
///
/// // The global providers, with the settings of the environment:
/// let telemetry = Telemetry::global();
///
/// // Or your settings, for every client that is connected later and is given no telemetry:
/// Telemetry::builder().query_text(QueryText::Off).require_parent(true).build().set_global();
/// ```
#[derive(Clone)]
pub struct Telemetry(Arc<TelemetryInner>);

struct TelemetryInner {
    settings: Settings,
    tracers: Option<TracerSource>,
    meters: Option<MeterSource>,
    /// At most a few: one for each kind of client in the process.
    instrumentations: Mutex<Vec<(Instrumentation, Arc<Signals>)>>,
    /// No two telemetries share their queries, because the settings decide how a query is shown.
    queries: Cache<Query>,
    summaries: Summaries,
    attributes: SharedAttributes,
    on_request: Reports,
}

/// A panic cannot leave a telemetry half changed: providers are only read, and each lock covers one complete write. The
/// drivers' types are `RefUnwindSafe`, and so are the traced types that hold a telemetry.
impl RefUnwindSafe for TelemetryInner {}

/// The name and version of an instrumentation scope, and the word in its environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instrumentation {
    /// The crate that instruments, e.g. `pg-trace`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The word in the middle of `OTEL_INSTRUMENTATION_…_ENABLED`, e.g. `TOKIO_POSTGRES`.
    pub variable: &'static str,
}

impl Telemetry {
    /// Returns a builder with the settings of the environment and the global providers.
    ///
    /// The environment is read once in a process. A wrong value gives a warning through `tracing`, or on standard error if
    /// the program has no subscriber, and the setting keeps its default.
    pub fn builder() -> TelemetryBuilder {
        TelemetryBuilder { settings: Settings::of_process(), tracers: None, meters: None }
    }

    /// Returns the default of the process, for clients that are given no telemetry.
    ///
    /// It is the one that [`set_global`](Self::set_global) installed, otherwise the global providers with the settings of
    /// the environment. A client may connect before the application installs its global providers: it begins to record
    /// when they are installed. If the application replaces them, all clients follow: about a second later, or at once if a
    /// client is created, or if the old tracer provider is shut down.
    pub fn global() -> Self {
        if let Some(telemetry) = DEFAULT.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return telemetry.clone();
        }
        let built = Self::builder().build();
        DEFAULT.write().unwrap_or_else(PoisonError::into_inner).get_or_insert(built).clone()
    }

    /// Makes this the default of the process, for clients that are created later.
    pub fn set_global(self) {
        *DEFAULT.write().unwrap_or_else(PoisonError::into_inner) = Some(self);
    }

    /// Returns a telemetry that records nothing. A call checks a flag and continues.
    pub fn disabled() -> Self {
        Self::builder().enabled(false).build()
    }

    #[inline]
    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Returns the queries that were analysed under these settings.
    pub(crate) fn queries(&self) -> &Cache<Query> {
        &self.0.queries
    }

    /// Returns the summaries of these queries.
    pub(crate) fn summaries(&self) -> &Summaries {
        &self.0.summaries
    }

    /// Returns the attributes of the databases, which their connections share.
    pub(crate) fn shared_attributes(&self) -> &SharedAttributes {
        &self.0.attributes
    }

    /// Returns the slow calls that were reported just now.
    pub(crate) fn on_request(&self) -> &Reports {
        &self.0.on_request
    }

    /// Returns the signals of an instrumentation, or `None` if it is switched off.
    pub(crate) fn signals(&self, instrumentation: Instrumentation) -> Option<Arc<Signals>> {
        // Everything that may call a provider or `tracing` comes before the lock or after it: a subscriber may connect a client.
        let enabled =
            self.settings().enabled.unwrap_or_else(|| environment::enables(instrumentation.variable));
        let signals = match self.known(instrumentation) {
            Some(signals) => signals,
            None if enabled => self.know(instrumentation),
            None => return None,
        };
        signals.prepare();
        Some(signals)
    }

    fn known(&self, instrumentation: Instrumentation) -> Option<Arc<Signals>> {
        let known = self.0.instrumentations.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(key, _)| *key == instrumentation).map(|(_, signals)| Arc::clone(signals))
    }

    /// Makes the signals of an instrumentation, and returns those that are there first.
    fn know(&self, instrumentation: Instrumentation) -> Arc<Signals> {
        let TelemetryInner { settings, tracers, meters, instrumentations, .. } = &*self.0;
        let scope = InstrumentationScope::builder(instrumentation.name)
            .with_version(instrumentation.version)
            .with_schema_url("https://opentelemetry.io/schemas/1.42.0")
            .build();
        let made =
            Arc::new(Signals::new(scope, tracers.as_ref(), meters.clone(), settings.bound_instruments));
        let mut known = instrumentations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, signals)) = known.iter().find(|(key, _)| *key == instrumentation) {
            return Arc::clone(signals);
        }
        known.push((instrumentation, Arc::clone(&made)));
        made
    }
}

/// Two handles to the same telemetry are equal.
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

/// A builder of a [`Telemetry`].
///
/// A setting that you do not choose is read from the environment variable that its method names. If the variable is not
/// set either, the setting has its default.
#[must_use = "a builder does nothing until `build` is called"]
pub struct TelemetryBuilder {
    settings: Settings,
    tracers: Option<TracerSource>,
    meters: Option<MeterSource>,
}

impl TelemetryBuilder {
    /// Sends spans to `provider`.
    ///
    /// Default: the global provider, also if it is installed or replaced later.
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

    /// Sends measurements to `provider`.
    ///
    /// Default: the global provider, also if it is installed or replaced later.
    pub fn meter_provider(mut self, provider: impl MeterProvider + Send + Sync + 'static) -> Self {
        self.meters = Some(Arc::new(provider));
        self
    }

    /// Records calls if `enabled` is `true`, and nothing at all if it is `false`.
    ///
    /// The variables decide for one client each, and the last one for the clients whose own variable is not set.
    ///
    /// Default: `true`. Environment: `OTEL_INSTRUMENTATION_TOKIO_POSTGRES_ENABLED`, `OTEL_INSTRUMENTATION_REDIS_ENABLED`,
    /// `OTEL_INSTRUMENTATION_DIESEL_ENABLED`, otherwise `OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED`.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = Some(enabled);
        self
    }

    /// Chooses what `db.query.text` shows.
    ///
    /// Default: `sanitized`. Environment: `DBTRACE_QUERY_TEXT`.
    pub fn query_text(mut self, query_text: QueryText) -> Self {
        self.settings.query_text = query_text;
        self
    }

    /// Limits `db.query.text` to this many bytes, and each error message and each parameter if they are recorded. `0` means
    /// no limit.
    ///
    /// A text that is cut ends in `…`, which counts towards the limit.
    ///
    /// Default: `1024`. Environment: `DBTRACE_QUERY_TEXT_LIMIT`.
    pub fn query_text_limit(mut self, bytes: usize) -> Self {
        self.settings.query_text_limit = bytes;
        self
    }

    /// Replaces the parts of Redis keys and hash fields that look like values by `?`, as in `user:?`: digits, long hexadecimal
    /// numbers, UUIDs, text that looks like Base64, and segments with an `@`. Colons divide segments.
    ///
    /// `true` is [`Keys::Masked`]. [`Keys::FirstSegment`] replaces everything after the first segment as well; its word in the
    /// environment is `first-segment`.
    ///
    /// Default: `false`. Environment: `DBTRACE_MASKED_KEYS`.
    pub fn masked_keys(mut self, masked_keys: impl Into<Keys>) -> Self {
        self.settings.masked_keys = masked_keys.into();
        self
    }

    /// Replaces the parts of names that look like values by `?`, as in `SELECT orders_?` for the table `orders_2026`: numbers of
    /// three digits or more, hexadecimal numbers of eight or more, and UUIDs.
    ///
    /// It is for programs with a table or a schema for each tenant or day. The names are those in `db.query.summary`,
    /// `db.collection.name` and `db.stored_procedure.name`, and so in the name of the span and in the metrics. `db.query.text`
    /// stays as it is, and so does `db.namespace`: it is where a client connects, as the program has configured it.
    /// [Cardinality](crate::cardinality) says when you need it.
    ///
    /// Default: `false`. Environment: `DBTRACE_MASKED_NAMES`.
    pub fn masked_names(mut self, masked_names: bool) -> Self {
        self.settings.masked_names = masked_names;
        self
    }

    /// Says what `"x"` is on your server, if a setting of the server makes it differ from what this library assumes.
    ///
    /// * [`DoubleQuotes::Identifier`] (`names`) is for MySQL and MariaDB with `ANSI_QUOTES`, and for builds of SQLite that know no
    ///   string in double quotes. Without it, each name in double quotes is `?` for MySQL, and for SQLite in most places.
    /// * [`DoubleQuotes::String`] (`strings`) hides them all.
    /// * [`DoubleQuotes::ByPlace`] (`place`) shows `"x"` where the grammar wants a name, and nowhere else.
    ///
    /// It has no effect on PostgreSQL and Oracle, where `"x"` is always a name. A value in double quotes leaves the process if
    /// you choose `names` for a server that reads it as a string.
    ///
    /// ```
    /// use db_semconv::Telemetry;
    /// use db_semconv::sql::DoubleQuotes;
    ///
    /// let telemetry = Telemetry::builder().double_quotes(DoubleQuotes::Identifier).build();
    /// ```
    ///
    /// Default: `none`. Environment: `DBTRACE_DOUBLE_QUOTES`.
    pub fn double_quotes(mut self, double_quotes: DoubleQuotes) -> Self {
        self.settings.double_quotes = Some(double_quotes);
        self
    }

    /// Records `db.response.returned_rows` on spans.
    ///
    /// The conventions make it an opt-in, because counting rows can cost time. The drivers count them anyway.
    ///
    /// Default: `true`. Environment: `DBTRACE_RETURNED_ROWS`.
    pub fn returned_rows(mut self, returned_rows: bool) -> Self {
        self.settings.returned_rows = returned_rows;
        self
    }

    /// Records the metric `db.client.response.returned_rows`.
    ///
    /// It is a second histogram with the attributes of `db.client.operation.duration`, and doubles the cost of the metrics.
    ///
    /// Default: `false`. Environment: `DBTRACE_RETURNED_ROWS_METRIC`.
    pub fn returned_rows_metric(mut self, returned_rows_metric: bool) -> Self {
        self.settings.returned_rows_metric = returned_rows_metric;
        self
    }

    /// Records the values of query parameters, as `db.query.parameter.<index>`.
    ///
    /// They are your users' data.
    ///
    /// Default: `false`. Environment: `DBTRACE_QUERY_PARAMETERS`.
    pub fn query_parameters(mut self, query_parameters: bool) -> Self {
        self.settings.query_parameters = query_parameters;
        self
    }

    /// Records the server's error message as the status description of the span.
    ///
    /// Messages and their details quote values.
    ///
    /// Default: `false`. Environment: `DBTRACE_ERROR_MESSAGES`.
    pub fn error_messages(mut self, error_messages: bool) -> Self {
        self.settings.error_messages = error_messages;
        self
    }

    /// Records a span for each connect.
    ///
    /// Default: `true`. Environment: `DBTRACE_CONNECT_SPANS`.
    pub fn connect_spans(mut self, connect_spans: bool) -> Self {
        self.settings.connect_spans = connect_spans;
        self
    }

    /// Records a span for each `BEGIN`, `COMMIT`, `ROLLBACK` and each statement of a savepoint.
    ///
    /// Default: `true`. Environment: `DBTRACE_TRANSACTION_SPANS`.
    pub fn transaction_spans(mut self, transaction_spans: bool) -> Self {
        self.settings.transaction_spans = transaction_spans;
        self
    }

    /// Records how long transactions are open and idle: `dbtrace.transaction.duration`, `.idle` and `.statements` on the span
    /// that ends a transaction (`COMMIT`, `ROLLBACK`, also that of a dropped transaction), and the metric
    /// `dbtrace.client.transaction.duration`.
    ///
    /// A transaction is idle while none of its calls is under way: the program does something else. Only calls that are
    /// observed count.
    ///
    /// Default: `true`. Environment: `DBTRACE_TRANSACTION_TIMES`.
    pub fn transaction_times(mut self, transaction_times: bool) -> Self {
        self.settings.transaction_times = transaction_times;
        self
    }

    /// Records a span for each check that a connection is alive. A text without a statement, such as an empty one, is a check.
    ///
    /// Default: `false`. Environment: `DBTRACE_HEALTH_CHECK_SPANS`.
    pub fn health_check_spans(mut self, health_check_spans: bool) -> Self {
        self.settings.health_check_spans = health_check_spans;
        self
    }

    /// Records a span only for calls inside another span. Metrics are recorded for all calls.
    ///
    /// Default: `false`. Environment: `DBTRACE_REQUIRE_PARENT`.
    pub fn require_parent(mut self, require_parent: bool) -> Self {
        self.settings.require_parent = require_parent;
        self
    }

    /// Skips the sampler for calls inside an unsampled span, because a sampler that follows the parent drops their spans.
    /// Metrics are recorded for all calls. A span of this process that records without being sampled is not skipped.
    ///
    /// Set it to `false` if your provider got another sampler in code (`Sampler::AlwaysOn` without `Sampler::ParentBased`). If
    /// `OTEL_TRACES_SAMPLER` names such a sampler, it is `false`.
    ///
    /// Default: `true`. Environment: follows `OTEL_TRACES_SAMPLER`.
    pub fn skip_unsampled_parent(mut self, skip_unsampled_parent: bool) -> Self {
        self.settings.skip_unsampled_parent = skip_unsampled_parent;
        self
    }

    /// Records `db.operation.name` and `db.collection.name` if the text of the query has exactly one of each.
    ///
    /// The conventions make it an opt-in.
    ///
    /// Default: `false`. Environment: `DBTRACE_OPERATION_NAMES`.
    pub fn operation_names(mut self, operation_names: bool) -> Self {
        self.settings.operation_names = operation_names;
        self
    }

    /// Appends a comment with the context of the call's own span to SQL texts that are neither prepared by name nor cached:
    /// `/*traceparent='00-…-01'*/`, in the format of sqlcommenter.
    ///
    /// `true` is [`SqlComments::new`]. In the environment, keys with values (`application=shop,framework=axum`) mean `true`
    /// with these [keys](SqlComments::key). [SQL comments](crate::sql_comments) says which texts get one, and when not to use it.
    ///
    /// Default: `false`. Environment: `DBTRACE_SQL_COMMENTS`.
    pub fn sql_comments(mut self, sql_comments: impl Into<SqlComments>) -> Self {
        self.settings.sql_comments = sql_comments.into();
        self
    }

    /// Sends the context of a call's own span to PostgreSQL in a statement of its own, in front of the call and without a round
    /// trip. So prepared statements carry it too.
    ///
    /// It works for tokio-postgres, its pool deadpool and diesel-async. [Session context](crate::session_context) says what it
    /// costs, and when not to use it.
    ///
    /// Default: `off`. Environment: `DBTRACE_SESSION_CONTEXT`.
    pub fn session_context(mut self, session_context: SessionContext) -> Self {
        self.settings.session_context = session_context;
        self
    }

    /// Caches the metric series of each statement and each Redis command until the next collection, instead of looking it up
    /// for every call.
    ///
    /// The SDK finds a series by hashing its attributes, which is the largest part of what a call costs inside an unsampled
    /// span. The exported data stays the same.
    ///
    /// It works with the SDK's `SdkMeterProvider`, and with providers that return its instruments. With any other provider the
    /// measurements of calls that succeed are lost, and OpenTelemetry's API gives no sign of it. The feature
    /// `bound-instruments` enables the SDK's part. Both parts are experimental in OpenTelemetry.
    ///
    /// Default: `false`. Environment: `DBTRACE_BOUND_INSTRUMENTS`.
    #[cfg(feature = "bound-instruments")]
    pub fn bound_instruments(mut self, bound_instruments: bool) -> Self {
        self.settings.bound_instruments = bound_instruments;
        self
    }

    /// Records two times of each stream of rows, in seconds: until the first row (`dbtrace.first_row`), and for which the caller
    /// held the stream between rows (`dbtrace.consumer_wait`). They show if the server is slow, or the loop over the rows.
    ///
    /// A call that returns its rows together has no such times. The clock is read twice for each row.
    ///
    /// Default: `false`. Environment: `DBTRACE_STREAM_TIMES`.
    pub fn stream_times(mut self, stream_times: bool) -> Self {
        self.settings.stream_times = stream_times;
        self
    }

    /// Records the metric `dbtrace.client.operation.in_flight`: the calls that are under way now, for each database. A stream is
    /// under way until its last row.
    ///
    /// Default: `false`. Environment: `DBTRACE_IN_FLIGHT_METRIC`.
    pub fn in_flight_metric(mut self, in_flight_metric: bool) -> Self {
        self.settings.in_flight_metric = in_flight_metric;
        self
    }

    /// Records the metric `dbtrace.client.cache.lookups`: look-ups in the client-side cache of redis-rs, by `dbtrace.cache.result` =
    /// `hit` or `miss`. A command that the cache answers makes no span and no other measurement.
    ///
    /// Default: `false`. Environment: `DBTRACE_CACHE_METRIC`.
    pub fn cache_metric(mut self, cache_metric: bool) -> Self {
        self.settings.cache_metric = cache_metric;
        self
    }

    /// Marks a span in which one query is made at least `threshold` times: the N+1 problem. The parent span gets
    /// `dbtrace.repeated_query.summary` and `dbtrace.repeated_query.count`, which is the threshold. Each call from then on has its
    /// own number as `dbtrace.repeated_query.count`. A `tracing` event of level `WARN` has the summary, the trace and the line
    /// that makes the call, if that is [known](Self::call_site_threshold), once in ten seconds for each summary.
    ///
    /// A parent has the attributes of the first query that was repeated in it. The last 4,096 pairs of a parent and a query are
    /// counted, in 64 KiB. Two is the least threshold.
    ///
    /// Default: none. Environment: `DBTRACE_REPETITION_THRESHOLD`.
    pub fn repetition_threshold(mut self, threshold: usize) -> Self {
        self.settings.repetition_threshold = Some(threshold);
        self
    }

    /// Records how long the executor delays an asynchronous call: `dbtrace.executor_delay`, in seconds, is the sum of the times
    /// between the wake of the call's task and its next poll. `dbtrace.polls` is the number of polls.
    ///
    /// A long delay means that the executor was busy: the answer was there, and the program did not read it. It is recorded for
    /// calls with a span.
    ///
    /// Default: `false`. Environment: `DBTRACE_EXECUTOR_DELAY`.
    pub fn executor_delay(mut self, executor_delay: bool) -> Self {
        self.settings.executor_delay = executor_delay;
        self
    }

    /// Records the line of the program that makes a call, `code.file.path` and `code.line.number`, for calls that fail and calls
    /// that take at least `threshold`. Zero is every call.
    ///
    /// It works for the methods of tokio-postgres' client, transaction and pool. Not for traits, because `#[track_caller]` does not
    /// pass through them: diesel, redis-rs and `GenericClient` call the connection from their own code. The path is the one that
    /// the compiler was given.
    ///
    /// Default: none. Environment: `DBTRACE_CALL_SITE_THRESHOLD`, in milliseconds.
    pub fn call_site_threshold(mut self, threshold: Duration) -> Self {
        self.settings.call_site_threshold = Some(threshold);
        self
    }

    /// Records how long a call waited for a call of the same connection that was dropped before (`dbtrace.queued_behind_cancelled`,
    /// in seconds): a server executes a call to its end also if the program no longer wants the answer.
    ///
    /// It is for tokio-postgres. If a call is dropped, an empty statement is sent after it, without a round trip: its answer
    /// shows when the server has ended the call. Waits that a round trip explains are not recorded.
    ///
    /// Default: `false`. Environment: `DBTRACE_QUEUED_BEHIND_CANCELLED`.
    pub fn queued_behind_cancelled(mut self, queued_behind_cancelled: bool) -> Self {
        self.settings.queued_behind_cancelled = queued_behind_cancelled;
        self
    }

    /// Reports each call that takes at least `threshold` as a `tracing` event of level `WARN`, sampled or not: the summary, the
    /// seconds, the outcome, the wait for the pooled connection, the line that made the call and the trace. A program without a
    /// subscriber gets a line on standard error.
    ///
    /// Each summary is reported once in ten seconds. The event has the text only if the text is [sanitized](QueryText::Sanitized).
    ///
    /// Default: none. Environment: `DBTRACE_SLOW_CALL_THRESHOLD`, in milliseconds.
    pub fn slow_call_threshold(mut self, threshold: Duration) -> Self {
        self.settings.slow_call_threshold = Some(threshold);
        self
    }

    /// Records an `ACQUIRE` span for each wait for a pooled connection that takes at least `threshold`.
    ///
    /// The wait is a metric in any case, and `dbtrace.pool.wait` on the first span of the connection. The span is recorded
    /// after the wait, so a connect during the wait is a span next to it.
    ///
    /// Default: none. Environment: `DBTRACE_POOL_ACQUIRE_THRESHOLD`, in milliseconds.
    pub fn pool_acquire_threshold(mut self, threshold: Duration) -> Self {
        self.settings.pool_acquire_threshold = Some(threshold);
        self
    }

    /// Warns about each pooled connection that is in use for at least `threshold`, with the place in the program that acquired
    /// it.
    ///
    /// The warning is a `tracing` event: at most one per acquired connection, and at most one per minute and place. No thread
    /// watches the pool. It is checked when a connection is acquired or released, and when metrics are collected.
    ///
    /// Default: none. Environment: `DBTRACE_POOL_HOLD_THRESHOLD`, in milliseconds.
    pub fn pool_hold_threshold(mut self, threshold: Duration) -> Self {
        self.settings.pool_hold_threshold = Some(threshold);
        self
    }

    /// Records only the calls for which `filter` returns `true`. The others get neither a span nor a measurement.
    ///
    /// The function runs in the caller's task before each call, so it should be quick. It also runs where a call is made by a
    /// `Drop`, such as the rollback of a dropped transaction. If it panics, the call is recorded, and the first panic gives a
    /// warning.
    ///
    /// Default: all calls.
    pub fn filter(mut self, filter: impl Fn(&Operation<'_>) -> bool + Send + Sync + 'static) -> Self {
        self.settings.filter = Some(Hook::new(Arc::new(filter)));
        self
    }

    /// Names spans by a function. A span for which it returns `None` keeps the name that the conventions give.
    ///
    /// Choose names of low cardinality without values: a name is exported as it is. If the function panics, the span keeps the
    /// name that the conventions give, and the first panic gives a warning.
    ///
    /// Default: the names of the conventions.
    pub fn span_name(
        mut self,
        span_name: impl Fn(&Operation<'_>) -> Option<Cow<'static, str>> + Send + Sync + 'static,
    ) -> Self {
        self.settings.span_name = Some(Hook::new(Arc::new(span_name)));
        self
    }

    /// Runs a function at the end of each recorded call, before its span ends. The function sees the outcome and may add
    /// attributes to the span.
    ///
    /// It runs in the caller's task, so it should be quick. It also runs where a call ends by a drop. If it panics, the call is
    /// recorded without its attributes, and the first panic gives a warning.
    ///
    /// ```
    /// use db_semconv::Telemetry;
    /// use opentelemetry::KeyValue;
    ///
    /// let telemetry = Telemetry::builder()
    ///     .on_end(|call| {
    ///         if call.returned_rows() > Some(10_000) {
    ///             call.set_attribute(KeyValue::new("shop.large_result", true));
    ///         }
    ///     })
    ///     .build();
    /// ```
    ///
    /// Default: none.
    pub fn on_end(mut self, on_end: impl Fn(&mut CallEnd<'_>) + Send + Sync + 'static) -> Self {
        self.settings.on_end = Some(Hook::new(Arc::new(on_end)));
        self
    }

    /// Adds an attribute to every span. It replaces an attribute of this crate's that has the same key, and an earlier one of
    /// yours. Metrics keep this crate's.
    ///
    /// Default: none.
    pub fn attribute(mut self, attribute: KeyValue) -> Self {
        self.settings.attributes.add(attribute);
        self
    }

    /// Returns the telemetry.
    pub fn build(mut self) -> Telemetry {
        if self.settings.requests_something() {
            on_request::use_it();
        }
        // The attribute of the user's is on the span from its start.
        self.settings.returned_rows &=
            !self.settings.attributes.replace(&Key::from_static_str(DB_RESPONSE_RETURNED_ROWS));
        Telemetry(Arc::new(TelemetryInner {
            settings: self.settings,
            tracers: self.tracers,
            meters: self.meters,
            instrumentations: Mutex::default(),
            queries: Cache::new(Query::bytes),
            summaries: Summaries::default(),
            attributes: SharedAttributes::default(),
            on_request: Reports::default(),
        }))
    }
}

impl fmt::Debug for TelemetryBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TelemetryBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}
