//! Each query of the dashboard (deploy/grafana) and of the book (docs) returns data, from a real Prometheus that reads the
//! metrics of the shop.

mod prometheus;
mod rare;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use db_trace_docs::markdown::Document;
use orders_demo::Stage;
use prometheus::Prometheus;
use rare::Rare;
use serde_json::Value;

/// Scrapes come each second, and a rate needs two of them.
const DEADLINE: Duration = Duration::from_secs(90);

/// A customer of the shop, and a quantity that the database refuses. Neither may be in a metric.
const CUSTOMER: &str = "ada@engine.example";
const REFUSED_QUANTITY: &str = "987654";

/// Panels whose data the shop does not have while all is well. [`Rare`] has it.
const RARE: [&str; 3] =
    ["Share of cancelled calls by statement", "Time-outs per second", "Connect: 95th percentile"];

struct Query {
    place: String,
    text: String,
}

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Returns the queries of the panels, as Grafana sends them if the programs of the shop are selected.
fn queries_of_the_dashboard() -> Vec<Query> {
    let text =
        std::fs::read_to_string(file("deploy/grafana/dashboards/db-trace.json")).expect("the dashboard");
    let dashboard: Value = serde_json::from_str(&text).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels").iter();
    let targets = panels.flat_map(|panel| {
        let title = panel["title"].as_str().expect("a title");
        let targets = panel["targets"].as_array().into_iter().flatten();
        targets.map(move |target| (title, target["expr"].as_str().expect("a query")))
    });
    let query = |(title, text): (&str, &str)| {
        let services = if RARE.contains(&title) { ".*" } else { "orders-.*" };
        Query { place: format!("panel {title:?}"), text: with_variables(text, services) }
    };
    targets.map(query).collect()
}

fn with_variables(query: &str, services: &str) -> String {
    let mut query = query.to_owned();
    for (variable, value) in [
        ("$__rate_interval", "1m"),
        ("$__range", "1m"),
        ("$service", services),
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
        let snippets = Document::read(&file(&format!("docs/{page}"))).snippets;
        snippets.into_iter().map(move |snippet| (page, snippet))
    });
    snippets
        .filter(|(_, snippet)| snippet.language == "promql" && !snippet.words.contains(&"not-run".to_owned()))
        .map(|(page, snippet)| Query { place: format!("docs/{page}"), text: snippet.text })
        .collect()
}

/// Returns the addresses at which the service and the worker offer their metrics, from their log.
fn metrics_of(stage: &Stage) -> Vec<String> {
    let begin = Instant::now();
    loop {
        let log = stage.log();
        let addresses: Vec<String> = log
            .iter()
            .filter_map(|line| line.split_once("metrics can be scraped at http://")?.1.split_once("/metrics"))
            .map(|(address, _)| address.to_owned())
            .collect();
        if addresses.len() == 2 {
            return addresses;
        }
        assert!(begin.elapsed() < DEADLINE, "two programs offer metrics: {log:#?}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Uses the shop until `is_done`.
fn use_shop(stage: &Stage, is_done: &AtomicBool) {
    let client = |arguments: &[&str]| stage.client(arguments).expect("the client starts").status.success();
    while !is_done.load(Ordering::Relaxed) {
        assert!(client(&["order", CUSTOMER, "1", "3"]));
        assert!(client(&["show", "1"]));
        assert!(client(&["report"]));
        assert!(!client(&["order", CUSTOMER, "1", REFUSED_QUANTITY]), "the database refuses it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_query_of_the_dashboard_and_of_the_book_returns_data() {
    let programs = Path::new(env!("CARGO_BIN_EXE_orders-service")).parent().expect("a folder");
    let environment = [
        ("OTEL_METRICS_EXPORTER", "prometheus"),
        ("OTEL_EXPORTER_PROMETHEUS_HOST", "127.0.0.1"),
        ("OTEL_EXPORTER_PROMETHEUS_PORT", "0"),
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_LOGS_EXPORTER", "none"),
        ("DBTRACE_IN_FLIGHT_METRIC", "true"),
        ("DBTRACE_RETURNED_ROWS_METRIC", "true"),
    ];
    let stage = Stage::start(programs, &environment).await.expect("the shop");
    let rare = Rare::start().await;
    let mut targets = metrics_of(&stage);
    targets.push(rare.address().to_string());
    let prometheus = Prometheus::start(&targets);

    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| use_shop(&stage, &is_done));
        let missing = without_data(&prometheus);
        is_done.store(true, Ordering::Relaxed);
        assert!(missing.is_empty(), "no data: {missing:#?}");
    });

    // The test can fail: this metric lacks its unit.
    assert!(!prometheus.has_data("sum(rate(db_client_operation_duration_count[1m]))"));
    assert!(!prometheus.has_data("0 / (0 * sum(db_client_connection_max))"), "no number is no data");
    for target in &targets {
        let exported = prometheus::get(target.parse().expect("an address"), "/metrics").expect("metrics");
        assert!(exported.contains("db_client_operation_duration_seconds"), "{exported}");
        for value in rare::VALUES.iter().chain([&CUSTOMER, &REFUSED_QUANTITY]) {
            assert!(!exported.contains(value), "{value} is in:\n{exported}");
        }
    }
}

/// Returns the queries that have no data until the deadline.
fn without_data(prometheus: &Prometheus) -> Vec<String> {
    let mut missing = queries_of_the_dashboard();
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
    missing.into_iter().map(|Query { place, text }| format!("{place}: {text}")).collect()
}
