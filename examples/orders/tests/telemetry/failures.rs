//! Receivers that are away, slow, or refuse.

use std::path::Path;
use std::time::{Duration, Instant};

use orders_demo::{Behaviour, Receiver, Stage};

use crate::subject::{Run, Waiting, run_with};

/// A receiver, and how its endpoint is reached.
async fn failing() -> Vec<(&'static str, Receiver, Vec<(&'static str, String)>)> {
    let mut receivers = Vec::new();
    for protocol in ["grpc", "http/protobuf"] {
        for (name, behaviour) in
            [("away", None), ("slow", Some(Behaviour::Hang)), ("refusing", Some(Behaviour::Refuse))]
        {
            let receiver = Receiver::start().await.unwrap();
            let endpoint = match behaviour {
                // Port 1 is never listened to.
                None => "http://localhost:1".to_owned(),
                Some(_) if protocol == "grpc" => receiver.grpc_url(),
                Some(_) => receiver.http_url(),
            };
            receiver.behave(behaviour.unwrap_or_default());
            let environment = vec![
                ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.to_owned()),
                ("OTEL_BSP_SCHEDULE_DELAY", "100".to_owned()),
                ("OTEL_BLRP_SCHEDULE_DELAY", "100".to_owned()),
            ];
            receivers.push((name, receiver, environment));
        }
    }
    receivers
}

/// The losses of a signal that the log reports: each report and the total of the last.
fn losses(run: &Run, signal: &str) -> (Vec<u64>, u64) {
    let message = format!("{signal} could not be exported");
    let lines = run.lines();
    let reports: Vec<_> = lines.iter().filter(|line| line["fields"]["message"] == message).collect();
    let of = |line: &serde_json::Value, field: &str| line["fields"][field].as_u64().unwrap();
    let total = reports.last().map_or(0, |line| of(line, "total"));
    (reports.iter().map(|line| of(line, "lost")).collect(), total)
}

#[tokio::test(flavor = "multi_thread")]
async fn program_ends_within_its_limit_and_counts_each_lost_span() {
    for runtime in ["none", "current_thread"] {
        for (name, _receiver, environment) in failing().await {
            let mut environment: Vec<_> =
                environment.iter().map(|(key, value)| (*key, value.as_str())).collect();
            environment.extend([
                ("SUBJECT_RUNTIME", runtime),
                ("SUBJECT_LIMIT", "1000"),
                ("SUBJECT_SPANS", "9999"),
            ]);
            environment.push(("OTEL_BSP_MAX_QUEUE_SIZE", "100"));
            let run = Waiting::start(&environment).end();
            assert!(run.status.success(), "{name}, {runtime}: {}", run.log);
            // The whole program: its start and its spans, and then its limit.
            assert!(run.shutdown < Duration::from_secs(8), "{name}, {runtime}: {:?}", run.shutdown);
            let (reports, total) = losses(&run, "spans");
            assert_eq!(total, 10_000, "{name}, {runtime}: {}", run.log);
            assert_eq!(reports.iter().sum::<u64>(), total);
            assert!((1..=2).contains(&reports.len()), "{name}, {runtime}: {reports:?}");
            // No other line is about each batch.
            let warnings = run.lines().into_iter().filter(|line| line["level"] != "INFO").count();
            assert!(warnings <= 6, "{name}, {runtime}: {}", run.log);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn losses_are_logged_while_the_program_runs() {
    let receiver = Receiver::start().await.unwrap();
    receiver.behave(Behaviour::Hang);
    let endpoint = receiver.http_url();
    let waiting = Waiting::start(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "100"),
        ("SUBJECT_SPANS", "9999"),
        ("SUBJECT_LIMIT", "100"),
    ]);
    // The export itself has not failed yet: its time-out is 10 seconds.
    assert!(waiting.has_logged("the queue is full", Duration::from_secs(8)));
    let run = waiting.end();
    assert_eq!(losses(&run, "spans").1, 10_000, "{}", run.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn receiver_that_answers_gets_everything_from_a_current_thread_runtime() {
    for protocol in ["grpc", "http/protobuf"] {
        let receiver = Receiver::start().await.unwrap();
        let endpoint = if protocol == "grpc" { receiver.grpc_url() } else { receiver.http_url() };
        let run = run_with(
            &receiver,
            &[
                ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
                ("SUBJECT_RUNTIME", "current_thread"),
                ("SUBJECT_SPANS", "500"),
            ],
        );
        assert!(
            run.status.success() && run.shutdown < Duration::from_secs(4),
            "{:?} {}",
            run.shutdown,
            run.log
        );
        assert_eq!(receiver.spans().len(), 501, "{protocol}");
        assert_eq!(losses(&run, "spans").1, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_is_bounded_while_nothing_can_be_exported() {
    let receiver = Receiver::start().await.unwrap();
    receiver.behave(Behaviour::Hang);
    let kilobytes = |spans: &str| {
        let run = run_with(&receiver, &[("SUBJECT_SPANS", spans), ("SUBJECT_LIMIT", "100")]);
        assert!(run.kilobytes() > 1_000, "{}", run.output);
        run.kilobytes()
    };
    // Both fill the queue.
    let (few, many) = (kilobytes("10000"), kilobytes("300000"));
    assert!(many < few + 10_000, "10,000 spans: {few} kB, 300,000 spans: {many} kB");
}

#[tokio::test(flavor = "multi_thread")]
async fn service_serves_on_while_nothing_can_be_exported() {
    let programs = Path::new(env!("CARGO_BIN_EXE_orders-service")).parent().unwrap();
    for (threads, name, receiver) in [("1", "slow", Some(Behaviour::Hang)), ("4", "away", None)] {
        let endpoint = match receiver {
            Some(behaviour) => {
                let receiver = Receiver::start().await.unwrap();
                receiver.behave(behaviour);
                receiver.grpc_url()
            }
            None => "http://localhost:1".to_owned(),
        };
        let environment = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "20"),
            ("ORDERS_THREADS", threads),
        ];
        let mut stage = Stage::start(programs, &environment).await.unwrap();
        let url = stage.url().to_owned();
        let slowest = tokio::task::spawn_blocking(move || {
            let client = reqwest::blocking::Client::new();
            let requests = (0..50).map(|_| {
                let begin = Instant::now();
                let status = client.get(format!("{url}/orders/1")).send().unwrap().status();
                assert_eq!(status, 404);
                begin.elapsed()
            });
            requests.max().unwrap()
        });
        let slowest = slowest.await.unwrap();
        assert!(slowest < Duration::from_secs(2), "{name}, {threads} threads: {slowest:?}");
        let ended = tokio::task::spawn_blocking(move || stage.stop().map(|ended| (stage, ended)));
        let (stage, ended) = ended.await.unwrap().unwrap();
        for ended in ended {
            // 5 seconds for the export, and some to end the work.
            assert!(
                ended.status.success() && ended.after < Duration::from_secs(8),
                "{name}, {threads}: {ended:?}"
            );
        }
        assert!(
            stage.log().iter().any(|line| line.contains("spans could not be exported")),
            "{:?}",
            stage.log()
        );
    }
}
