//! Encrypted connections.

use db_testcontainers::Redis;
use db_trace_tests::Recorder;
use redis_trace::{Client, RedisResult, TlsCertificates, cmd};

use crate::scene::only_span;

fn client(server: &Redis, recorder: &Recorder, authority: Option<Vec<u8>>) -> RedisResult<Client> {
    // Another test may have been faster.
    rustls::crypto::ring::default_provider().install_default().ok();
    let certificates = TlsCertificates { client_tls: None, root_cert: authority };
    Ok(Client::build_with_tls(server.url(), certificates)?.telemetry(&recorder.telemetry()))
}

#[tokio::test]
async fn tls_connection_records_the_same_spans() -> RedisResult<()> {
    let (server, recorder) = (Redis::start_own_with_tls().await.expect("a server"), Recorder::new());
    let authority = server.tls_files().expect("its files").authority();
    let client = client(&server, &recorder, Some(std::fs::read(authority)?))?;
    let mut connection = client.get_connection()?;
    let mut multiplexed = client.get_multiplexed_async_connection().await?;
    recorder.forget();
    cmd("GET").arg("tls:none").exec(&mut connection)?;
    let blocking = only_span(&recorder);
    cmd("GET").arg("tls:none").exec_async(&mut multiplexed).await?;
    for span in [blocking, only_span(&recorder)] {
        assert_eq!(span.name, format!("GET {}:{}", server.host(), server.port()));
        assert_eq!(span.attribute("server.address"), Some(server.host()));
        assert_eq!(span.attribute("db.query.text"), Some("GET tls:none"));
        assert_eq!(span.attribute("error.type"), None);
    }
    Ok(())
}

#[tokio::test]
async fn unknown_certificate_fails_the_connect() -> RedisResult<()> {
    let (server, recorder) = (Redis::start_own_with_tls().await.expect("a server"), Recorder::new());
    let client = client(&server, &recorder, None)?;
    client.get_connection().expect_err("not trusted");
    assert_eq!(only_span(&recorder).attribute("error.type"), Some("tls"));
    client.get_multiplexed_async_connection().await.expect_err("not trusted");
    assert_eq!(only_span(&recorder).attribute("error.type"), Some("tls"));
    Ok(())
}
