//! A receiver of OTLP, over gRPC and over HTTP, that keeps what it receives.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::serve::Listener;
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{LogsService, LogsServiceServer};
use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsServiceRequest, ExportLogsServiceResponse};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use prost::Message;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::time::timeout_at;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::codec::CompressionEncoding;
use tonic::transport::{Certificate, Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status};

use crate::proto::{self, ReceivedLog, ReceivedSpan};
use crate::relay::Relay;

/// The answer of the receiver to a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// It keeps the content.
    #[default]
    Accept,
    /// It drops the content.
    Discard,
    /// It refuses, and asks for no retry.
    Refuse,
    /// It never answers.
    Hang,
}

/// Certificates in PEM, for a receiver with TLS.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The receiver's own.
    pub certificate: String,
    /// Its key.
    pub key: String,
    /// The authority of the clients, if they need a certificate too.
    pub client_authority: Option<String>,
}

/// The receiver. It ends with the process.
#[derive(Clone)]
pub struct Receiver {
    grpc: SocketAddr,
    http: SocketAddr,
    scheme: &'static str,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    behaviour: Mutex<Behaviour>,
    received: Mutex<Received>,
    changed: Notify,
    relay: Option<Arc<Relay>>,
}

#[derive(Default)]
struct Received {
    spans: Vec<ReceivedSpan>,
    logs: Vec<ReceivedLog>,
    metrics: Vec<ExportMetricsServiceRequest>,
    /// The content of all requests.
    bytes: Vec<u8>,
    /// For each request its path and its headers.
    requests: Vec<(String, BTreeMap<String, String>)>,
}

impl Receiver {
    /// Starts a receiver without TLS.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(None, None).await
    }

    /// Starts a receiver, with TLS if it has certificates. A relay gets everything as well.
    pub async fn start_with(tls: Option<Tls>, relay: Option<Arc<Relay>>) -> io::Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listeners = [TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?];
        let [grpc, http] = [listeners[0].local_addr()?, listeners[1].local_addr()?];
        let [for_grpc, for_http] = listeners;
        let shared = Arc::new(Shared { relay, ..Shared::default() });
        let scheme = if tls.is_some() { "https" } else { "http" };

        let mut server = Server::builder();
        if let Some(tls) = &tls {
            let mut config = ServerTlsConfig::new().identity(Identity::from_pem(&tls.certificate, &tls.key));
            if let Some(authority) = &tls.client_authority {
                config = config.client_ca_root(Certificate::from_pem(authority));
            }
            server = server.tls_config(config).map_err(io::Error::other)?;
        }
        let service = Service(shared.clone());
        let server = server
            .add_service(
                TraceServiceServer::new(service.clone()).accept_compressed(CompressionEncoding::Gzip),
            )
            .add_service(LogsServiceServer::new(service.clone()).accept_compressed(CompressionEncoding::Gzip))
            .add_service(MetricsServiceServer::new(service).accept_compressed(CompressionEncoding::Gzip))
            .serve_with_incoming(TcpListenerStream::new(for_grpc));
        tokio::spawn(server);

        let routes = Router::new().fallback(over_http).with_state(shared.clone());
        if let Some(tls) = tls {
            tokio::spawn(axum::serve(TlsListener::new(for_http, &tls)?, routes).into_future());
        } else {
            tokio::spawn(axum::serve(for_http, routes).into_future());
        }
        Ok(Self { grpc, http, scheme, shared })
    }

    /// Returns the endpoint for gRPC. Its name is `localhost`, as in the certificates.
    pub fn grpc_url(&self) -> String {
        format!("{}://localhost:{}", self.scheme, self.grpc.port())
    }

    /// Returns the endpoint for HTTP.
    pub fn http_url(&self) -> String {
        format!("{}://localhost:{}", self.scheme, self.http.port())
    }

    /// Changes what happens to the next requests.
    pub fn behave(&self, behaviour: Behaviour) {
        *lock(&self.shared.behaviour) = behaviour;
    }

    /// Returns the spans so far.
    pub fn spans(&self) -> Vec<ReceivedSpan> {
        lock(&self.shared.received).spans.clone()
    }

    /// Returns the log records so far.
    pub fn logs(&self) -> Vec<ReceivedLog> {
        lock(&self.shared.received).logs.clone()
    }

    /// Returns the requests with metrics so far.
    pub fn metrics(&self) -> Vec<ExportMetricsServiceRequest> {
        lock(&self.shared.received).metrics.clone()
    }

    /// Returns the content of all requests so far.
    pub fn bytes(&self) -> Vec<u8> {
        lock(&self.shared.received).bytes.clone()
    }

    /// Returns the paths and the headers of all requests so far.
    pub fn requests(&self) -> Vec<(String, BTreeMap<String, String>)> {
        lock(&self.shared.received).requests.clone()
    }

    /// Waits until a condition holds, and returns `false` if that takes too long.
    pub async fn wait_until(&self, limit: Duration, condition: impl Fn(&Self) -> bool) -> bool {
        let end = tokio::time::Instant::now() + limit;
        loop {
            let changed = self.shared.changed.notified();
            if condition(self) {
                return true;
            }
            if timeout_at(end, changed).await.is_err() {
                return condition(self);
            }
        }
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Receiver").field("grpc", &self.grpc).finish_non_exhaustive()
    }
}

impl Shared {
    /// Keeps a request, or does what [`Behaviour`] says. Returns `false` if it is refused.
    async fn take(&self, path: &str, headers: &HeaderMap, bytes: &[u8]) -> bool {
        let behaviour = *lock(&self.behaviour);
        {
            let mut received = lock(&self.received);
            if behaviour == Behaviour::Discard {
                return true;
            }
            let text =
                |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
            let headers = headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
            received.requests.push((path.to_owned(), headers));
            if behaviour == Behaviour::Accept {
                received.keep(path, bytes);
            }
        }
        self.changed.notify_waiters();
        match behaviour {
            Behaviour::Accept => {
                if let Some(relay) = &self.relay {
                    relay.send(path, bytes).await;
                }
                true
            }
            Behaviour::Discard => true,
            Behaviour::Refuse => false,
            Behaviour::Hang => std::future::pending().await,
        }
    }
}

impl Received {
    fn keep(&mut self, path: &str, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        match path {
            "/v1/traces" => {
                if let Ok(request) = ExportTraceServiceRequest::decode(bytes) {
                    self.spans.extend(proto::spans(&request));
                }
            }
            "/v1/logs" => {
                if let Ok(request) = ExportLogsServiceRequest::decode(bytes) {
                    self.logs.extend(proto::logs(&request));
                }
            }
            _ => self.metrics.extend(ExportMetricsServiceRequest::decode(bytes)),
        }
    }
}

async fn over_http(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    if shared.take(uri.path(), &headers, &body).await { StatusCode::OK } else { StatusCode::BAD_REQUEST }
}

#[derive(Clone)]
struct Service(Arc<Shared>);

impl Service {
    async fn take<T: Message, R: Default>(
        &self,
        path: &str,
        request: Request<T>,
    ) -> Result<Response<R>, Status> {
        let (metadata, _, message) = request.into_parts();
        if self.0.take(path, &metadata.into_headers(), &message.encode_to_vec()).await {
            Ok(Response::new(R::default()))
        } else {
            Err(Status::invalid_argument("refused"))
        }
    }
}

#[tonic::async_trait]
impl TraceService for Service {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.take("/v1/traces", request).await
    }
}

#[tonic::async_trait]
impl LogsService for Service {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        self.take("/v1/logs", request).await
    }
}

#[tonic::async_trait]
impl MetricsService for Service {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.take("/v1/metrics", request).await
    }
}

/// Connections that have finished their handshake. A client that fails it is no connection.
struct TlsListener {
    address: SocketAddr,
    connections: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    fn new(listener: TcpListener, tls: &Tls) -> io::Result<Self> {
        let acceptor = TlsAcceptor::from(Arc::new(server_config(tls).map_err(io::Error::other)?));
        let address = listener.local_addr()?;
        let (sender, connections) = mpsc::channel(16);
        tokio::spawn(async move {
            while let Ok((connection, peer)) = listener.accept().await {
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    if let Ok(connection) = acceptor.accept(connection).await {
                        let _ = sender.send((connection, peer)).await;
                    }
                });
            }
        });
        Ok(Self { address, connections })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.connections.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

fn server_config(tls: &Tls) -> Result<rustls::ServerConfig, Box<dyn std::error::Error + Send + Sync>> {
    let certificates =
        CertificateDer::pem_slice_iter(tls.certificate.as_bytes()).collect::<Result<_, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(tls.key.as_bytes())?;
    let builder = rustls::ServerConfig::builder();
    let builder = match &tls.client_authority {
        Some(authority) => {
            let mut roots = rustls::RootCertStore::empty();
            for certificate in CertificateDer::pem_slice_iter(authority.as_bytes()) {
                roots.add(certificate?)?;
            }
            builder.with_client_cert_verifier(
                rustls::server::WebPkiClientVerifier::builder(Arc::new(roots)).build()?,
            )
        }
        None => builder.with_no_client_auth(),
    };
    Ok(builder.with_single_cert(certificates, key)?)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
