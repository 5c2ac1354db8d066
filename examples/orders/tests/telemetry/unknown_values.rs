//! A value that is not known gives a warning that names the variable, and the program runs as without it.

use orders_demo::Receiver;

use crate::subject::run_with;

#[tokio::test(flavor = "multi_thread")]
async fn unknown_value_is_a_warning_and_the_program_exports() {
    for (name, value) in [
        ("OTEL_SDK_DISABLED", "perhaps"),
        ("OTEL_TRACES_EXPORTER", "zipkin"),
        ("OTEL_METRICS_EXPORTER", "statsd"),
        ("OTEL_LOGS_EXPORTER", "syslog"),
        ("OTEL_PROPAGATORS", "xray"),
        ("OTEL_TRACES_SAMPLER", "sometimes"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "many"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/xml"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "brotli"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/file"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "weekly"),
        ("LOG_FORMAT", "xml"),
    ] {
        let receiver = Receiver::start().await.unwrap();
        let run = run_with(&receiver, &[(name, value)]);
        assert!(run.status.success(), "{name}: {}", run.log);
        let warnings: Vec<_> = run.lines().into_iter().filter(|line| line["level"] != "INFO").collect();
        assert!(!warnings.is_empty() && run.log.contains(value), "{name}: {}", run.log);
        let is_named = warnings.iter().any(|line| line.to_string().contains(name));
        assert!(is_named, "{name}: {warnings:?}");
        assert_eq!(receiver.spans().len(), 2, "{name}");
        assert_eq!(receiver.requests().len(), 3, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unusable_value_is_a_warning_and_the_program_runs() {
    let file = std::env::temp_dir().join(format!("orders-{}.pem", std::process::id()));
    std::fs::write(&file, "no certificate").unwrap();
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "::nowhere::"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", file.to_str().unwrap()),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", file.to_str().unwrap()),
    ] {
        for protocol in ["http/protobuf", "grpc"] {
            let receiver = Receiver::start().await.unwrap();
            let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://localhost:1");
            let run = run_with(
                &receiver,
                &[
                    endpoint,
                    (name, value),
                    ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
                    ("OTEL_EXPORTER_OTLP_TIMEOUT", "300"),
                ],
            );
            assert!(run.status.success(), "{name}, {protocol}: {}", run.log);
            let warnings = run.lines().into_iter().filter(|line| line["level"] != "INFO").count();
            assert!(warnings >= 1, "{name}, {protocol}: {}", run.log);
            assert!(receiver.requests().is_empty(), "{name}, {protocol}");
        }
    }
    std::fs::remove_file(file).unwrap();
}
