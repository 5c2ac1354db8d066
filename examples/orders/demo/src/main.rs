//! `orders-demo`: the shop on real servers, its trace as a tree, and what it logged.
//!
//! `orders-demo [--keep]`. The programs of the shop are next to this one: `cargo build -p orders` builds them. With
//! `OTEL_EXPORTER_OTLP_ENDPOINT` set, the receiver there gets everything as well. `--keep` leaves the shop running until
//! Ctrl-C, with its metrics for Prometheus.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use orders_demo::{ReceivedSpan, Receiver, Relay, Stage, tree};
use span_tree::Paint;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const INTRODUCTION: &str = "\
A client has placed an order, and asked for a report. A service has taken the order, and a worker has packed it. They are
programs of their own: their code is in examples/orders, and src/telemetry.rs there sets up their telemetry. Each trace is
drawn from what the programs exported over OTLP. Lines after » are events of the span, and lines of its log.
";
const LIMIT: Duration = Duration::from_secs(30);
/// The customer's data: none of it may be exported.
const CUSTOMER: &str = "ada@engine.example";
const REFUSED_QUANTITY: &str = "987654";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let keep = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => false,
        ["--keep"] => true,
        _ => {
            eprintln!("usage: orders-demo [--keep]");
            return ExitCode::FAILURE;
        }
    };
    match demonstrate(keep).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("orders-demo: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns whether every value of the customer was kept inside.
async fn demonstrate(keep: bool) -> Result<bool, Failure> {
    let relay = Relay::from_environment().map(Arc::new);
    let receiver = Receiver::start_with(None, relay.clone()).await?;
    let mut stage = start(&receiver, keep).await?;
    let paint = Paint::for_standard_output();

    client(&stage, &["order", CUSTOMER, "1", "3"])?;
    wait_for(&receiver, "receipt").await?;
    client(&stage, &["show", "1"])?;
    client(&stage, &["report"])?;
    // The database refuses it, and quotes it in its message.
    let _ = client(&stage, &["order", CUSTOMER, "1", REFUSED_QUANTITY]);
    wait_for(&receiver, "orders-client report").await?;
    if keep {
        explain(&stage, relay.as_deref());
        tokio::signal::ctrl_c().await?;
    }
    // The last spans are exported at the end.
    let stopped = tokio::task::spawn_blocking(move || stage.stop().map(|ended| (stage, ended))).await??;
    drop(stopped);

    let (spans, logs) = (receiver.spans(), receiver.logs());
    print!("{INTRODUCTION}");
    for root in roots(&spans) {
        println!("\n{}", paint.heading(&format!("Trace {}", hexadecimal(&root.span.trace_id))));
        print!("{}", tree::draw(&spans, &logs, &root.span.trace_id, paint));
    }
    let kept = search(&receiver.bytes(), paint);
    if let Some(relay) = relay.filter(|relay| relay.has_sent_all()) {
        println!("The same was sent to {}.", relay.endpoint());
    }
    Ok(kept)
}

async fn start(receiver: &Receiver, keep: bool) -> Result<Stage, Failure> {
    let programs: PathBuf =
        std::env::current_exe()?.parent().ok_or("this program is in no folder")?.to_owned();
    let endpoint = receiver.http_url();
    let port = metrics_port();
    let mut environment = vec![
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        // Soon enough for somebody who waits.
        ("OTEL_BSP_SCHEDULE_DELAY", "200"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "200"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "1000"),
    ];
    if keep {
        environment.push(("OTEL_METRICS_EXPORTER", "otlp,prometheus"));
        environment.push(("OTEL_EXPORTER_PROMETHEUS_PORT", &port));
    }
    Stage::start(&programs, &environment).await
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

fn search(bytes: &[u8], paint: Paint) -> bool {
    let values = [CUSTOMER, "ada", "engine.example", REFUSED_QUANTITY];
    let found =
        values.iter().find(|value| bytes.windows(value.len()).any(|window| window == value.as_bytes()));
    let searched = format!("\n{} bytes of OTLP were searched for the customer's data", bytes.len());
    match found {
        None => println!("{searched}: {}.", paint.good("none is in there")),
        Some(value) => println!("{searched}: {}.", paint.bad(&format!("{value} is in there"))),
    }
    found.is_none()
}

fn explain(stage: &Stage, relay: Option<&Relay>) {
    println!("The service: {}", stage.url());
    println!(
        "  ORDERS_URL={} cargo run -p orders --bin orders-client -- order grace@compiler.example 2 5",
        stage.url()
    );
    let metrics: u16 = metrics_port().parse().unwrap_or_default();
    for (program, port) in [("service", metrics), ("worker", metrics.saturating_add(1))] {
        println!("The metrics of the {program}: http://localhost:{port}/metrics");
    }
    if let Some(relay) = relay {
        println!("Everything is sent to {} too.", relay.endpoint());
    }
    println!("Ctrl-C ends it, and prints the traces.");
}

fn hexadecimal(trace_id: &[u8]) -> String {
    trace_id.try_into().map_or_else(|_| String::new(), |bytes| format!("{:032x}", u128::from_be_bytes(bytes)))
}
