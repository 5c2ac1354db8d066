//! The program under test: this test program again, started with an environment of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use opentelemetry::trace::{
    Link, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState, Tracer,
};
use opentelemetry::{Context, KeyValue, global};
use orders::telemetry;
use orders_demo::Receiver;

/// The variable by which the subject knows that it is one.
const MARK: &str = "SUBJECT";
/// The number of spans that it makes, one after the other.
const SPANS: &str = "SUBJECT_SPANS";
/// The limit of its shutdown in milliseconds.
const LIMIT: &str = "SUBJECT_LIMIT";
/// `current_thread`: everything runs in such a runtime, the shutdown too.
const RUNTIME: &str = "SUBJECT_RUNTIME";
/// The line that it prints when its spans have ended, before it waits for the end of its input.
const READY: &str = "the subject is ready";

/// Not a test: the program, if this process was started as it.
#[test]
fn subject() {
    if std::env::var_os(MARK).is_none() {
        return;
    }
    if std::env::var(RUNTIME).is_ok_and(|runtime| runtime == "current_thread") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { run() });
    } else {
        run();
    }
}

fn run() {
    let telemetry = telemetry::start("subject", "1.2.3");
    work();
    for _ in 1..number(SPANS).unwrap_or(1) {
        global::tracer("subject").in_span("more work", |_| {});
    }
    println!("{READY} {}", resident_kilobytes());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    telemetry.shutdown(Duration::from_millis(number(LIMIT).unwrap_or(5_000)));
}

/// A span of OpenTelemetry's API with a line of the log, one of `tracing` with a line, and a metric.
fn work() {
    let tracer = global::tracer("subject");
    let parent = db_trace_propagators::context_from_environment();
    let link = |number| {
        let (trace, span) = (TraceId::from(number), SpanId::from(7));
        Link::with_context(SpanContext::new(trace, span, TraceFlags::SAMPLED, false, TraceState::default()))
    };
    let attributes = [1, 2, 3].map(|number| KeyValue::new(format!("attribute.{number}"), number));
    let builder =
        tracer.span_builder("work").with_attributes(attributes).with_links([1, 2, 3].map(link).to_vec());
    let context = parent.with_span(builder.start_with_context(&tracer, &parent));
    {
        let _entered = context.clone().attach();
        tracing::info!("by the API");
        for event in ["first", "second", "third"] {
            context.span().add_event(event, Vec::new());
        }
        let mut fields = std::collections::HashMap::new();
        global::get_text_map_propagator(|propagator| {
            propagator.inject_context(&Context::current(), &mut fields);
        });
        println!("fields: {fields:?}");
    }
    drop(context);
    tracing::info_span!("traced").in_scope(|| tracing::info!("by tracing"));
    global::meter("subject").u64_counter("work.done").build().add(1, &[]);
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn resident_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default().to_owned();
    line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default()
}

/// The end of a subject.
pub(crate) struct Run {
    pub(crate) status: ExitStatus,
    pub(crate) output: String,
    pub(crate) log: String,
    /// From the end of its input to its own.
    pub(crate) shutdown: Duration,
}

impl Run {
    /// The lines of a log in JSON.
    pub(crate) fn lines(&self) -> Vec<serde_json::Value> {
        self.log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// The highest memory that it held before its shutdown.
    pub(crate) fn kilobytes(&self) -> u64 {
        let line = self.output.lines().find_map(|line| line.split(READY).nth(1));
        line.unwrap_or_default().trim().parse().unwrap_or_default()
    }
}

/// A subject that waits before its shutdown.
pub(crate) struct Waiting {
    child: Child,
    output: thread::JoinHandle<String>,
    log: Arc<(Mutex<String>, Condvar)>,
    log_reader: thread::JoinHandle<()>,
}

impl Waiting {
    pub(crate) fn start(environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["OTEL_", "RUST_LOG", "LOG_FORMAT", "NO_COLOR", "TRACEPARENT", "B3"]
                .iter()
                .any(|start| text.starts_with(start))
            {
                command.env_remove(&name);
            }
        }
        command.args(["--exact", "subject::subject", "--nocapture", "--test-threads=1"]).env(MARK, "1");
        command.envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (mut output, lines) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let output = thread::spawn(move || {
            let mut text = String::new();
            output.read_to_string(&mut text).unwrap();
            text
        });
        let log = Arc::new((Mutex::new(String::new()), Condvar::new()));
        let log_reader = thread::spawn({
            let log = log.clone();
            move || {
                for line in BufReader::new(lines).lines() {
                    *log.0.lock().unwrap() += &(line.unwrap() + "\n");
                    log.1.notify_all();
                }
            }
        });
        Self { child, output, log, log_reader }
    }

    /// Waits until the log has a text, and returns `false` if that takes too long.
    pub(crate) fn has_logged(&self, text: &str, limit: Duration) -> bool {
        let log = self.log.0.lock().unwrap();
        let (log, _) = self.log.1.wait_timeout_while(log, limit, |log| !log.contains(text)).unwrap();
        log.contains(text)
    }

    /// Returns the address of its metrics. The log names the address before its first span.
    pub(crate) fn metrics_address(&self) -> String {
        let log = self.log.0.lock().unwrap().clone();
        let address = log.split("can be scraped at ").nth(1).unwrap_or_else(|| panic!("no address: {log}"));
        address.split('"').next().unwrap().to_owned()
    }

    /// Ends the subject.
    pub(crate) fn end(mut self) -> Run {
        let mut input = self.child.stdin.take().unwrap();
        input.flush().unwrap();
        drop(input);
        let begin = Instant::now();
        let status = self.child.wait().unwrap();
        let shutdown = begin.elapsed();
        self.log_reader.join().unwrap();
        let log = self.log.0.lock().unwrap().clone();
        Run { status, output: self.output.join().unwrap(), log, shutdown }
    }
}

/// Runs a subject that exports to the receiver, if the environment does not say otherwise.
pub(crate) fn run_with(receiver: &Receiver, environment: &[(&str, &str)]) -> Run {
    let endpoint = receiver.http_url();
    Waiting::start(&[&[("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str())], environment].concat()).end()
}
