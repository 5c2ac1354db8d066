//! A server with TLS.

use std::{net::TcpStream, sync::Arc, time::Duration};

use db_testcontainers::{Redis, TlsFiles};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};

use crate::client::{Client, Failure, Stream};

#[tokio::test]
async fn tls_client_that_trusts_the_authority_is_served() {
    let own = Redis::start_own_with_tls().await.unwrap();
    assert_eq!(own.url(), format!("rediss://127.0.0.1:{}", own.port()));
    let files = own.tls_files().unwrap();
    for host in ["127.0.0.1", "localhost"] {
        let mut client = connect(&own, host, trusting(files).with_no_client_auth());
        assert_eq!(client.ask("PING"), "+PONG");
        assert_eq!(client.ask("AUTH with_password right"), "+OK");
    }
}

#[tokio::test]
async fn tls_server_refuses_an_untrusting_and_a_plain_client() {
    let own = Redis::start_own_with_tls().await.unwrap();
    let nobody = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    let mut client = connect(&own, "localhost", nobody);
    client.send("PING");
    let refused = client.answer().unwrap_err();
    assert_eq!(refused, Failure::Untrusted("invalid peer certificate: UnknownIssuer".to_owned()));

    let mut plain = Client::connect(&format!("redis://127.0.0.1:{}", own.port())).unwrap();
    plain.send("PING");
    assert_eq!(plain.answer().unwrap_err(), Failure::Closed);
}

#[tokio::test]
async fn tls_server_can_require_a_client_certificate() {
    let own = Redis::start_own_with_tls().await.unwrap();
    let files = own.tls_files().unwrap();
    let chain = vec![CertificateDer::from_pem_file(files.client_certificate()).unwrap()];
    let key = PrivateKeyDer::from_pem_file(files.client_key()).unwrap();
    let known = trusting(files).with_client_auth_cert(chain, key).unwrap();
    let mut client = connect(&own, "localhost", known.clone());
    assert_eq!(client.ask("CONFIG SET tls-auth-clients yes"), "+OK");

    assert_eq!(connect(&own, "localhost", known).ask("PING"), "+PONG");
    let mut unknown = connect(&own, "localhost", trusting(files).with_no_client_auth());
    unknown.send("PING");
    let refused = unknown.answer().unwrap_err();
    assert_eq!(refused, Failure::Untrusted("received fatal alert: CertificateRequired".to_owned()));
}

#[tokio::test]
async fn restarted_tls_server_keeps_its_certificate() {
    let own = Redis::start_own_with_tls().await.unwrap();
    let config = trusting(own.tls_files().unwrap()).with_no_client_auth();
    own.restart().unwrap();
    assert_eq!(connect(&own, "localhost", config).ask("PING"), "+PONG");
}

fn trusting(files: &TlsFiles) -> rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert> {
    let mut authorities = RootCertStore::empty();
    authorities.add(CertificateDer::from_pem_file(files.authority()).unwrap()).unwrap();
    ClientConfig::builder().with_root_certificates(authorities)
}

fn connect(server: &Redis, host: &'static str, config: ClientConfig) -> Client {
    let name = ServerName::try_from(host).unwrap();
    let session = ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = TcpStream::connect((server.host(), server.port())).unwrap();
    Client::over(StreamOwned::new(session, stream))
}

impl Stream for StreamOwned<ClientConnection, TcpStream> {
    fn set_patience(&self, limit: Duration) {
        self.sock.set_patience(limit);
    }
}
