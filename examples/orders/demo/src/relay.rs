//! Sends what was received to another receiver as well: the one that `OTEL_EXPORTER_OTLP_ENDPOINT` names.

use std::sync::Mutex;
use std::time::Duration;

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_client::LogsServiceClient;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_client::MetricsServiceClient;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use prost::Message;
use tonic::metadata::{AsciiMetadataKey, AsciiMetadataValue};
use tonic::transport::{Channel, Endpoint};

const LIMIT: Duration = Duration::from_secs(5);

/// The other receiver.
#[derive(Debug)]
pub struct Relay {
    endpoint: String,
    headers: Vec<(String, String)>,
    transport: Transport,
    /// The first failure. One line of it is enough.
    failure: Mutex<Option<String>>,
}

#[derive(Debug)]
enum Transport {
    Http(reqwest::Client),
    Grpc(Channel),
}

impl Relay {
    /// Returns the relay to the receiver that the environment names, with its `OTEL_EXPORTER_OTLP_HEADERS`.
    pub fn from_environment() -> Option<Self> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Like [`from_environment`](Self::from_environment), with variables of your own.
    pub fn from_variables(variables: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let variable = |name: &str| variables(name).filter(|value| !value.is_empty());
        let endpoint = variable("OTEL_EXPORTER_OTLP_ENDPOINT")?.trim_end_matches('/').to_owned();
        let is_grpc = match variable("OTEL_EXPORTER_OTLP_PROTOCOL").as_deref() {
            Some("grpc") => true,
            Some(_) => false,
            None => endpoint.ends_with(":4317"),
        };
        let headers = variable("OTEL_EXPORTER_OTLP_HEADERS").unwrap_or_default();
        let headers = headers.split(',').filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.trim().to_lowercase(), value.trim().to_owned()))
        });
        let transport = if is_grpc {
            Transport::Grpc(Endpoint::from_shared(endpoint.clone()).ok()?.timeout(LIMIT).connect_lazy())
        } else {
            let _ = rustls::crypto::ring::default_provider().install_default();
            Transport::Http(reqwest::Client::builder().timeout(LIMIT).build().ok()?)
        };
        Some(Self { endpoint, headers: headers.collect(), transport, failure: Mutex::default() })
    }

    /// Returns where it sends to.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns `true` if everything could be sent so far.
    pub fn has_sent_all(&self) -> bool {
        self.failure.lock().is_ok_and(|failure| failure.is_none())
    }

    pub(crate) async fn send(&self, path: &str, bytes: &[u8]) {
        let sent = match &self.transport {
            Transport::Http(client) => self.over_http(client, path, bytes).await,
            Transport::Grpc(channel) => self.over_grpc(channel.clone(), path, bytes).await,
        };
        if let Err(failure) = sent
            && let Ok(mut first) = self.failure.lock()
            && first.is_none()
        {
            eprintln!(
                "{} could not be sent to {}: {failure}",
                path.trim_start_matches("/v1/"),
                self.endpoint
            );
            *first = Some(failure);
        }
    }

    async fn over_http(&self, client: &reqwest::Client, path: &str, bytes: &[u8]) -> Result<(), String> {
        let mut request = client.post(format!("{}{path}", self.endpoint)).body(bytes.to_vec());
        request = request.header("content-type", "application/x-protobuf");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(|error| error.to_string())?;
        response.error_for_status().map(drop).map_err(|error| error.to_string())
    }

    async fn over_grpc(&self, channel: Channel, path: &str, bytes: &[u8]) -> Result<(), String> {
        let undecoded = |error: prost::DecodeError| error.to_string();
        let refused = |status: tonic::Status| status.to_string();
        match path {
            "/v1/traces" => {
                let request = ExportTraceServiceRequest::decode(bytes).map_err(undecoded)?;
                TraceServiceClient::new(channel).export(self.with_headers(request)).await.map(drop)
            }
            "/v1/logs" => {
                let request = ExportLogsServiceRequest::decode(bytes).map_err(undecoded)?;
                LogsServiceClient::new(channel).export(self.with_headers(request)).await.map(drop)
            }
            _ => {
                let request = ExportMetricsServiceRequest::decode(bytes).map_err(undecoded)?;
                MetricsServiceClient::new(channel).export(self.with_headers(request)).await.map(drop)
            }
        }
        .map_err(refused)
    }

    fn with_headers<T>(&self, message: T) -> tonic::Request<T> {
        let mut request = tonic::Request::new(message);
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (name.parse::<AsciiMetadataKey>(), value.parse::<AsciiMetadataValue>())
            {
                request.metadata_mut().insert(name, value);
            }
        }
        request
    }
}
