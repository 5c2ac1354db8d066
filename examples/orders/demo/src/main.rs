//! `orders-demo`: the shop on real servers, its trace as a tree, and what it logged.
//!
//! `orders-demo [--keep]`. The programs of the shop are next to this one: `cargo build -p orders` builds them. With
//! `OTEL_EXPORTER_OTLP_ENDPOINT` set, the receiver there gets everything as well. `--keep` leaves the shop running until
//! Ctrl-C, with its metrics for Prometheus.

use std::process::ExitCode;
use std::sync::Arc;

use orders_demo::{Demo, Relay, demonstrate};
use span_tree::Paint;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let keep = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => false,
        ["--keep"] => true,
        _ => return fail("usage: orders-demo [--keep]"),
    };
    let Some(folder) = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()))
    else {
        return fail("this program is in no folder");
    };
    let relay = Relay::from_environment().map(Arc::new);
    let demo = Demo { programs: &folder, relay, keep, paint: Paint::for_standard_output() };
    match demonstrate(demo, &mut std::io::stdout()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(reason: &str) -> ExitCode {
    eprintln!("orders-demo: {reason}");
    ExitCode::FAILURE
}
