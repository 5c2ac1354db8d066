//! Sends everything to a collector as well, where `OTEL_EXPORTER_OTLP_ENDPOINT` names one.

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
    /// `None` where nobody has asked for them; an empty value counts as none, as OpenTelemetry has it.
    pub(crate) fn from_environment() -> Result<Option<Self>, Failure> {
        let Some(endpoint) =
            std::env::var("OTEL_EXPORTER_OTLP_ENDPOINT").ok().filter(|value| !value.is_empty())
        else {
            return Ok(None);
        };
        let spans = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build()?;
        let metrics = MetricExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build()?;
        Ok(Some(Self { endpoint, spans, metrics }))
    }
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
    format!("OTLP (http/protobuf) to {endpoint}: {outcome}")
}

#[cfg(test)]
mod tests {
    use opentelemetry_sdk::error::OTelSdkError;

    use super::*;

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
