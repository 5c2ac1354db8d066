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
