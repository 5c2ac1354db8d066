//! The demo: the shop is used, and its traces are printed.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use span_tree::Paint;

use crate::{ReceivedSpan, Receiver, Relay, Stage, tree};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const INTRODUCTION: &str = "\
A client has placed an order, and asked for a report. A service has taken the order, and a worker has packed it. They
are programs of their own: their code is in examples/orders, and src/telemetry.rs there sets up their telemetry. Each
trace is drawn from what the programs exported over OTLP. Lines after » are events of the span, and lines of its log.
";
const LIMIT: Duration = Duration::from_secs(30);
/// The customer's data: none of it may be exported.
const CUSTOMER: &str = "ada@engine.example";
const REFUSED_QUANTITY: &str = "987654";

/// The choices for a run of the demo.
#[derive(Clone, Debug)]
pub struct Demo<'a> {
    /// The folder of the shop's programs.
    pub programs: &'a Path,
    /// Another receiver, which gets everything as well.
    pub relay: Option<Arc<Relay>>,
    /// `true` if the shop runs on until Ctrl-C, with its metrics for Prometheus.
    pub keep: bool,
    /// The colours of the output.
    pub paint: Paint,
}

/// Runs the demo. Returns `true` if nothing of the customer's data was exported.
pub async fn demonstrate(demo: Demo<'_>, output: &mut impl Write) -> Result<bool, Failure> {
    let Demo { programs, relay, keep, paint } = demo;
    let receiver = Receiver::start_with(None, relay.clone()).await?;
    let mut stage = start(programs, &receiver, keep).await?;

    client(&stage, &["order", CUSTOMER, "1", "3"])?;
    wait_for(&receiver, "receipt").await?;
    client(&stage, &["show", "1"])?;
    client(&stage, &["report"])?;
    // The database refuses it, and quotes it in its message.
    let _ = client(&stage, &["order", CUSTOMER, "1", REFUSED_QUANTITY]);
    wait_for(&receiver, "orders-client report").await?;
    if keep {
        explain(&stage, relay.as_deref(), output)?;
        tokio::signal::ctrl_c().await?;
    }
    // The last spans are exported at the end.
    let stopped = tokio::task::spawn_blocking(move || stage.stop().map(|ended| (stage, ended))).await??;
    drop(stopped);

    let (spans, logs) = (receiver.spans(), receiver.logs());
    write!(output, "{INTRODUCTION}")?;
    for root in roots(&spans) {
        writeln!(output, "\n{}", paint.heading(&format!("Trace {}", hexadecimal(&root.span.trace_id))))?;
        write!(output, "{}", tree::draw(&spans, &logs, &root.span.trace_id, paint))?;
    }
    let kept = search(&receiver.bytes(), paint, output)?;
    if let Some(relay) = relay.filter(|relay| relay.has_sent_all()) {
        writeln!(output, "The same was sent to {}.", relay.endpoint())?;
    }
    Ok(kept)
}

async fn start(programs: &Path, receiver: &Receiver, keep: bool) -> Result<Stage, Failure> {
    let endpoint = receiver.http_url();
    let port = metrics_port();
    let mut environment = vec![
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        // Soon enough for a person who waits.
        ("OTEL_BSP_SCHEDULE_DELAY", "200"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "200"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
    ];
    if keep {
        environment.push(("OTEL_METRICS_EXPORTER", "otlp,prometheus"));
        environment.push(("OTEL_EXPORTER_PROMETHEUS_PORT", &port));
    }
    Stage::start(programs, &environment).await
}

/// The port of the service's metrics. Those of the worker have the next one.
fn metrics_port() -> String {
    std::env::var("OTEL_EXPORTER_PROMETHEUS_PORT").unwrap_or_else(|_| "9464".to_owned())
}

fn client(stage: &Stage, arguments: &[&str]) -> Result<(), Failure> {
    let output = tokio::task::block_in_place(|| stage.client(arguments))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("the client failed: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

async fn wait_for(receiver: &Receiver, name: &str) -> Result<(), Failure> {
    let is_there =
        receiver.wait_until(LIMIT, |receiver| receiver.spans().iter().any(|span| span.span.name == name));
    if is_there.await { Ok(()) } else { Err(format!("the span `{name}` was not exported").into()) }
}

/// The first spans of the client's traces, in the order of their start.
fn roots(spans: &[ReceivedSpan]) -> Vec<&ReceivedSpan> {
    let mut roots: Vec<_> = spans
        .iter()
        .filter(|span| span.span.parent_span_id.is_empty() && span.service() == "orders-client")
        .collect();
    roots.sort_by_key(|span| span.span.start_time_unix_nano);
    roots
}

fn search(bytes: &[u8], paint: Paint, output: &mut impl Write) -> io::Result<bool> {
    let values = [CUSTOMER, "ada", "engine.example", REFUSED_QUANTITY];
    let found =
        values.iter().find(|value| bytes.windows(value.len()).any(|window| window == value.as_bytes()));
    let result = match found {
        None => paint.good("none is in there"),
        Some(value) => paint.bad(&format!("{value} is in there")),
    };
    writeln!(output, "\n{} bytes of OTLP were searched for the customer's data: {result}.", bytes.len())?;
    Ok(found.is_none())
}

fn explain(stage: &Stage, relay: Option<&Relay>, output: &mut impl Write) -> io::Result<()> {
    let url = stage.url();
    writeln!(output, "The service: {url}")?;
    let client = "cargo run -p orders --bin orders-client -- order grace@compiler.example 2 5";
    writeln!(output, "  ORDERS_URL={url} {client}")?;
    let metrics: u16 = metrics_port().parse().unwrap_or_default();
    for (program, port) in [("service", metrics), ("worker", metrics.saturating_add(1))] {
        writeln!(output, "The metrics of the {program}: http://localhost:{port}/metrics")?;
    }
    if let Some(relay) = relay {
        writeln!(output, "Everything is sent to {} too.", relay.endpoint())?;
    }
    writeln!(output, "Ctrl-C ends it, and prints the traces.")?;
    output.flush()
}

fn hexadecimal(trace_id: &[u8]) -> String {
    trace_id.try_into().map_or_else(|_| String::new(), |bytes| format!("{:032x}", u128::from_be_bytes(bytes)))
}
