//! One request through all programs, as a receiver of OTLP sees it.

#![expect(clippy::unwrap_used, reason = "Clippy knows tests by their attribute, and not what they call")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use orders_demo::{Demo, ReceivedSpan, Receiver, Relay, Stage, demonstrate};
use span_tree::Paint;

const LIMIT: Duration = Duration::from_secs(30);
const CUSTOMER: &str = "ada.lovelace@engine.example";
const REFUSED_QUANTITY: &str = "987654";
/// Everything of a customer that the programs are given.
const VALUES: [&str; 6] =
    [CUSTOMER, "lovelace", "Lovelace", "engine.example", REFUSED_QUANTITY, "secret-question"];

#[tokio::test(flavor = "multi_thread")]
async fn request_is_one_trace_over_all_programs_by_grpc() {
    let receiver = Receiver::start().await.unwrap();
    let endpoint = receiver.grpc_url();
    assert_whole_trace(&receiver, &endpoint, "grpc").await;
    assert!(receiver.requests().iter().all(|(_, headers)| headers["content-type"] == "application/grpc"));
}

#[tokio::test(flavor = "multi_thread")]
async fn request_is_one_trace_over_all_programs_by_http() {
    let receiver = Receiver::start().await.unwrap();
    let endpoint = receiver.http_url();
    assert_whole_trace(&receiver, &endpoint, "http/protobuf").await;
    assert!(
        receiver.requests().iter().all(|(_, headers)| headers["content-type"] == "application/x-protobuf")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn spans_that_wait_for_export_are_exported_on_sigterm() {
    let receiver = Receiver::start().await.unwrap();
    let endpoint = receiver.http_url();
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
        // The line at the end of the work shows that the work has ended.
        ("OTEL_BLRP_SCHEDULE_DELAY", "50"),
    ];
    let mut stage = Stage::start(programs(), &environment).await.unwrap();
    assert!(stage.client(&["order", CUSTOMER, "2", "1"]).unwrap().status.success());
    let is_done = |log: &orders_demo::ReceivedLog| {
        log.attributes.get("percent").is_some_and(|percent| percent == "100")
    };
    assert!(receiver.wait_until(LIMIT, |receiver| receiver.logs().iter().any(is_done)).await);
    let services = || receiver.spans().iter().map(|span| span.service().to_owned()).collect::<Vec<_>>();
    assert!(!services().iter().any(|name| name == "orders-service" || name == "orders-worker"));
    for ended in stage.stop().unwrap() {
        assert!(ended.status.success(), "{ended:?}");
    }
    Spans(receiver.spans()).trace_of("orders-client order").assert_edges();
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_prints_the_trace_with_the_lines_of_its_log_and_sends_it_on() {
    for is_grpc in [false, true] {
        let other = Receiver::start().await.unwrap();
        let endpoint = if is_grpc { other.grpc_url() } else { other.http_url() };
        let relay = Relay::from_variables(|name| match name {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => Some(endpoint.clone()),
            "OTEL_EXPORTER_OTLP_PROTOCOL" => Some(if is_grpc { "grpc" } else { "http/protobuf" }.to_owned()),
            "OTEL_EXPORTER_OTLP_HEADERS" => Some("authorization=token".to_owned()),
            _ => None,
        });
        let mut output = Vec::new();
        let demo =
            Demo { programs: programs(), relay: relay.map(Arc::new), keep: false, paint: Paint::PLAIN };
        assert!(demonstrate(demo, &mut output).await.unwrap());
        let text = String::from_utf8(output).unwrap();
        for line in [
            "\norders-client order ",
            "\n└─ POST ",
            "\n   └─ POST /orders ",
            "service.name=orders-worker",
            "» INFO an order is placed  order=1\n",
            "» event progress  progress.percent=50\n",
            "» INFO a receipt is printed  order=1\n",
            "Error 23514 check_violation",
            "the customer's data: none is in there.\n",
        ] {
            assert!(text.contains(line), "{line:?} is not in:\n{text}");
        }
        assert!(text.ends_with(&format!("The same was sent to {endpoint}.\n")), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
        Spans(other.spans()).trace_of("orders-client order").assert_edges();
        assert!(other.requests().iter().all(|(_, headers)| headers["authorization"] == "token"));
    }
}

async fn assert_whole_trace(receiver: &Receiver, endpoint: &str, protocol: &str) {
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
        ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
        // The counts of a pool end with the pool, so they are not in the last export.
        ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
    ];
    let mut stage = Stage::start(programs(), &environment).await.unwrap();
    let outputs = use_shop(&stage, receiver).await;
    for ended in stage.stop().unwrap() {
        assert!(ended.status.success(), "{ended:?}");
    }

    let spans = Spans(receiver.spans());
    let trace = spans.trace_of("orders-client order");
    trace.assert_edges();
    trace.assert_children();
    trace.assert_links(&spans);
    trace.assert_logs(receiver, &stage.log());
    spans.assert_resources();
    spans.assert_no_health_checks();
    assert_metrics(receiver);
    assert_no_value(receiver, &stage.log(), &outputs);
}

/// Places an order that is packed, and one that the database refuses; looks at an order, at the report, and at the health.
async fn use_shop(stage: &Stage, receiver: &Receiver) -> Vec<String> {
    let mut errors = Vec::new();
    let mut client = |arguments: &[&str], is_successful: bool| {
        let output = stage.client(arguments).unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.success(), is_successful, "{arguments:?}: {error}");
        errors.push(error);
    };
    client(&["order", CUSTOMER, "1", "3"], true);
    let is_packed =
        |receiver: &Receiver| receiver.spans().iter().any(|span| span.span.name == "settle orders:to-pack");
    assert!(receiver.wait_until(LIMIT, is_packed).await, "the order was not packed: {:?}", stage.log());
    client(&["show", "1"], true);
    client(&["report"], true);
    client(&["order", CUSTOMER, "1", REFUSED_QUANTITY], false);
    client(&["order", CUSTOMER, "4711", "1"], false);
    for path in ["healthz", "healthz", "orders/1?answer=secret-question"] {
        let url = format!("{}/{path}", stage.url());
        let status = tokio::task::spawn_blocking(move || reqwest::blocking::get(url).unwrap().status());
        assert!(status.await.unwrap().is_success(), "{path}");
    }
    errors
}

fn programs() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_orders-service")).parent().unwrap()
}

struct Spans(Vec<ReceivedSpan>);

impl Spans {
    /// The spans of the first trace with a root of this name.
    fn trace_of(&self, root: &str) -> Self {
        let roots =
            self.0.iter().filter(|span| span.span.name == root && span.span.parent_span_id.is_empty());
        let root = roots.min_by_key(|span| span.span.start_time_unix_nano).expect("a root");
        Self(self.0.iter().filter(|span| span.span.trace_id == root.span.trace_id).cloned().collect())
    }

    fn named(&self, name: &str) -> &ReceivedSpan {
        let found: Vec<_> = self.0.iter().filter(|span| span.span.name == name).collect();
        assert_eq!(found.len(), 1, "{name} in {:?}", self.names());
        found[0]
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|span| span.span.name.as_str()).collect()
    }

    /// From the client to the process that the worker started.
    fn assert_edges(&self) {
        for (service, name, kind, parent) in [
            ("orders-client", "orders-client order", SpanKind::Internal, None),
            ("orders-client", "POST", SpanKind::Client, Some("orders-client order")),
            ("orders-service", "POST /orders", SpanKind::Server, Some("POST")),
            ("orders-service", "place", SpanKind::Internal, Some("POST /orders")),
            ("orders-service", "SELECT orders", SpanKind::Client, Some("place")),
            ("orders-service", "send orders:to-pack", SpanKind::Producer, Some("place")),
            ("orders-worker", "process orders:to-pack", SpanKind::Consumer, Some("send orders:to-pack")),
            ("orders-receipt", "receipt", SpanKind::Internal, Some("process orders:to-pack")),
        ] {
            let span = self.named(name);
            assert_eq!(span.service(), service, "{name}");
            assert_eq!(span.span.kind(), kind, "{name}");
            let parent = parent.map_or(&[][..], |parent| &self.named(parent).span.span_id);
            assert_eq!(span.span.parent_span_id, parent, "{name}");
        }
    }

    fn assert_children(&self) {
        // The name of a Redis command ends with the address of the server.
        let children = |parent: &str| {
            let parent = &self.named(parent).span.span_id;
            let mut children: Vec<_> =
                self.0.iter().filter(|span| span.span.parent_span_id == *parent).collect();
            children.sort_by_key(|span| span.span.start_time_unix_nano);
            let name = |span: &&ReceivedSpan| span.span.name.split(" 127.0.0.1").next().unwrap().to_owned();
            children.iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(
            children("place"),
            [
                "CONNECT",
                "GET",
                "PREPARE SELECT products",
                "SELECT products",
                "SETEX",
                "PREPARE SELECT orders",
                "SELECT orders",
                "START TRANSACTION",
                "PREPARE INSERT orders",
                "INSERT orders",
                "COMMIT",
                "send orders:to-pack",
            ]
        );
        assert_eq!(
            children("process orders:to-pack"),
            [
                "CONNECT",
                "PREPARE UPDATE orders",
                "UPDATE orders",
                "receipt",
                "UPDATE orders",
                "CONNECT",
                "DEL",
                "settle orders:to-pack",
            ]
        );
        let events = &self.named("process orders:to-pack").span.events;
        let progress = events.iter().map(|event| {
            assert_eq!(
                (event.name.as_str(), event.attributes[0].key.as_str()),
                ("progress", "progress.percent")
            );
            orders_demo::text_of(event.attributes[0].value.as_ref().unwrap())
        });
        assert_eq!(progress.collect::<Vec<_>>(), ["25", "50", "100"]);
    }

    /// `receive` is a trace of the worker's own, and leads to the messages that it got.
    fn assert_links(&self, all: &Self) {
        let sent = &self.named("send orders:to-pack").span;
        let links = |name: &str| {
            let span = &all.named(name).span;
            let identities = span.links.iter().map(|link| (link.trace_id.clone(), link.span_id.clone()));
            (span.trace_id == sent.trace_id, identities.collect::<Vec<_>>())
        };
        let to_sender = vec![(sent.trace_id.clone(), sent.span_id.clone())];
        assert_eq!(links("receive orders:to-pack"), (false, to_sender.clone()));
        assert_eq!(links("settle orders:to-pack"), (true, to_sender));
        assert_eq!(links("process orders:to-pack"), (true, Vec::new()));
    }

    /// Each line has the identities of its span, over OTLP and on standard error.
    fn assert_logs(&self, receiver: &Receiver, lines: &[String]) {
        let hexadecimal =
            |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        for (message, count, name) in [
            ("an order is placed", 1, "place"),
            ("progress", 3, "process orders:to-pack"),
            ("a receipt is printed", 1, "receipt"),
        ] {
            let span = &self.named(name).span;
            let logs = receiver.logs();
            let records =
                logs.iter().filter(|log| log.record.trace_id == span.trace_id && log.message() == message);
            let identities: Vec<_> = records.map(|log| log.record.span_id.clone()).collect();
            assert_eq!(identities, vec![span.span_id.clone(); count], "{message}");

            let (trace_id, span_id) = (hexadecimal(&span.trace_id), hexadecimal(&span.span_id));
            let lines = lines.iter().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            let of_span = lines.filter(|line| line["trace_id"] == *trace_id && line["span_id"] == *span_id);
            let of_message = of_span.filter(|line| line["fields"]["message"] == message);
            // The receipt's lines are those of the worker that started it.
            assert_eq!(of_message.count(), count, "{message}");
        }
    }

    fn assert_resources(&self) {
        for span in &self.0 {
            assert_eq!(span.resource["deployment.environment.name"], "test", "{}", span.span.name);
            assert_eq!(span.resource["service.version"], env!("CARGO_PKG_VERSION"), "{}", span.span.name);
            assert_eq!(span.resource["telemetry.sdk.language"], "rust", "{}", span.span.name);
        }
        let mut services: Vec<_> = self.0.iter().map(ReceivedSpan::service).collect();
        services.sort_unstable();
        services.dedup();
        assert_eq!(services, ["orders-client", "orders-receipt", "orders-service", "orders-worker"]);
    }

    fn assert_no_health_checks(&self) {
        for span in &self.0 {
            assert!(!span.span.name.starts_with("PING"), "{:?}", span.span);
            assert_ne!(span.attributes.get("url.path").map(String::as_str), Some("/healthz"));
            assert!(!span.attributes.get("db.query.text").is_some_and(|text| text.starts_with("SELECT ?")));
        }
        assert!(self.0.iter().any(|span| span.attributes.contains_key("url.path")));
    }
}

fn assert_metrics(receiver: &Receiver) {
    let requests = receiver.metrics();
    let metrics = requests.iter().flat_map(|request| &request.resource_metrics);
    let metrics = metrics.flat_map(|of_program| &of_program.scope_metrics).flat_map(|scope| &scope.metrics);
    let names: Vec<_> = metrics.map(|metric| metric.name.as_str()).collect();
    for name in [
        "db.client.operation.duration",
        "db.client.connection.count",
        "db.client.connection.wait_time",
        "http.server.request.duration",
        "messaging.client.sent.messages",
        "messaging.process.duration",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
}

fn assert_no_value(receiver: &Receiver, log: &[String], outputs: &[String]) {
    let bytes = receiver.bytes();
    assert!(bytes.len() > 10_000, "{}", bytes.len());
    for value in VALUES {
        assert!(!bytes.windows(value.len()).any(|window| window == value.as_bytes()), "{value} was exported");
        for line in log.iter().chain(outputs) {
            assert!(!line.contains(value), "{value} was logged: {line}");
        }
    }
    // What was exported of the same requests is there: the search would find a value.
    for shown in ["orders-service", "INSERT INTO orders", "/orders/{id}", "an order is placed"] {
        assert!(
            bytes.windows(shown.len()).any(|window| window == shown.as_bytes()),
            "{shown} was not exported"
        );
    }
}
