//! Sends everything to a collector as well, if `OTEL_EXPORTER_OTLP_ENDPOINT` names one that speaks `http/protobuf`.

use opentelemetry_otlp::{MetricExporter, Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::error::OTelSdkResult;

use crate::Failure;

/// Exporters over `http/protobuf`. They read their endpoint and all other settings from the environment.
pub(crate) struct Exporters {
    pub(crate) endpoint: String,
    pub(crate) spans: SpanExporter,
    pub(crate) metrics: MetricExporter,
}

impl Exporters {
    /// `None` if no variable names a collector, or if one asks for a protocol that is [not supported](unsupported).
    pub(crate) fn from_environment() -> Result<Option<Self>, Failure> {
        let Some(endpoint) = variable(ENDPOINT).filter(|_| unsupported(variable).is_none()) else {
            return Ok(None);
        };
        // The HTTP client has no cryptography of its own if it was built together with the service's. An error says that there is
        // some already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let spans = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build()?;
        let metrics = MetricExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build()?;
        Ok(Some(Self { endpoint, spans, metrics }))
    }
}

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const PROTOCOLS: [&str; 3] = [
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
    "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
];
const SUPPORTED: &str = "http/protobuf";

/// Reads a variable; an empty value counts as none, as OpenTelemetry has it.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// One line on why nothing is sent, if the environment asks for a protocol that this program does not speak.
pub(crate) fn unsupported(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    variable(ENDPOINT)?;
    let mut asked = PROTOCOLS.into_iter().filter_map(|name| Some((name, variable(name)?)));
    let (name, value) = asked.find(|(_, value)| value != SUPPORTED)?;
    Some(format!(
        "OTLP: nothing is sent. {name} is {value:?}, and this program speaks {SUPPORTED} only (a collector's port 4318)."
    ))
}

/// One line on how it went. A collector that is not there is no reason for the program to fail.
pub(crate) fn describe(endpoint: &str, [traces, metrics]: &[OTelSdkResult; 2]) -> String {
    // The providers' errors are of many exporters at once, and say little more than that it failed.
    let outcome = match (traces, metrics) {
        (Ok(()), Ok(())) => "traces and metrics are sent.",
        (Ok(()), Err(_)) => "traces are sent, metrics could not be.",
        (Err(_), Ok(())) => "metrics are sent, traces could not be.",
        (Err(_), Err(_)) => "nothing could be sent. Does a collector listen there?",
    };
    format!("OTLP ({SUPPORTED}) to {endpoint}: {outcome}")
}

#[cfg(test)]
mod tests {
    use opentelemetry_sdk::error::OTelSdkError;

    use super::*;

    #[test]
    fn other_protocol_is_unsupported_if_a_collector_is_named() {
        let line = |variables: &'static [(&str, &str)]| {
            unsupported(|wanted| {
                variables.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(line(&[("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]), None);
        assert_eq!(line(&[(ENDPOINT, "http://c"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]), None);
        for name in PROTOCOLS {
            let unsupported = unsupported(|wanted| match wanted {
                ENDPOINT => Some("http://c".to_owned()),
                _ => (wanted == name).then(|| "http/json".to_owned()),
            });
            let line = unsupported.expect("a line");
            assert!(line.starts_with(&format!("OTLP: nothing is sent. {name} is \"http/json\"")), "{line}");
        }
    }

    #[test]
    fn otlp_line_has_the_outcome_of_each_signal() {
        let failed = || Err(OTelSdkError::AlreadyShutdown);
        for (results, outcome) in [
            ([Ok(()), Ok(())], "traces and metrics are sent."),
            ([Ok(()), failed()], "traces are sent, metrics could not be."),
            ([failed(), Ok(())], "metrics are sent, traces could not be."),
            ([failed(), failed()], "nothing could be sent. Does a collector listen there?"),
        ] {
            let line = describe("http://localhost:4318", &results);
            assert_eq!(line, format!("OTLP (http/protobuf) to http://localhost:4318: {outcome}"));
        }
    }
}
