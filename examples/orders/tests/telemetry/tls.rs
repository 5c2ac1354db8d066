//! Receivers with TLS, whose certificates are made here.

use std::path::{Path, PathBuf};

use orders_demo::{Receiver, Tls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::subject::{Run, run_with};

/// Certificates in a folder that is removed.
struct Authority {
    folder: PathBuf,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("orders-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap();
        let authority = Self { folder, issuer };
        authority.write("authority.pem", &authority.issuer.pem());
        authority
    }

    fn write(&self, name: &str, content: &str) -> String {
        let file = self.folder.join(name);
        std::fs::write(&file, content).unwrap();
        file.to_str().unwrap().to_owned()
    }

    /// A certificate for a name, and its key.
    fn issue(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate =
            CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    fn file(&self, name: &str) -> String {
        Path::new(&self.folder).join(name).to_str().unwrap().to_owned()
    }

    async fn receiver(&self, needs_client_certificate: bool) -> Receiver {
        let (certificate, key) = self.issue("localhost");
        let client_authority = needs_client_certificate.then(|| self.issuer.pem());
        Receiver::start_with(Some(Tls { certificate, key, client_authority }), None).await.unwrap()
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs a subject that exports by each protocol.
async fn runs(
    authority: &Authority,
    needs_certificate: bool,
    environment: &[(&str, &str)],
) -> Vec<(Run, Receiver)> {
    let mut runs = Vec::new();
    for protocol in ["grpc", "http/protobuf"] {
        let receiver = authority.receiver(needs_certificate).await;
        let endpoint = if protocol == "grpc" { receiver.grpc_url() } else { receiver.http_url() };
        let own = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000"),
        ];
        let run = run_with(&receiver, &[&own, environment].concat());
        assert!(run.status.success(), "{}", run.log);
        runs.push((run, receiver));
    }
    runs
}

pub(crate) async fn assert_authority_is_trusted() {
    let authority = Authority::new("trusted");
    let certificate = authority.file("authority.pem");
    for (run, receiver) in runs(&authority, false, &[("OTEL_EXPORTER_OTLP_CERTIFICATE", &certificate)]).await
    {
        assert_eq!(receiver.spans().len(), 2, "{}", run.log);
        assert_eq!(receiver.requests().len(), 3);
    }
    // Without it, and with that of another authority, nothing is sent.
    let other = Authority::new("other");
    let others = other.file("authority.pem");
    for environment in [&[][..], &[("OTEL_EXPORTER_OTLP_CERTIFICATE", others.as_str())]] {
        for (run, receiver) in runs(&authority, false, environment).await {
            assert!(receiver.requests().is_empty());
            assert!(run.log.contains("spans could not be exported"), "{}", run.log);
        }
    }
}

/// A receiver that asks for a certificate gets nothing if one of the two variables is missing.
pub(crate) async fn assert_client_needs(variable: &str) {
    let authority = Authority::new(variable);
    let (certificate, key) = authority.issue("client");
    let certificate = authority.write("client.pem", &certificate);
    let key = authority.write("client-key.pem", &key);
    let trusted = authority.file("authority.pem");
    let environment = [
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", trusted.as_str()),
        ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificate.as_str()),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", key.as_str()),
    ];
    for (run, receiver) in runs(&authority, true, &environment).await {
        assert_eq!(receiver.spans().len(), 2, "{}", run.log);
    }
    let without: Vec<_> = environment.iter().filter(|(name, _)| *name != variable).copied().collect();
    for (run, receiver) in runs(&authority, true, &without).await {
        assert!(receiver.requests().is_empty());
        assert!(run.log.contains("needs both a certificate and a key"), "{}", run.log);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn token_and_client_certificate_reach_the_receiver_by_both_protocols() {
    let authority = Authority::new("token");
    let (certificate, key) = authority.issue("client");
    let certificate = authority.write("client.pem", &certificate);
    let key = authority.write("client-key.pem", &key);
    let trusted = authority.file("authority.pem");
    let environment = [
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", trusted.as_str()),
        ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificate.as_str()),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", key.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20s3cret-token"),
    ];
    for (run, receiver) in runs(&authority, true, &environment).await {
        let requests = receiver.requests();
        assert_eq!(requests.len(), 3, "{}", run.log);
        for (path, headers) in requests {
            assert_eq!(headers["authorization"], "Bearer s3cret-token", "{path}");
        }
        assert!(!run.log.contains("s3cret"), "{}", run.log);
    }
}
