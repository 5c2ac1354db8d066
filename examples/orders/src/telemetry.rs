//! OpenTelemetry for a program, chosen by its environment. Take this file.
//!
//! ```no_run
//! # use orders::telemetry;
//! fn main() {
//!     let telemetry = telemetry::start("shop", env!("CARGO_PKG_VERSION"));
//!     // … the program …
//!     telemetry.shutdown(std::time::Duration::from_secs(5));
//! }
//! ```
//!
//! [`start`] never fails. It installs the global providers, the propagator and the subscriber of `tracing`. A variable with
//! a value that it does not know gives a warning, and the program runs as if the variable were not set.
//!
//! The export runs on a thread and a runtime of its own. So it works in a program without a runtime, in a `current_thread`
//! runtime, and after the program's runtime has ended. If the receiver is away or slow, a full queue drops what is new.
//! Losses are counted, and logged at most once a minute.
//!
//! The README next to this file has the table of the variables.

use std::fmt;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use init_tracing_opentelemetry::{FmtTraceContext, LogFormat, LogTimer, TracingConfig};
use opentelemetry::trace::TracerProvider;
use opentelemetry::{Context, InstrumentationScope, Key, KeyValue, global};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{
    ExporterBuildError, LogExporter, MetricExporter, Protocol, SpanExporter, WithExportConfig,
    WithHttpConfig, WithTonicConfig,
};
use opentelemetry_prometheus::{PrometheusExporter, ResourceSelector};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::{BatchLogProcessor, LogBatch, LogProcessor, SdkLogRecord, SdkLoggerProvider};
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider, Temporality};
use opentelemetry_sdk::trace::{BatchSpanProcessor, SdkTracerProvider, Span, SpanData, SpanProcessor};
use prometheus::{Registry, TextEncoder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout};
use tonic::transport::{Certificate, ClientTlsConfig, Identity};
use tracing::level_filters::LevelFilter;
use tracing::{Metadata, info, warn};
use tracing_subscriber::filter::{FilterExt, FilterFn, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Layer, registry};

/// The longest wait for the export at the end of a program that does not call [`Telemetry::shutdown`].
const LIMIT: Duration = Duration::from_secs(5);
/// Losses are logged after this time at the earliest, and then at most once in [`REPORT_INTERVAL`].
const REPORT_DELAY: Duration = Duration::from_secs(1);
const REPORT_INTERVAL: Duration = Duration::from_secs(60);
/// The target of the lines about losses.
const TARGET: &str = "otel::losses";
/// The SDK's own default. The variables of the queues are read here too, because the SDK does not show its values.
const QUEUE_SIZE: usize = 2_048;

/// The running export. It ends with [`Telemetry::shutdown`] or when it is dropped.
#[must_use = "the export ends when this is dropped"]
pub struct Telemetry {
    tracers: Option<SdkTracerProvider>,
    meters: Option<SdkMeterProvider>,
    loggers: Option<SdkLoggerProvider>,
    losses: Arc<Losses>,
    runtime: Option<Runtime>,
}

/// Starts the telemetry of a program.
///
/// `service` and `version` are its `service.name` and `service.version`, if the environment does not name others.
pub fn start(service: &'static str, version: &'static str) -> Telemetry {
    // The TLS of both transports asks for it. If the program has chosen a provider already, that one stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let log = log_format();
    let first = registry().with(log.build_layer().ok()).with(log_filter(&log));
    // Warnings of the set-up are shown by a subscriber that exports nothing.
    let telemetry = tracing::subscriber::with_default(first, || {
        if let Some(format) =
            variable("LOG_FORMAT").filter(|format| !["json", "text"].contains(&format.as_str()))
        {
            warn!("LOG_FORMAT: `{format}` is ignored, known are json, text");
        }
        warn_about_unread();
        global::set_text_map_propagator(db_trace_propagators::from_environment());
        Telemetry::build(&resource(service, version))
    });
    if let Some(tracers) = &telemetry.tracers {
        global::set_tracer_provider(tracers.clone());
    }
    if let Some(meters) = &telemetry.meters {
        global::set_meter_provider(meters.clone());
    }
    let spans = telemetry.tracers.as_ref().map(|tracers| {
        tracing_opentelemetry::layer()
            .with_tracer(tracers.tracer(service))
            .with_location(false)
            .with_target(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(spans_only())
    });
    let records = telemetry.loggers.as_ref().map(|loggers| {
        let not_of_export = filter_fn(|metadata| !is_about_export(metadata));
        OpenTelemetryTracingBridge::new(loggers).with_filter(log_filter(&log).and(not_of_export))
    });
    let lines = log.build_layer().ok().map(|lines| lines.with_filter(log_filter(&log).and(no_failures())));
    let subscriber = registry().with(spans).with(records).with(lines);
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        warn!(
            "another subscriber is installed: its log has no trace identities, and nothing is exported for it"
        );
    }
    telemetry
}

/// Returns when the process is asked to end: SIGTERM, or Ctrl-C.
pub async fn termination() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Runs a future without telemetry: its database calls make no span and no metric. For health checks.
pub async fn unrecorded<T>(future: impl Future<Output = T>) -> T {
    use opentelemetry::trace::FutureExt;
    future.with_context(Context::current().with_telemetry_suppressed()).await
}

impl Telemetry {
    fn build(resource: &Resource) -> Self {
        let mut telemetry = Self {
            tracers: None,
            meters: None,
            loggers: None,
            losses: Arc::new(Losses::default()),
            runtime: None,
        };
        if is_disabled() {
            return telemetry;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("telemetry")
            .enable_all()
            .build();
        match runtime {
            Ok(runtime) => telemetry.runtime = Some(runtime),
            Err(error) => {
                warn!("the telemetry has no thread, and nothing is exported: {error}");
                return telemetry;
            }
        }
        let mut losses = Losses::default();
        {
            // gRPC finds the runtime of its connections here.
            let _entered = telemetry.runtime.as_ref().map(Runtime::enter);
            telemetry.tracers = Some(tracer_provider(resource, &mut losses));
            telemetry.meters = Some(meter_provider(resource, &mut losses));
            telemetry.loggers = logger_provider(resource, &mut losses);
            telemetry.losses = Arc::new(losses);
            tokio::spawn(report_losses(telemetry.losses.clone()));
        }
        telemetry
    }

    /// Exports what is left, and ends after `limit` at the latest. What could not be exported is logged.
    ///
    /// It blocks. Call it after the program has stopped its work, also inside a runtime: it needs nothing of that runtime.
    pub fn shutdown(mut self, limit: Duration) {
        self.stop(limit);
    }

    fn stop(&mut self, limit: Duration) {
        let Some(runtime) = self.runtime.take() else { return };
        let (done, finished) = mpsc::channel();
        // All at the same time: each signal has the whole limit.
        let (tracers, meters, loggers) = (self.tracers.take(), self.meters.take(), self.loggers.take());
        let ends: [Box<dyn FnOnce() + Send>; 3] = [
            Box::new(move || drop(tracers.map(|tracers| tracers.shutdown_with_timeout(limit)))),
            Box::new(move || drop(loggers.map(|loggers| loggers.shutdown_with_timeout(limit)))),
            Box::new(move || drop(meters.map(|meters| meters.shutdown_with_timeout(limit)))),
        ];
        let begin = Instant::now();
        for end in ends {
            let done = done.clone();
            // Without a thread, this signal is not waited for. After the limit, the answer is not.
            let _ = thread::Builder::new().spawn(move || {
                end();
                let _ = done.send(());
            });
        }
        drop(done);
        for _ in 0..3 {
            if finished.recv_timeout(limit.saturating_sub(begin.elapsed())).is_err() {
                break;
            }
        }
        self.losses.report_at_end();
        runtime.shutdown_background();
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        self.stop(LIMIT);
    }
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Telemetry").finish_non_exhaustive()
    }
}

// The program's name and its log.

/// `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` are read by the SDK, and win.
fn resource(service: &'static str, version: &'static str) -> Resource {
    let environment = Resource::builder().build();
    let name = environment.get(&Key::new("service.name")).map(|name| name.to_string());
    let mut resource = Resource::builder();
    if name.is_none_or(|name| name.starts_with("unknown_service")) {
        resource = resource.with_service_name(service);
    }
    if environment.get(&Key::new("service.version")).is_none() {
        resource = resource.with_attribute(KeyValue::new("service.version", version));
    }
    resource.build()
}

/// Lines on standard error, with the trace and the span in whose context they were written. `LOG_FORMAT` is `text` or
/// `json`. Without it, a person at a terminal gets text, and everything else JSON.
fn log_format() -> TracingConfig {
    let format = match variable("LOG_FORMAT").as_deref() {
        Some("json") => LogFormat::Json,
        Some("text") => LogFormat::Full,
        _ if io::stderr().is_terminal() => LogFormat::Full,
        _ => LogFormat::Json,
    };
    TracingConfig::default()
        .with_format(format)
        .with_timer(LogTimer::Time)
        .with_stderr()
        .without_span_events()
        .with_file_names(false)
        .with_line_numbers(false)
        .with_thread_names(false)
        .with_fmt_trace_context(FmtTraceContext::TraceIdSpanId)
}

/// `RUST_LOG`, then `OTEL_LOG_LEVEL`, then `info`. It chooses the lines of the log, and never the spans.
fn log_filter(log: &TracingConfig) -> EnvFilter {
    log.build_filter_layer().unwrap_or_default()
}

/// The program's spans of level `INFO` and above, and those of axum-tracing-opentelemetry. An event is a line of the log,
/// and no event of a span as well.
fn spans_only() -> FilterFn {
    filter_fn(|metadata| {
        let is_instrumentation = metadata.target() == "otel::tracing";
        metadata.is_span() && (is_instrumentation || *metadata.level() <= LevelFilter::INFO)
    })
}

/// A log record about the export would be exported, and so make the next one.
fn is_about_export(metadata: &Metadata<'_>) -> bool {
    let crate_name = metadata.target().split("::").next().unwrap_or_default();
    metadata.target() == TARGET
        || crate_name.starts_with("opentelemetry")
        || ["h2", "hyper", "hyper_util", "reqwest", "rustls", "tonic", "tower"].contains(&crate_name)
}

/// The exporter warns about each batch that fails. [`Losses`] reports them once a minute instead.
fn no_failures() -> FilterFn {
    filter_fn(|metadata| !metadata.name().starts_with("Export.Failed"))
}

// Variables.

/// Returns the value of a variable. An empty value counts as none, as OpenTelemetry has it.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?.to_string_lossy().trim().to_owned();
    (!value.is_empty()).then_some(value)
}

/// Returns the value of a variable of the OTLP exporter: that of the signal, or the general one.
fn otlp_variable(signal: &str, name: &str) -> Option<(String, String)> {
    [format!("OTEL_EXPORTER_OTLP_{signal}_{name}"), format!("OTEL_EXPORTER_OTLP_{name}")]
        .into_iter()
        .find_map(|variable_name| Some((variable(&variable_name)?, variable_name)))
}

/// Standard variables that neither the SDK nor a crate reads. If you set one, you should know.
const UNREAD: [&str; 7] = [
    "OTEL_CONFIG_FILE",
    "OTEL_EXPERIMENTAL_CONFIG_FILE",
    "OTEL_ATTRIBUTE_COUNT_LIMIT",
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    "OTEL_METRICS_EXEMPLAR_FILTER",
    "OTEL_BSP_EXPORT_TIMEOUT",
];

fn warn_about_unread() {
    for name in UNREAD.iter().filter(|name| variable(name).is_some()) {
        warn!("{name} has no effect: OpenTelemetry's SDK for Rust does not read it");
    }
}

fn is_disabled() -> bool {
    let value = variable("OTEL_SDK_DISABLED").unwrap_or_default().to_ascii_lowercase();
    if !matches!(value.as_str(), "" | "true" | "false") {
        warn!("OTEL_SDK_DISABLED: `{value}` is ignored, known are true, false");
    }
    value == "true"
}

/// Returns the exporters that a variable names, in a list. `none` is no exporter.
fn exporters(name: &str, known: &[&str]) -> Vec<String> {
    let words = variable(name).unwrap_or_default().to_ascii_lowercase();
    let (words, unknown): (Vec<_>, Vec<_>) = words
        .split(',')
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .partition(|word| word == "none" || known.contains(&word.as_str()));
    for word in unknown {
        warn!("{name}: `{word}` is ignored, known are {}, none", known.join(", "));
    }
    match words.as_slice() {
        [] => vec!["otlp".to_owned()],
        words if words.iter().any(|word| word == "none") => Vec::new(),
        words => words.to_vec(),
    }
}

fn number<T: std::str::FromStr>(name: &str, default: T) -> T {
    let Some(value) = variable(name) else { return default };
    value.parse().unwrap_or_else(|_| {
        warn!("{name}: `{value}` is ignored, it is no number in range");
        default
    })
}

// Providers.

/// Builds the OTLP exporter of a signal. The crate reads the endpoint, the headers, the time-out and the compression.
macro_rules! otlp_exporter {
    ($exporter:ident, $signal:literal) => {
        match protocol($signal) {
            Protocol::Grpc => {
                let builder = $exporter::builder().with_tonic();
                match grpc_tls($signal) {
                    Some(tls) => builder.with_tls_config(tls).build(),
                    None => builder.build(),
                }
            }
            protocol => {
                let builder = $exporter::builder().with_http().with_protocol(protocol);
                match http_client($signal) {
                    Some(client) => builder.with_http_client(client).build(),
                    None => builder.build(),
                }
            }
        }
    };
}

fn tracer_provider(resource: &Resource, losses: &mut Losses) -> SdkTracerProvider {
    let mut provider = SdkTracerProvider::builder().with_resource(resource.clone());
    for exporter in exporters("OTEL_TRACES_EXPORTER", &["otlp", "console"]) {
        if exporter == "console" {
            provider = provider.with_simple_exporter(opentelemetry_stdout::SpanExporter::default());
        } else if let Some(exporter) = built("TRACES", otlp_exporter!(SpanExporter, "TRACES")) {
            let queue = losses.queue("spans", number("OTEL_BSP_MAX_QUEUE_SIZE", QUEUE_SIZE));
            let batches = BatchSpanProcessor::builder(Counted { exporter, queue: queue.clone() }).build();
            provider = provider.with_span_processor(Bounded { processor: batches, queue });
        }
    }
    provider.build()
}

fn logger_provider(resource: &Resource, losses: &mut Losses) -> Option<SdkLoggerProvider> {
    let exporters = exporters("OTEL_LOGS_EXPORTER", &["otlp", "console"]);
    if exporters.is_empty() {
        return None;
    }
    let mut provider = SdkLoggerProvider::builder().with_resource(resource.clone());
    for exporter in exporters {
        if exporter == "console" {
            provider = provider.with_simple_exporter(opentelemetry_stdout::LogExporter::default());
        } else if let Some(exporter) = built("LOGS", otlp_exporter!(LogExporter, "LOGS")) {
            let queue = losses.queue("log records", number("OTEL_BLRP_MAX_QUEUE_SIZE", QUEUE_SIZE));
            let batches = BatchLogProcessor::builder(Counted { exporter, queue: queue.clone() }).build();
            provider = provider.with_log_processor(Bounded { processor: batches, queue });
        }
    }
    Some(provider.build())
}

fn meter_provider(resource: &Resource, losses: &mut Losses) -> SdkMeterProvider {
    let mut provider = SdkMeterProvider::builder().with_resource(resource.clone());
    for exporter in exporters("OTEL_METRICS_EXPORTER", &["otlp", "console", "prometheus"]) {
        match exporter.as_str() {
            "console" => {
                provider = provider.with_periodic_exporter(opentelemetry_stdout::MetricExporter::default());
            }
            "prometheus" => {
                if let Some(reader) = prometheus_reader() {
                    provider = provider.with_reader(reader);
                }
            }
            _ => {
                if let Some(exporter) = built("METRICS", otlp_exporter!(MetricExporter, "METRICS")) {
                    // Metrics wait in no queue. What fails is in the next export, so exports are counted.
                    let queue = losses.queue("metrics", usize::MAX);
                    provider =
                        provider.with_reader(PeriodicReader::builder(Counted { exporter, queue }).build());
                }
            }
        }
    }
    provider.build()
}

fn built<E>(signal: &str, exporter: Result<E, ExporterBuildError>) -> Option<E> {
    exporter.inspect_err(|error| warn!("{signal} are not exported: {error}")).ok()
}

/// Without a variable of the protocol it is that of the endpoint's port: a receiver has gRPC on 4317.
fn protocol(signal: &str) -> Protocol {
    match otlp_variable(signal, "PROTOCOL") {
        Some((value, _)) if value == "grpc" => return Protocol::Grpc,
        Some((value, _)) if value == "http/protobuf" => return Protocol::HttpBinary,
        Some((value, name)) => warn!("{name}: `{value}` is ignored, known are grpc, http/protobuf"),
        None => {}
    }
    match otlp_variable(signal, "ENDPOINT") {
        Some((endpoint, _)) if endpoint.trim_end_matches('/').ends_with(":4317") => Protocol::Grpc,
        _ => Protocol::HttpBinary,
    }
}

// TLS.

/// The files of the variables `…_CERTIFICATE`, `…_CLIENT_CERTIFICATE` and `…_CLIENT_KEY`, in PEM.
struct Certificates {
    /// The authorities that sign the receiver's certificate. Without them the system's are trusted.
    authorities: Option<Vec<u8>>,
    /// This program's own certificate and its key.
    own: Option<(Vec<u8>, Vec<u8>)>,
}

impl Certificates {
    fn of(signal: &str) -> Self {
        let file = |name: &str| {
            let (path, name) = otlp_variable(signal, name)?;
            std::fs::read(&path).inspect_err(|error| warn!("{name}: {path} cannot be read: {error}")).ok()
        };
        let own = match (file("CLIENT_CERTIFICATE"), file("CLIENT_KEY")) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => {
                warn!("a client certificate for {signal} needs both a certificate and a key: none is used");
                None
            }
        };
        Self { authorities: file("CERTIFICATE"), own }
    }
}

fn grpc_tls(signal: &str) -> Option<ClientTlsConfig> {
    let endpoint = otlp_variable(signal, "ENDPOINT")?.0;
    if endpoint.starts_with("http://") {
        return None;
    }
    let Certificates { authorities, own } = Certificates::of(signal);
    let mut tls = match authorities {
        Some(authorities) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(authorities)),
        None => ClientTlsConfig::new().with_enabled_roots(),
    };
    if let Some((certificate, key)) = own {
        tls = tls.identity(Identity::from_pem(certificate, key));
    }
    Some(tls)
}

/// The client that sends over HTTP, if it needs certificates. Otherwise the exporter makes its own.
fn http_client(signal: &str) -> Option<reqwest::blocking::Client> {
    let Certificates { authorities, own } = Certificates::of(signal);
    if authorities.is_none() && own.is_none() {
        return None;
    }
    let limit = otlp_variable(signal, "TIMEOUT").and_then(|(limit, _)| limit.parse().ok()).unwrap_or(10_000);
    let build = move || {
        let mut client = reqwest::blocking::Client::builder().timeout(Duration::from_millis(limit));
        if let Some(authorities) = authorities {
            client = client.tls_certs_only(reqwest::Certificate::from_pem_bundle(&authorities)?);
        }
        if let Some((certificate, key)) = own {
            client = client.identity(reqwest::Identity::from_pem(&[certificate, key].concat())?);
        }
        client.build()
    };
    // A client that blocks panics if it is made in a runtime.
    match thread::spawn(build).join() {
        Ok(client) => {
            client.inspect_err(|error| warn!("the certificates for {signal} are not used: {error}")).ok()
        }
        Err(_) => None,
    }
}

// Losses.

/// The count of one signal that waits for export, and the count that was lost.
#[derive(Debug)]
struct Queue {
    signal: &'static str,
    size: usize,
    waiting: AtomicUsize,
    lost: AtomicU64,
    reported: AtomicU64,
    failure: Mutex<String>,
}

impl Queue {
    /// Takes a place in the queue, or counts a loss.
    fn admit(&self) -> bool {
        let place = self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |waiting| {
            (waiting < self.size).then_some(waiting + 1)
        });
        if place.is_err() {
            self.lose(1, "the queue is full");
        }
        place.is_ok()
    }

    /// Gives places back after an export.
    fn exported(&self, count: usize, result: &OTelSdkResult) {
        let _ = self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |waiting| {
            Some(waiting.saturating_sub(count))
        });
        if let Err(error) = result {
            self.lose(count, &error.to_string());
        }
    }

    fn lose(&self, count: usize, failure: &str) {
        // The reason why the export fails says more than the queue that is full because of it.
        let mut last = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_empty() || failure != "the queue is full" {
            failure.clone_into(&mut last);
        }
        self.lost.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// Logs what was lost since the last report.
    fn report(&self) -> bool {
        let total = self.lost.load(Ordering::Relaxed);
        let lost = total - self.reported.swap(total, Ordering::Relaxed).min(total);
        if lost > 0 {
            let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
            warn!(target: TARGET, lost, total, failure, "{} could not be exported", self.signal);
        }
        lost > 0
    }
}

/// The queues of all signals.
#[derive(Debug, Default)]
struct Losses(Vec<Arc<Queue>>);

impl Losses {
    fn queue(&mut self, signal: &'static str, size: usize) -> Arc<Queue> {
        let queue = Arc::new(Queue {
            signal,
            size,
            waiting: AtomicUsize::new(0),
            lost: AtomicU64::new(0),
            reported: AtomicU64::new(0),
            failure: Mutex::new(String::new()),
        });
        self.0.push(queue.clone());
        queue
    }

    /// Returns `true` if there was a loss since the last report.
    fn report(&self) -> bool {
        self.0.iter().filter(|queue| queue.report()).count() > 0
    }

    fn report_at_end(&self) {
        for queue in &self.0 {
            match queue.waiting.swap(0, Ordering::Relaxed) {
                0 => {}
                waiting => queue.lose(waiting, "the program ended first"),
            }
        }
        self.report();
    }
}

async fn report_losses(losses: Arc<Losses>) {
    loop {
        sleep(if losses.report() { REPORT_INTERVAL } else { REPORT_DELAY }).await;
    }
}

/// An exporter whose results are counted. The SDK sees success: it would log each failure.
#[derive(Debug)]
struct Counted<E> {
    exporter: E,
    queue: Arc<Queue>,
}

impl<E: opentelemetry_sdk::trace::SpanExporter> opentelemetry_sdk::trace::SpanExporter for Counted<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = batch.len();
        self.queue.exported(count, &self.exporter.export(batch).await);
        Ok(())
    }

    fn shutdown_with_timeout(&self, limit: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(limit)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl<E: opentelemetry_sdk::logs::LogExporter> opentelemetry_sdk::logs::LogExporter for Counted<E> {
    async fn export(&self, batch: LogBatch<'_>) -> OTelSdkResult {
        let count = batch.iter().count();
        self.queue.exported(count, &self.exporter.export(batch).await);
        Ok(())
    }

    fn shutdown_with_timeout(&self, limit: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(limit)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl<E: PushMetricExporter> PushMetricExporter for Counted<E> {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        self.queue.exported(1, &self.exporter.export(metrics).await);
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, limit: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(limit)
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}

/// A processor that gets no more than its queue holds, so that each loss is counted here.
#[derive(Debug)]
struct Bounded<P> {
    processor: P,
    queue: Arc<Queue>,
}

impl SpanProcessor for Bounded<BatchSpanProcessor> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.processor.on_start(span, context);
    }

    fn on_end(&self, mut span: SpanData) {
        if span.span_context.is_sampled() && self.queue.admit() {
            // The part after `?` in a URL holds what a user typed. axum-tracing-opentelemetry records it as it is.
            span.attributes.retain(|attribute| attribute.key.as_str() != "url.query");
            self.processor.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.processor.force_flush()
    }

    fn shutdown_with_timeout(&self, limit: Duration) -> OTelSdkResult {
        self.processor.shutdown_with_timeout(limit)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.processor.set_resource(resource);
    }
}

impl LogProcessor for Bounded<BatchLogProcessor> {
    fn emit(&self, record: &mut SdkLogRecord, scope: &InstrumentationScope) {
        if self.queue.admit() {
            self.processor.emit(record, scope);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.processor.force_flush()
    }

    fn shutdown_with_timeout(&self, limit: Duration) -> OTelSdkResult {
        self.processor.shutdown_with_timeout(limit)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.processor.set_resource(resource);
    }
}

// Prometheus.

/// The reader that is read when Prometheus asks.
fn prometheus_reader() -> Option<PrometheusExporter> {
    let host = variable("OTEL_EXPORTER_PROMETHEUS_HOST").unwrap_or_else(|| "localhost".to_owned());
    let port: u16 = number("OTEL_EXPORTER_PROMETHEUS_PORT", 9_464);
    let registry = Registry::new();
    // Each series has the name of the program. Without it, only `target_info` has.
    let name = ResourceSelector::KeyAllowList([Key::new("service.name")].into());
    let listener = std::net::TcpListener::bind((host.as_str(), port)).and_then(|listener| {
        listener.set_nonblocking(true)?;
        info!("metrics can be scraped at http://{}/metrics", listener.local_addr()?);
        TcpListener::from_std(listener)
    });
    let listener =
        listener.inspect_err(|error| warn!("metrics cannot be scraped at {host}:{port}: {error}")).ok()?;
    let exporter = opentelemetry_prometheus::exporter()
        .with_registry(registry.clone())
        .with_resource_selector(name)
        .build()
        .inspect_err(|error| warn!("metrics cannot be scraped: {error}"))
        .ok()?;
    tokio::spawn(serve_metrics(listener, registry));
    Some(exporter)
}

/// Answers every request with the metrics, in Prometheus' text format.
async fn serve_metrics(listener: TcpListener, registry: Registry) {
    loop {
        match listener.accept().await {
            Ok((connection, _)) => {
                drop(tokio::spawn(timeout(Duration::from_secs(10), answer(connection, registry.clone()))));
            }
            // Too many open files, perhaps: later there may be fewer.
            Err(_) => sleep(Duration::from_secs(1)).await,
        }
    }
}

async fn answer(mut connection: TcpStream, registry: Registry) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut chunk = [0; 1_024];
        match connection.read(&mut chunk).await? {
            0 => return Ok(()),
            _ if request.len() > 16_384 => return Ok(()),
            length => request.extend_from_slice(&chunk[..length]),
        }
    }
    let text = TextEncoder::new().encode_to_string(&registry.gather()).map_err(io::Error::other)?;
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(text.as_bytes()).await?;
    connection.shutdown().await
}
