//! Each query of the dashboard and of the book returns data, from a real Prometheus that reads the metrics of a service.

mod prometheus;
mod service;

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use db_trace_docs::markdown::Document;
use prometheus::Prometheus;
use serde_json::Value;
use service::Service;

/// Scrapes come each second, and a rate needs two of them.
const DEADLINE: Duration = Duration::from_secs(90);

struct Query {
    place: String,
    text: String,
}

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the queries of the panels and of the variables, as Grafana sends them if everything is selected.
fn queries_of_the_dashboard() -> Vec<Query> {
    let text =
        std::fs::read_to_string(file("../deploy/grafana/dashboards/db-trace.json")).expect("the dashboard");
    let dashboard: Value = serde_json::from_str(&text).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels").iter();
    let targets = panels.flat_map(|panel| {
        let title = panel["title"].as_str().expect("a title");
        let targets = panel["targets"].as_array().into_iter().flatten();
        targets.map(move |target| {
            (format!("panel {title:?}"), target["expr"].as_str().expect("a query").to_owned())
        })
    });
    targets.map(|(place, text)| Query { place, text: with_variables(&text) }).collect()
}

fn with_variables(query: &str) -> String {
    let mut query = query.to_owned();
    for (variable, value) in [
        ("$__rate_interval", "1m"),
        ("$__range", "1m"),
        ("$service", ".*"),
        ("$system", ".*"),
        ("$server", ".*"),
        ("$namespace", ".*"),
    ] {
        query = query.replace(variable, value);
    }
    assert!(!query.contains('$'), "give the variable a value: {query}");
    query
}

/// Returns the queries of the book's pages.
fn queries_of_the_book() -> Vec<Query> {
    let pages = db_trace_docs::PAGES.iter().filter(|page| page.starts_with("src/"));
    let snippets = pages.flat_map(|page| {
        let snippets = Document::read(&file(page)).snippets;
        snippets.into_iter().map(move |snippet| (page, snippet))
    });
    snippets
        .filter(|(_, snippet)| snippet.language == "promql")
        .map(|(page, snippet)| Query { place: format!("docs/{page}"), text: snippet.text })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_query_of_the_dashboard_and_of_the_book_returns_data() {
    let service = Service::start().await;
    let prometheus = Prometheus::start(service.address());

    let mut missing: Vec<Query> = queries_of_the_dashboard();
    assert!(missing.len() > 25, "the dashboard has more queries than {}", missing.len());
    let book = queries_of_the_book();
    assert!(book.len() > 10, "the book has more queries than {}", book.len());
    missing.extend(book);
    let begin = Instant::now();
    while !missing.is_empty() && begin.elapsed() < DEADLINE {
        // It polls another process. The deadline decides about the test, and not the pause.
        thread::sleep(Duration::from_millis(500));
        missing.retain(|query| !prometheus.has_data(&query.text));
    }
    let missing: Vec<String> =
        missing.into_iter().map(|Query { place, text }| format!("{place}: {text}")).collect();
    assert!(missing.is_empty(), "no data, of these metrics: {:#?}\n{missing:#?}", service.metric_names());

    // The test can fail: this metric lacks its unit.
    assert!(!prometheus.has_data("sum(rate(db_client_operation_duration_count[1m]))"));
    assert!(!prometheus.has_data("0 / (0 * sum(db_client_connection_max))"), "no number is no data");
    service.assert_never_exported();
}
