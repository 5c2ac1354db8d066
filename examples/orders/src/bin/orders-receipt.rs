//! `orders-receipt ORDER`: prints a receipt. It continues the trace of the process that started it.

use std::process::ExitCode;

use opentelemetry::global;
use opentelemetry::trace::{TraceContextExt, Tracer};
use orders::Error;

fn main() -> ExitCode {
    orders::program::run_blocking("orders-receipt", print)
}

fn print() -> Result<(), Error> {
    let order =
        std::env::args().nth(1).ok_or_else(|| Error::Start("usage: orders-receipt ORDER".to_owned()))?;
    let tracer = global::tracer("orders-receipt");
    // `TRACEPARENT`, in the formats that `OTEL_PROPAGATORS` selects.
    let parent = db_trace_propagators::context_from_environment();
    let span = parent.with_span(tracer.start_with_context("receipt", &parent));
    let _entered = span.attach();
    // This program has no span of `tracing`, and its lines have the identities of its span all the same.
    tracing::info!(order, "a receipt is printed");
    println!("Receipt for order {order}");
    Ok(())
}
