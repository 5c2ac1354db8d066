//! Requests to cancel over encrypted connections.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::PathBuf;
use std::sync::Arc;

use db_testcontainers::{PgBouncer, Postgres};
use db_trace_tests::Recorder;
use futures_util::future::join;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::cancel_dropped_scene::{LONG, SECRET, Scene, WAIT};
use crate::client::connect_to;

/// A certificate for 127.0.0.1 that is its own authority, in files that only the user of a server can read.
struct Certificate {
    file: PathBuf,
    key: PathBuf,
    tls: MakeRustlsConnect,
}

impl Certificate {
    fn for_user_of(server: &Postgres) -> Self {
        let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let folder = server.socket_dir().expect("a folder");
        let owner = fs::metadata(folder).expect("a folder");
        let written = |name, content: String| {
            let path = folder.join(name);
            fs::write(&path, content).expect("written");
            fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("its mode");
            chown(&path, Some(owner.uid()), Some(owner.gid())).expect("its owner");
            path
        };
        Self {
            file: written("certificate.pem", signed.cert.pem()),
            key: written("key.pem", signed.signing_key.serialize_pem()),
            tls: trusting(signed.cert.der().clone()),
        }
    }
}

fn trusting(authority: CertificateDer<'static>) -> MakeRustlsConnect {
    let mut roots = RootCertStore::empty();
    roots.add(authority).expect("a certificate");
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
    MakeRustlsConnect::new(versions.expect("versions").with_root_certificates(roots).with_no_client_auth())
}

impl Scene {
    /// An encrypted client of this URL, whose dropped calls are cancelled over TLS too.
    async fn encrypted(self, url: &str, tls: MakeRustlsConnect) -> Self {
        let config = self.config_of(&format!("{url}?sslmode=require"));
        let (mut client, connection) = config.connect(tls.clone()).await.expect("a connection");
        tokio::spawn(connection);
        client.cancel_dropped_calls(&config, tls);
        self.with_client(client).await
    }
}

/// Returns a server that takes encrypted connections.
async fn encrypted_server() -> (Postgres, Certificate) {
    let server = Postgres::start_own().await.expect("a server");
    let certificate = Certificate::for_user_of(&server);
    let client = connect_to(server.url(), Recorder::new().telemetry()).await;
    let file = |name, path: &PathBuf| format!("ALTER SYSTEM SET {name} = '{}'", path.display());
    let settings = [
        &file("ssl_cert_file", &certificate.file),
        &file("ssl_key_file", &certificate.key),
        "ALTER SYSTEM SET ssl = on",
        "SELECT pg_reload_conf()",
    ];
    for setting in settings {
        client.batch_execute(setting).await.expect("set");
    }
    let is_on =
        async { while client.query_one("SHOW ssl", &[]).await.expect("a row").get::<_, &str>(0) != "on" {} };
    timeout(LONG, is_on).await.expect("the settings are read");
    (server, certificate)
}

#[tokio::test]
async fn server_with_tls_cancels_dropped_calls_of_clients_with_and_without_tls_and_calls_by_their_token() {
    let (server, certificate) = encrypted_server().await;
    let scene = Scene::at(server).await;
    scene.gate.open();
    scene.assert_only_dropped_calls_are_cancelled().await;

    let url = scene.url.clone();
    let scene = scene.encrypted(&url, certificate.tls.clone()).await;
    let is_encrypted = "SELECT 1 FROM pg_stat_ssl WHERE pid = $1 AND ssl";
    scene.holder.query_one(is_encrypted, &[&scene.process]).await.expect("the connection is encrypted");
    scene.assert_only_dropped_calls_are_cancelled().await;

    let token = scene.client.cancel_token();
    let cancel = async {
        scene.waits().await;
        token.cancel_query(certificate.tls).await.expect("sent");
    };
    let (result, ()) = join(scene.client.simple_query(WAIT), cancel).await;
    assert!(result.is_err(), "it is cancelled");
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn dropped_call_is_cancelled_over_tls_through_pgbouncer() {
    let server = Postgres::start().await.expect("a server");
    let certificate = Certificate::for_user_of(&server);
    let settings = [
        ("pool_mode", "transaction"),
        ("default_pool_size", "1"),
        ("client_tls_sslmode", "require"),
        ("client_tls_cert_file", &certificate.file.display().to_string()),
        ("client_tls_key_file", &certificate.key.display().to_string()),
    ];
    let pooler = PgBouncer::start(&server, &settings).await.expect("PgBouncer");
    let scene = Scene::at(server).await;
    let url = pooler.url_of(&scene.url).expect("a URL");
    scene.encrypted(&url, certificate.tls).await.assert_only_dropped_calls_are_cancelled().await;
}
