//! Each variable of README's table does what the table says.

use std::collections::BTreeSet;
use std::time::Duration;

use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use orders_demo::{Behaviour, ReceivedSpan, Receiver};

use crate::subject::{Run, Waiting, run_with};
use crate::tls;

const README: &str = include_str!("../../README.md");
const SOURCE: &str = include_str!("../../src/telemetry.rs");
const LIMIT: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn each_variable_of_the_table_does_what_the_table_says() {
    let rows = rows();
    assert!(rows.len() > 40, "{}", rows.len());
    for (name, _) in &rows {
        println!("{name}");
        Box::pin(check(name)).await;
    }
}

#[test]
fn table_has_each_variable_that_the_file_reads_and_says_so() {
    let rows = rows();
    // In the file some names are made of a signal and a word.
    let words: BTreeSet<&str> = SOURCE.split('"').filter(|word| !word.is_empty()).collect();
    let is_read = |name: &str| {
        words.contains(name)
            || name.strip_prefix("OTEL_EXPORTER_OTLP_").is_some_and(|word| words.contains(word))
    };
    for (name, reader) in &rows {
        // The file also names what it warns about.
        let is_named = *reader == "no code" || reader.contains("telemetry.rs");
        // `http_client` asks for the time-out of its own client.
        let is_of_client = *name == "OTEL_EXPORTER_OTLP_TIMEOUT";
        assert_eq!(is_read(name) && !is_of_client, is_named, "{name}: {reader}");
    }
    for word in words.iter().filter(|word| word.starts_with("OTEL_") && !word.contains('{')) {
        assert!(rows.iter().any(|(name, _)| name == word), "{word} is not in the table");
    }
}

/// The names, and who reads them.
fn rows() -> Vec<(&'static str, &'static str)> {
    let table = README.split("| variable | what it does here | read by |").nth(1).expect("the table");
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    lines
        .map(|line| {
            let cells: Vec<_> = line.split(" | ").collect();
            (cells[0].trim_matches(['|', ' ', '`']), cells[2].trim_matches(['|', ' ']))
        })
        .collect()
}

async fn check(name: &str) {
    if name.starts_with("OTEL_EXPORTER_OTLP_") {
        check_export(name).await;
    } else if ["OTEL_BSP_SCHEDULE", "OTEL_BSP_MAX", "OTEL_BLRP_", "OTEL_METRIC_", "OTEL_TRACES_SAMPLER"]
        .iter()
        .any(|start| name.starts_with(start))
        || (name.starts_with("OTEL_SPAN_") && name.ends_with("_COUNT_LIMIT"))
    {
        check_sdk(name).await;
    } else if ["OTEL_SDK_DISABLED", "OTEL_PROPAGATORS"].contains(&name)
        || ["OTEL_SERVICE_", "OTEL_RESOURCE_", "OTEL_EXPORTER_PROMETHEUS_"]
            .iter()
            .any(|start| name.starts_with(start))
        || name.ends_with("S_EXPORTER")
    {
        check_set_up(name).await;
    } else {
        check_log(name).await;
    }
}

/// The signals that are recorded, and their exporters.
async fn check_set_up(name: &str) {
    let receiver = Receiver::start().await.unwrap();
    let run = |value: &str| run_with(&receiver, &[(name, value)]);
    match name {
        "OTEL_SDK_DISABLED" => {
            let parent = "00-80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-01";
            let run = run_with(&receiver, &[(name, "true"), ("TRACEPARENT", parent)]);
            assert!(run.status.success() && receiver.requests().is_empty(), "{}", run.log);
            assert!(run.output.contains(parent), "the context is not passed on: {}", run.output);
            assert!(line(&run, "by tracing").get("trace_id").is_none());
        }
        "OTEL_SERVICE_NAME" => {
            run("shop");
            assert_eq!(span(&receiver, "work").service(), "shop");
        }
        "OTEL_RESOURCE_ATTRIBUTES" => {
            run("service.name=by-attribute,service.version=7,team=a b");
            let resource = span(&receiver, "work").resource;
            let of = |key: &str| resource[key].as_str().to_owned();
            assert_eq!([of("service.name"), of("service.version"), of("team")], ["by-attribute", "7", "a b"]);
        }
        "OTEL_TRACES_EXPORTER" => {
            let console = run("console");
            assert!(console.output.contains("Name         : work"), "{}", console.output);
            assert!(receiver.spans().is_empty() && !receiver.logs().is_empty());
            let none = run("none");
            assert!(receiver.spans().is_empty() && !none.output.contains("Name         : work"));
            for message in ["by the API", "by tracing"] {
                assert_eq!(line(&none, message)["trace_id"].as_str().unwrap().len(), 32);
                assert_eq!(line(&none, message)["span_id"].as_str().unwrap().len(), 16);
            }
            let both = run(" console , OTLP ");
            assert!(both.output.contains("Name         : work"), "{}", both.output);
            span(&receiver, "work");
        }
        "OTEL_METRICS_EXPORTER" => {
            let console = run("console");
            assert!(console.output.contains("work.done"), "{}", console.output);
            run("none");
            assert!(receiver.metrics().is_empty() && !receiver.spans().is_empty());
            run("otlp");
            assert!(!receiver.metrics().is_empty());
        }
        "OTEL_LOGS_EXPORTER" => {
            let console = run("console");
            assert!(console.output.contains("by tracing"), "{}", console.output);
            let none = run("none");
            assert!(receiver.logs().is_empty() && !receiver.spans().is_empty());
            line(&none, "by tracing");
            run("otlp");
            assert!(receiver.logs().iter().any(|log| log.message() == "by tracing"));
        }
        "OTEL_PROPAGATORS" => {
            let parent = "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1";
            let run = run_with(&receiver, &[(name, "b3,jaeger"), ("B3", parent)]);
            let span = span(&receiver, "work").span;
            assert_eq!(span.parent_span_id, 0xe457_b5a2_e4d8_6bd1_u64.to_be_bytes());
            assert!(
                run.output.contains("uber-trace-id") && !run.output.contains("traceparent"),
                "{}",
                run.output
            );
        }
        "OTEL_EXPORTER_PROMETHEUS_HOST" => {
            let scraped = scrape(&[(name, "127.0.0.1"), ("OTEL_EXPORTER_PROMETHEUS_PORT", "0")]).await;
            assert!(scraped.0.starts_with("http://127.0.0.1:"), "{scraped:?}");
        }
        "OTEL_EXPORTER_PROMETHEUS_PORT" => {
            let (_, text) = scrape(&[(name, "0")]).await;
            assert!(text.contains("work_done_total{"), "{text}");
            assert!(text.contains("service_name=\"subject\""), "{text}");
        }
        _ => panic!("{name} has no check"),
    }
}

/// Samplers, limits and batches.
async fn check_sdk(name: &str) {
    let receiver = Receiver::start().await.unwrap();
    let run = |value: &str| run_with(&receiver, &[(name, value)]);
    match name {
        "OTEL_TRACES_SAMPLER" => {
            run("always_off");
            assert!(receiver.spans().is_empty() && !receiver.logs().is_empty());
        }
        "OTEL_TRACES_SAMPLER_ARG" => {
            run_with(&receiver, &[("OTEL_TRACES_SAMPLER", "traceidratio"), (name, "0.0")]);
            assert!(receiver.spans().is_empty());
            run_with(&receiver, &[("OTEL_TRACES_SAMPLER", "traceidratio"), (name, "1.0")]);
            span(&receiver, "work");
        }
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT" => {
            run("2");
            let span = span(&receiver, "work").span;
            assert_eq!((span.attributes.len(), span.dropped_attributes_count), (2, 1));
        }
        "OTEL_SPAN_EVENT_COUNT_LIMIT" => {
            run("2");
            let span = span(&receiver, "work").span;
            assert_eq!((span.events.len(), span.dropped_events_count), (2, 1));
        }
        "OTEL_SPAN_LINK_COUNT_LIMIT" => {
            run("2");
            let span = span(&receiver, "work").span;
            assert_eq!((span.links.len(), span.dropped_links_count), (2, 1));
        }
        "OTEL_BSP_SCHEDULE_DELAY" => {
            arrives_early(&receiver, name, |receiver| !receiver.spans().is_empty()).await;
        }

        "OTEL_BLRP_SCHEDULE_DELAY" => {
            arrives_early(&receiver, name, |receiver| !receiver.logs().is_empty()).await;
        }

        "OTEL_METRIC_EXPORT_INTERVAL" => {
            arrives_early(&receiver, name, |receiver| !receiver.metrics().is_empty()).await;
        }

        // The queue itself has a test in `failures`.
        "OTEL_BSP_MAX_QUEUE_SIZE" | "OTEL_BLRP_MAX_QUEUE_SIZE" => {
            let run = run("all of them");
            assert!(run.log.contains(&format!("{name}: `all of them` is ignored")), "{}", run.log);
            span(&receiver, "work");
        }
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE" => {
            run_with(&receiver, &[(name, "4"), ("SUBJECT_SPANS", "20")]);
            assert_eq!(receiver.spans().len(), 21);
            assert!(requests_to(&receiver, "/v1/traces") >= 6, "{:?}", receiver.requests());
        }
        "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE" => {
            run("1");
            assert_eq!(receiver.logs().len(), requests_to(&receiver, "/v1/logs"));
        }
        _ => panic!("{name} has no check"),
    }
}

/// The export by OTLP.
async fn check_export(name: &str) {
    let receiver = Receiver::start().await.unwrap();
    let run = |value: &str| run_with(&receiver, &[(name, value)]);
    match name {
        "OTEL_EXPORTER_OTLP_ENDPOINT" => {
            let run = run(&receiver.http_url());
            assert!(run.status.success());
            span(&receiver, "work");
            for path in ["/v1/traces", "/v1/metrics", "/v1/logs"] {
                assert!(requests_to(&receiver, path) > 0, "{path}");
            }
        }
        "OTEL_EXPORTER_OTLP_PROTOCOL" => {
            run_with(&receiver, &[(name, "grpc"), ("OTEL_EXPORTER_OTLP_ENDPOINT", &receiver.grpc_url())]);
            span(&receiver, "work");
            assert!(
                receiver.requests().iter().all(|(_, headers)| headers["content-type"] == "application/grpc")
            );
        }
        "OTEL_EXPORTER_OTLP_HEADERS" => {
            run("authorization=Bearer%20s3cret,tenant=7");
            assert_eq!(receiver.requests().len(), 3);
            for (path, headers) in receiver.requests() {
                assert_eq!(
                    (&*headers["authorization"], &*headers["tenant"]),
                    ("Bearer s3cret", "7"),
                    "{path}"
                );
            }
        }
        "OTEL_EXPORTER_OTLP_TIMEOUT" => {
            receiver.behave(Behaviour::Hang);
            let run = run_with(&receiver, &[(name, "300"), ("SUBJECT_LIMIT", "60000")]);
            assert!(run.shutdown < Duration::from_secs(20), "{:?}: {}", run.shutdown, run.log);
            assert!(run.log.contains("spans could not be exported"), "{}", run.log);
        }
        "OTEL_EXPORTER_OTLP_COMPRESSION" => {
            run_with(
                &receiver,
                &[
                    (name, "gzip"),
                    ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                    ("OTEL_EXPORTER_OTLP_ENDPOINT", &receiver.grpc_url()),
                ],
            );
            span(&receiver, "work");
            assert!(receiver.requests().iter().all(|(_, headers)| headers["grpc-encoding"] == "gzip"));
            let over_http = Receiver::start().await.unwrap();
            run_with(&over_http, &[(name, "gzip")]);
            assert!(over_http.requests().iter().all(|(_, headers)| headers["content-encoding"] == "gzip"));
            assert_eq!(over_http.requests().len(), 3);
        }
        "OTEL_EXPORTER_OTLP_INSECURE" => {
            let address = receiver.grpc_url().replace("http://", "");
            run_with(
                &receiver,
                &[
                    (name, "true"),
                    ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                    ("OTEL_EXPORTER_OTLP_ENDPOINT", &address),
                ],
            );
            span(&receiver, "work");
        }
        "OTEL_EXPORTER_OTLP_CERTIFICATE" => tls::assert_authority_is_trusted().await,
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE" | "OTEL_EXPORTER_OTLP_CLIENT_KEY" => {
            tls::assert_client_needs(name).await;
        }
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE" => {
            run("delta");
            let metrics = receiver.metrics();
            let metrics = metrics.iter().flat_map(|request| &request.resource_metrics);
            let mut metrics =
                metrics.flat_map(|of_program| &of_program.scope_metrics).flat_map(|scope| &scope.metrics);
            let metric = metrics.find(|metric| metric.name == "work.done").unwrap();
            assert!(
                matches!(&metric.data, Some(Data::Sum(sum)) if sum.aggregation_temporality == 1),
                "{metric:?}"
            );
        }
        _ => panic!("{name} has no check"),
    }
}

/// Lines on standard error, and warnings.
async fn check_log(name: &str) {
    let receiver = Receiver::start().await.unwrap();
    let run = |value: &str| run_with(&receiver, &[(name, value)]);
    match name {
        "RUST_LOG" | "OTEL_LOG_LEVEL" => {
            let run = run("warn");
            assert!(run.lines().is_empty(), "{}", run.log);
            assert!(receiver.logs().is_empty());
            for name in ["work", "traced"] {
                span(&receiver, name);
            }
        }
        "LOG_FORMAT" => {
            let run = run("text");
            for (message, name) in [("by the API", "work"), ("by tracing", "traced")] {
                let span = span(&receiver, name).span;
                let ids = format!(
                    "trace_id={} span_id={} ",
                    hexadecimal(&span.trace_id),
                    hexadecimal(&span.span_id)
                );
                let line = run.log.lines().find(|line| line.contains(message)).unwrap();
                assert!(line.starts_with(&ids), "{ids}: {line}");
            }
        }
        "NO_COLOR" => {
            assert!(!run_with(&receiver, &[("LOG_FORMAT", "text"), (name, "1")]).log.contains('\x1b'));
            assert!(run_with(&receiver, &[("LOG_FORMAT", "text")]).log.contains('\x1b'));
        }
        "OTEL_CONFIG_FILE"
        | "OTEL_EXPERIMENTAL_CONFIG_FILE"
        | "OTEL_ATTRIBUTE_COUNT_LIMIT"
        | "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"
        | "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT"
        | "OTEL_METRICS_EXEMPLAR_FILTER"
        | "OTEL_BSP_EXPORT_TIMEOUT" => {
            let run = run("1");
            assert!(run.log.contains(&format!("{name} has no effect")), "{}", run.log);
            assert_eq!(span(&receiver, "work").attributes["attribute.3"], "3");
        }
        _ => panic!("{name} has no check"),
    }
}

fn span(receiver: &Receiver, name: &str) -> ReceivedSpan {
    let found = receiver.spans().into_iter().find(|span| span.span.name == name);
    found.unwrap_or_else(|| panic!("no span {name} was received"))
}

fn line(run: &Run, message: &str) -> serde_json::Value {
    let found = run.lines().into_iter().find(|line| line["fields"]["message"] == message);
    found.unwrap_or_else(|| panic!("no line {message}: {}", run.log))
}

fn requests_to(receiver: &Receiver, path: &str) -> usize {
    receiver.requests().iter().filter(|(requested, _)| requested == path).count()
}

/// Telemetry that is exported at the end anyway is exported before with a short interval.
async fn arrives_early(receiver: &Receiver, name: &str, has_arrived: impl Fn(&Receiver) -> bool) {
    let endpoint = receiver.http_url();
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "600000"),
        (name, "50"),
    ];
    let waiting = Waiting::start(&environment);
    assert!(receiver.wait_until(LIMIT, has_arrived).await, "{name}");
    let paths: BTreeSet<_> = receiver.requests().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths.len(), 1, "{name}: {paths:?}");
    waiting.end();
}

/// The address that the log names, and what is there.
async fn scrape(environment: &[(&str, &str)]) -> (String, String) {
    let environment = [
        &[
            ("OTEL_METRICS_EXPORTER", "prometheus"),
            ("OTEL_TRACES_EXPORTER", "none"),
            ("OTEL_LOGS_EXPORTER", "otlp"),
        ],
        environment,
    ];
    // The log record with the address is exported before the end.
    let receiver = Receiver::start().await.unwrap();
    let endpoint = receiver.http_url();
    let own = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_BLRP_SCHEDULE_DELAY", "50")];
    let waiting = Waiting::start(&[environment.concat(), own.to_vec()].concat());
    assert!(receiver.wait_until(LIMIT, |receiver| !receiver.logs().is_empty()).await);
    let address = waiting.metrics_address();
    let text = tokio::task::spawn_blocking({
        let address = address.clone();
        move || reqwest::blocking::get(address).unwrap().text().unwrap()
    });
    let text = text.await.unwrap();
    waiting.end();
    (address, text)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
