//! What the statement in front costs on the way: a write, never a round trip.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use db_testcontainers::Postgres;
use db_trace_tests::{Proxy, Recorder};
use pg_trace::{Client, Config, NoTls, SessionContext};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::scene::{NAME, TRACE, client_of, only};

const SETTINGS: [SessionContext; 3] =
    [SessionContext::Off, SessionContext::PgTracing, SessionContext::ApplicationName];

async fn server() -> (String, String) {
    let server = Postgres::start().await.expect("a server");
    (format!("{}:{}", server.host(), server.port()), server.create_database().await.expect("a database"))
}

/// The URL of the database behind the proxy.
fn through(proxy: &Proxy, server: &str, url: &str) -> String {
    url.replace(server, &proxy.address().to_string())
}

#[tokio::test]
async fn calls_take_the_round_trips_that_they_take_without_their_context() {
    let mut trips = Vec::new();
    for setting in SETTINGS {
        let (server, url) = server().await;
        let proxy = Proxy::start(server.clone()).await;
        let recorder = Recorder::new();
        let mut client = client_of(&through(&proxy, &server, &url), &recorder, setting).await;
        let statement = client.prepare(NAME).await.expect("a statement");
        let mut last = proxy.round_trips();
        let mut since = || {
            let now = proxy.round_trips();
            now - std::mem::replace(&mut last, now)
        };
        let mut counts = Vec::new();
        client.query_one(&statement, &[]).await.expect("a row");
        counts.push(("a statement", since()));
        client.query_one(NAME, &[]).await.expect("a row");
        counts.push(("a text", since()));
        client.batch_execute(NAME).await.expect("done");
        counts.push(("a simple query", since()));
        let transaction = client.transaction().await.expect("begun");
        counts.push(("a beginning", since()));
        transaction.query_one(&statement, &[]).await.expect("a row");
        counts.push(("a statement in a transaction", since()));
        transaction.commit().await.expect("committed");
        counts.push(("an end", since()));
        trips.push(counts);
    }
    let expected = [
        ("a statement", 1),
        // Its preparation and its execution.
        ("a text", 2),
        ("a simple query", 1),
        ("a beginning", 1),
        ("a statement in a transaction", 1),
        ("an end", 1),
    ];
    for (setting, counts) in SETTINGS.into_iter().zip(trips) {
        assert_eq!(counts, expected, "{setting}");
    }
}

#[tokio::test]
async fn context_and_call_leave_in_the_same_write() {
    for setting in SETTINGS {
        let (server, url) = server().await;
        let writes = Arc::new(AtomicUsize::new(0));
        let socket = TcpStream::connect(&server).await.expect("the server");
        let socket = Counted { socket, writes: Arc::clone(&writes) };
        let recorder = Recorder::new();
        let mut config: Config = url.parse().expect("a URL");
        config.telemetry(&recorder.builder().session_context(setting).build());
        let (mut client, connection) = config.connect_raw(socket, NoTls).await.expect("a connection");
        tokio::spawn(connection);
        let statement = client.prepare(NAME).await.expect("a statement");
        // The driver closes the statements with which it looks for types.
        tokio::task::yield_now().await;
        let count = |client: &Client| {
            let _ = client;
            writes.swap(0, Ordering::SeqCst)
        };
        count(&client);
        client.query_one(&statement, &[]).await.expect("a row");
        assert_eq!(count(&client), 1, "{setting}");
        client.batch_execute(NAME).await.expect("done");
        assert_eq!(count(&client), 1, "{setting}");
        let transaction = client.transaction().await.expect("begun");
        assert_eq!(count(transaction.client()), 1, "{setting}");
        transaction.query_one(&statement, &[]).await.expect("a row");
        assert_eq!(count(transaction.client()), 1, "{setting}");
        transaction.commit().await.expect("committed");
        assert_eq!(count(&client), 1, "{setting}");
    }
}

#[tokio::test]
async fn call_under_latency_takes_one_round_trip() {
    const TRIP: Duration = Duration::from_millis(50);
    for setting in SETTINGS {
        let (server, url) = server().await;
        let proxy = Proxy::with_latency(server.clone(), TRIP).await;
        let recorder = Recorder::new();
        let mut client = client_of(&through(&proxy, &server, &url), &recorder, setting).await;
        let transaction = client.transaction().await.expect("begun");
        let statement = transaction.prepare(TRACE).await.expect("a statement");
        let mut least = Duration::MAX;
        for _ in 0..5 {
            recorder.forget();
            let begin = Instant::now();
            let row = transaction.query_one(&statement, &[]).await.expect("a row");
            least = least.min(begin.elapsed());
            let expected = match setting {
                SessionContext::PgTracing => format!("traceparent='{}'", only(&recorder)),
                _ => String::new(),
            };
            assert_eq!(row.get::<_, String>(0), expected);
        }
        println!("{setting}: {least:?}");
        assert!((TRIP..2 * TRIP).contains(&least), "{setting}: {least:?}");
    }
}

/// A socket that counts what is written at a time.
struct Counted {
    socket: TcpStream,
    writes: Arc<AtomicUsize>,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(context, buffer)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, bytes);
        if written.is_ready() {
            self.writes.fetch_add(1, Ordering::SeqCst);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
