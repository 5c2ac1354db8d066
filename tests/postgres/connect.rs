//! What is special to connecting to PostgreSQL.

use std::sync::{Arc, Mutex};

use db_trace_tests::Recorder;
use opentelemetry::Context;
use opentelemetry::trace::{SpanId, TraceContextExt as _};
use pg_trace::tls::MakeTlsConnect;
use pg_trace::{Config, NoTls};

use crate::client::database;

#[tokio::test]
async fn tls_handshake_runs_inside_the_connect_span() {
    /// A TLS library that is itself traced.
    #[derive(Clone)]
    struct Traced(Arc<Mutex<Option<SpanId>>>);
    impl<S> MakeTlsConnect<S> for Traced {
        type Stream = <NoTls as MakeTlsConnect<S>>::Stream;
        type TlsConnect = <NoTls as MakeTlsConnect<S>>::TlsConnect;
        type Error = <NoTls as MakeTlsConnect<S>>::Error;
        fn make_tls_connect(&mut self, host: &str) -> Result<Self::TlsConnect, Self::Error> {
            *self.0.lock().expect("not poisoned") = Some(Context::current().span().span_context().span_id());
            MakeTlsConnect::<S>::make_tls_connect(&mut NoTls, host)
        }
    }
    let recorder = Recorder::new();
    let url = database().await;
    let mut config: Config = url.parse().expect("a URL");
    let tls = Traced(Arc::default());
    let connected = config.telemetry(&recorder.telemetry()).connect(tls.clone()).await;
    drop(connected.expect("a connection"));
    assert_eq!(*tls.0.lock().expect("not poisoned"), Some(recorder.span("CONNECT").id));
    assert_eq!(Context::current().span().span_context().span_id(), SpanId::INVALID);
}

#[tokio::test]
async fn schema_in_the_connect_options_is_part_of_the_namespace() {
    let recorder = Recorder::new();
    let url = database().await;
    let mut config: Config = url.parse().expect("a URL");
    let database = config.get_dbname().expect("a database").to_owned();
    config.options("-c search_path=sales,public").telemetry(&recorder.telemetry());
    let (client, connection) = config.connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let path: String = client.query_one("SHOW search_path", &[]).await.expect("a row").get(0);
    assert_eq!(path, "sales,public");
    let namespace = format!("{database}|sales");
    assert!(recorder.spans().iter().all(|span| span.attribute("db.namespace") == Some(&namespace)));
}

/// The driver takes the first `@` for the end of the password, and the rest of it for a host.
#[tokio::test]
async fn password_with_an_unencoded_at_sign_is_not_exported() {
    let plain: Config = database().await.parse().expect("a URL");
    let (user, port) = (plain.get_user().expect("a user"), plain.get_ports()[0]);
    let name = plain.get_dbname().expect("a database");
    for (hosts, connects) in [
        (format!("127.0.0.1:1,127.0.0.1:{port}"), true),
        (format!("127.0.0.1:{port}"), false),
        (format!("127.0.0.1:1,[::1]:{port}"), false),
    ] {
        let recorder = Recorder::new();
        let mut config: Config =
            format!("postgres://{user}:p,x@zebra@{hosts}/{name}").parse().expect("a URL");
        match config.telemetry(&recorder.telemetry()).connect(NoTls).await {
            Ok((client, connection)) => {
                assert!(connects, "{hosts}");
                tokio::spawn(connection);
                client.query("SELECT 1", &[]).await.expect("a row");
                assert_eq!(recorder.names(), ["CONNECT", "SELECT"]);
            }
            Err(_) => assert_eq!(recorder.names(), ["CONNECT"], "{hosts}"),
        }
        for span in recorder.spans() {
            assert_eq!(span.attribute("db.namespace"), Some(name), "{hosts}");
            assert_eq!(span.attribute("server.address"), None, "{hosts}");
        }
        recorder.assert_never_seen(&["zebra", "p,x"]);
    }
}
