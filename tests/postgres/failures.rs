//! How failures are recorded: by code and condition, never by the server's words.

use std::pin::pin;

use bytes::Bytes;
use db_testcontainers::Postgres;
use db_trace_tests::{Recorder, Span};
use futures_util::{SinkExt as _, TryStreamExt as _};
use opentelemetry::trace::Status;
use pg_trace::error::SqlState;
use pg_trace::{Client, Config, Error, NoTls};

use crate::client::{connect_quietly, connect_to, database};

#[track_caller]
fn assert_failed(span: &Span, error_type: &str, code: Option<&str>, description: &str) {
    assert_eq!(span.attribute("error.type"), Some(error_type));
    assert_eq!(span.attribute("db.response.status_code"), code);
    assert_eq!(span.status, Status::error(description.to_owned()));
    assert_eq!(span.attribute("dbtrace.outcome"), None);
}

#[tokio::test]
async fn unique_violation_names_its_constraint_and_no_value() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    client
        .batch_execute("CREATE TABLE users (email text CONSTRAINT one_account_each UNIQUE)")
        .await
        .expect("a table");
    client.execute("INSERT INTO users VALUES ('ada@example.com')", &[]).await.expect("inserted");
    recorder.forget();
    let error =
        client.execute("INSERT INTO users VALUES ($1)", &[&"ada@example.com"]).await.expect_err("twice");
    assert_eq!(error.code(), Some(&SqlState::UNIQUE_VIOLATION));
    let detail = error.as_db_error().and_then(|error| error.detail()).expect("a detail");
    assert!(detail.contains("ada@example.com"), "the caller sees all of the error");
    let span = recorder.span("INSERT users");
    assert_failed(&span, "23505", Some("23505"), "23505 unique_violation");
    assert_eq!(span.attribute("dbtrace.constraint"), Some("one_account_each"));
    assert_eq!(span.attribute("dbtrace.affected_rows"), None);
    recorder.assert_never_seen(&["ada@", "example.com"]);
}

#[tokio::test]
async fn message_that_quotes_a_value_is_not_exported() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    for (text, code, description) in [
        ("SELECT 'kept-inside'::int", "22P02", "22P02 invalid_text_representation"),
        ("SELECT 1 WHERE 'kept-inside' = ", "42601", "42601 syntax_error"),
        ("SELECT 'kept-inside", "42601", "42601 syntax_error"),
        ("DO $$ BEGIN RAISE EXCEPTION 'kept-inside' USING ERRCODE = 'XY123'; END $$", "XY123", "XY123"),
    ] {
        client.batch_execute(text).await.expect_err("it fails");
        let [span] = &recorder.spans()[..] else { panic!("one span") };
        assert_failed(span, code, Some(code), description);
        recorder.forget();
    }
    recorder.assert_never_seen(&["kept-inside"]);
}

#[tokio::test]
async fn client_side_failure_has_its_class() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    client.query_one("SELECT 'row-secret' WHERE false", &[]).await.expect_err("no row");
    client.query_opt("SELECT generate_series(1, 2)", &[]).await.expect_err("two rows");
    client.query("SELECT $1::int", &[&"value-secret"]).await.expect_err("a text for a number");
    client.query("SELECT $1::int", &[]).await.expect_err("no parameter");
    client.query_one_scalar::<i32, _>("SELECT 1, 2", &[]).await.expect_err("two columns");
    client.query_one_scalar::<i32, _>("SELECT 'cell-secret'", &[]).await.expect_err("a text for a number");
    let classes: Vec<_> = recorder
        .spans()
        .iter()
        .map(|span| span.attribute("error.type").unwrap_or("none").to_owned())
        .collect();
    assert_eq!(
        classes,
        ["row_count", "row_count", "conversion", "parameter_count", "column_count", "conversion"]
    );
    for span in recorder.spans() {
        assert_eq!(span.attribute("db.response.status_code"), None);
    }
    recorder.assert_never_seen(&["row-secret", "value-secret", "cell-secret"]);
}

#[tokio::test]
async fn returned_error_equals_the_drivers() {
    let recorder = Recorder::new();
    let url = database().await;
    let traced = connect_to(&url, recorder.telemetry()).await;
    let (plain, connection) = tokio_postgres::connect(&url, NoTls).await.expect("connected");
    tokio::spawn(connection);
    for text in ["SELECT 1 FROM nowhere", "SELECT 'x'::int", "SELEC"] {
        let traced = traced.query(text, &[]).await.expect_err("it fails");
        let plain = plain.query(text, &[]).await.expect_err("it fails");
        assert_eq!(format!("{traced:?}"), format!("{plain:?}"));
    }
}

#[tokio::test]
async fn wrong_password_fails_the_connect_with_its_code() {
    let recorder = Recorder::new();
    let postgres = Postgres::start_own().await.expect("a server");
    let url = postgres.wrong_password_url().expect("a role with a password");
    let mut config: Config = url.parse().expect("a URL");
    let password = String::from_utf8(config.get_password().expect("a password").to_vec()).expect("UTF-8");
    let error = config.telemetry(&recorder.telemetry()).connect(NoTls).await.err().expect("refused");
    assert_eq!(error.code(), Some(&SqlState::INVALID_PASSWORD));
    assert_failed(&recorder.span("CONNECT"), "28P01", Some("28P01"), "28P01 invalid_password");
    recorder.assert_never_seen(&[&password]);
}

#[tokio::test]
async fn accepted_password_is_not_exported() {
    let recorder = Recorder::new();
    let postgres = Postgres::start_own().await.expect("a server");
    let url = postgres.password_url().expect("a role with a password");
    let config: Config = url.parse().expect("a URL");
    let password = String::from_utf8(config.get_password().expect("a password").to_vec()).expect("UTF-8");
    connect_to(&url, recorder.telemetry()).await.query("SELECT 1", &[]).await.expect("a row");
    assert_eq!(recorder.names(), ["CONNECT", "SELECT"]);
    recorder.assert_never_seen(&[&password]);
}

#[tokio::test]
async fn unknown_host_or_socket_fails_the_connect() {
    async fn failed(url: &str) -> Span {
        let recorder = Recorder::new();
        let mut config: Config = url.parse().expect("a URL");
        config.telemetry(&recorder.telemetry()).connect(NoTls).await.err().expect("no server");
        recorder.span("CONNECT")
    }
    let span = failed("host=nowhere.invalid user=me").await;
    assert_failed(&span, "io", None, "io");
    assert_eq!(span.attribute("server.address"), Some("nowhere.invalid"));
    assert_eq!(span.attribute("server.port"), None, "the default port is left out");
    let span = failed("host=/nowhere user=me dbname=shop").await;
    assert_failed(&span, "io", None, "io");
    assert_eq!(span.attribute("server.address"), Some("/nowhere/.s.PGSQL.5432"));
}

#[tokio::test]
async fn server_that_closes_at_once_fails_the_connect() {
    let recorder = Recorder::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let hang_up = tokio::spawn(async move { drop(listener.accept().await.expect("a client")) });
    let mut config: Config =
        format!("host=127.0.0.1 port={port} user=me sslmode=disable").parse().expect("a URL");
    config.telemetry(&recorder.telemetry()).connect(NoTls).await.err().expect("no server");
    hang_up.await.expect("no panic");
    let span = recorder.span("CONNECT");
    let error_type = span.attribute("error.type").expect("it failed");
    assert!(["closed", "connection_reset"].contains(&error_type), "{error_type}");
}

#[tokio::test]
async fn statement_timeout_has_its_code() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    client.batch_execute("SET statement_timeout = 20").await.expect("set");
    client.query("SELECT pg_sleep(5)", &[]).await.expect_err("it takes too long");
    assert_failed(&recorder.span("SELECT"), "57014", Some("57014"), "57014 query_canceled");
}

#[tokio::test]
async fn query_cancelled_on_the_server_has_its_code() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let token = client.cancel_token();
    let mut query = pin!(client.query("SELECT pg_sleep(30)", &[]));
    // A request that comes before the query is lost, so ask until the query fails.
    let error = loop {
        tokio::select! {
            result = &mut query => break result.expect_err("cancelled"),
            requested = token.cancel_query(NoTls) => requested.expect("requested"),
        }
    };
    assert_eq!(error.code(), Some(&SqlState::QUERY_CANCELED));
    assert_failed(&recorder.span("SELECT"), "57014", Some("57014"), "57014 query_canceled");
}

#[tokio::test]
async fn terminated_backend_has_its_code_then_is_closed() {
    let recorder = Recorder::new();
    let url = database().await;
    let client = connect_to(&url, recorder.telemetry()).await;
    let other = connect_to(&url, db_semconv::Telemetry::disabled()).await;
    let pid: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await.expect("a row").get(0);
    recorder.forget();
    let query = client.query("SELECT pg_sleep(30)", &[]);
    let terminate = async {
        // Until the query is there to be hit.
        let running = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND query LIKE '%pg_sleep%' AND state = 'active'";
        while other.query_one(running, &[&pid]).await.expect("a row").get::<_, i64>(0) == 0 {}
        other.execute("SELECT pg_terminate_backend($1)", &[&pid]).await.expect("terminated");
    };
    let (result, ()) = tokio::join!(query, terminate);
    assert_eq!(result.expect_err("terminated").code(), Some(&SqlState::ADMIN_SHUTDOWN));
    assert_failed(&recorder.span("SELECT"), "57P01", Some("57P01"), "57P01 admin_shutdown");
    recorder.forget();
    client.query("SELECT 1", &[]).await.expect_err("the connection is gone");
    assert_failed(&recorder.span("SELECT"), "closed", None, "closed");
}

/// A server of the test's own, to be killed.
async fn mortal(recorder: &Recorder) -> (Postgres, Client) {
    let postgres = Postgres::start_own().await.expect("a server");
    let client = connect_to(postgres.url(), recorder.telemetry()).await;
    client
        .batch_execute("CREATE TABLE big AS SELECT g, repeat('x', 1000) FROM generate_series(1, 50000) g")
        .await
        .expect("a table");
    recorder.forget();
    (postgres, client)
}

/// The server says that it is going down (57P02), or is not even left the time for that.
#[track_caller]
fn assert_lost(error: &Error, span: &Span) {
    let error_type = span.attribute("error.type").expect("it failed");
    assert_eq!(error.code().map_or("closed", SqlState::code), error_type);
    assert!(["57P02", "57P01", "closed"].contains(&error_type), "{error_type}");
    assert!(matches!(span.status, Status::Error { .. }));
    assert_eq!(span.attribute("dbtrace.outcome"), None);
}

#[tokio::test]
async fn server_killed_during_query_fails_it() {
    let recorder = Recorder::new();
    let (postgres, client) = mortal(&recorder).await;
    let (result, ()) = tokio::join!(client.query("SELECT pg_sleep(60)", &[]), async {
        postgres.kill().expect("killed");
    });
    assert_lost(&result.expect_err("the server is dead"), &recorder.span("SELECT"));
}

#[tokio::test]
async fn server_killed_during_row_stream_fails_it() {
    let recorder = Recorder::new();
    let (postgres, client) = mortal(&recorder).await;
    let rows = client.query_raw("SELECT * FROM big", [] as [i32; 0]).await.expect("a stream");
    let mut rows = pin!(rows);
    let mut seen = 0_u64;
    rows.try_next().await.expect("a row").expect("a first row");
    seen += 1;
    postgres.kill().expect("killed");
    let error = loop {
        match rows.try_next().await {
            Ok(Some(_)) => seen += 1,
            Ok(None) => panic!("50 MB do not fit into the buffers"),
            Err(error) => break error,
        }
    };
    let span = recorder.span("SELECT big");
    assert_lost(&error, &span);
    assert_eq!(span.attribute("db.response.returned_rows"), Some(seen.to_string().as_str()));
}

#[tokio::test]
async fn server_killed_during_copy_in_fails_it() {
    let recorder = Recorder::new();
    let (postgres, client) = mortal(&recorder).await;
    let sink = client.copy_in("COPY big FROM STDIN").await.expect("a sink");
    let mut sink = pin!(sink);
    sink.send(Bytes::from_static(b"1\tcopied-secret\n")).await.expect("sent");
    postgres.kill().expect("killed");
    let error = loop {
        if let Err(error) = sink.send(Bytes::from(vec![b'x'; 100_000])).await {
            break error;
        }
    };
    assert!(error.is_closed());
    assert_failed(&recorder.span("COPY big"), "closed", None, "closed");
    recorder.assert_never_seen(&["copied-secret"]);
}

#[tokio::test]
async fn server_killed_during_copy_out_fails_it() {
    let recorder = Recorder::new();
    let (postgres, client) = mortal(&recorder).await;
    let mut stream = pin!(client.copy_out("COPY big TO STDOUT").await.expect("a stream"));
    stream.try_next().await.expect("a chunk").expect("a first chunk");
    postgres.kill().expect("killed");
    let error = loop {
        match stream.try_next().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("50 MB do not fit into the buffers"),
            Err(error) => break error,
        }
    };
    assert_lost(&error, &recorder.span("COPY big"));
}

#[tokio::test]
async fn rejected_copy_in_fails_with_its_code() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    client.batch_execute("CREATE TABLE t (id int)").await.expect("a table");
    recorder.forget();
    let mut sink = pin!(client.copy_in("COPY t FROM STDIN").await.expect("a sink"));
    sink.send(Bytes::from_static(b"no-number-at-all\n")).await.expect("sent");
    sink.finish().await.expect_err("not a number");
    let span = recorder.span("COPY t");
    assert_failed(&span, "22P02", Some("22P02"), "22P02 invalid_text_representation");
    recorder.assert_never_seen(&["no-number-at-all"]);
}

/// A function of the program may put any text into the field.
#[tokio::test]
async fn constraint_is_recorded_for_integrity_violations_only() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let too_long = format!("zulu{}", "x".repeat(60));
    for (code, constraint, expected) in [
        ("P0001", "zulu@example.com", None),
        ("40001", "zulu@example.com", None),
        ("23505", too_long.as_str(), None),
        ("23505", "users_email_key", Some("users_email_key")),
    ] {
        recorder.forget();
        let raise =
            format!("DO $$ BEGIN RAISE 'no' USING ERRCODE = '{code}', CONSTRAINT = '{constraint}'; END $$");
        let error = client.batch_execute(&raise).await.expect_err("raised");
        assert_eq!(error.as_db_error().and_then(|error| error.constraint()), Some(constraint));
        let span = recorder.span("DO");
        assert_eq!(span.attribute("db.response.status_code"), Some(code));
        assert_eq!(span.attribute("dbtrace.constraint"), expected);
        recorder.assert_never_seen(&["zulu"]);
    }
}
