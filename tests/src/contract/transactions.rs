//! Transactions: how long they are open and idle, and how they end.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use super::scene::Scene;
use super::subject::{Ending, Transacts};
use crate::Span;

/// How long the HTTP server needs for its answer.
const LATENCY: Duration = Duration::from_millis(60);

/// An HTTP server that a program asks in the middle of a transaction.
struct SlowServer(TcpListener);

impl SlowServer {
    fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").expect("a free port"))
    }

    /// Makes a request, and waits for the answer.
    fn ask(&self) {
        let address = self.0.local_addr().expect("an address");
        thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = self.0.accept().expect("a request");
                let mut request = [0; 1_024];
                let _ = stream.read(&mut request).expect("a request");
                thread::sleep(LATENCY);
                stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").expect("answered");
            });
            let mut stream = TcpStream::connect(address).expect("connected");
            stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("asked");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("an answer");
            assert!(answer.starts_with("HTTP/1.1 204"));
        });
    }
}

fn seconds(span: &Span, key: &str) -> f64 {
    span.attributes[key].parse().expect("a number")
}

fn has_times(span: &Span) -> bool {
    span.attributes.keys().any(|key| key.starts_with("dbtrace.transaction."))
}

pub async fn wait_for_http_in_a_transaction_is_idle_time<S: Transacts>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    let server = SlowServer::start();
    S::transact(connection, Ending::Commit, || server.ask()).await;
    let spans = scene.take_spans();
    let (end, others) = spans.split_last().expect("spans");
    assert!(!others.iter().any(has_times), "{others:#?}");
    assert_eq!(end.attributes["dbtrace.transaction.statements"], "2", "{end:#?}");
    let (duration, idle) =
        (seconds(end, "dbtrace.transaction.duration"), seconds(end, "dbtrace.transaction.idle"));
    assert!(idle >= LATENCY.as_secs_f64() && duration >= idle, "{duration} s, {idle} s idle");
}

pub async fn transaction_is_measured_once_with_its_end<S: Transacts>() {
    for (ending, end) in
        [(Ending::Commit, "commit"), (Ending::Rollback, "rollback"), (Ending::Drop, "dropped")]
    {
        if ending == Ending::Drop && !S::ROLLS_BACK_WHEN_DROPPED {
            continue;
        }
        let scene = Scene::<S>::new().await;
        let connection = &mut scene.connect().await;
        S::transact(connection, ending, || ()).await;
        let spans = scene.take_spans();
        let last = spans.last().expect("spans");
        let points = scene.recorder.transactions();
        let [point] = points.as_slice() else { panic!("not one point: {points:#?}") };
        let mut attributes: Vec<_> = scene.subject.place();
        attributes
            .extend([("db.system.name", S::SYSTEM.to_owned()), ("dbtrace.transaction.end", end.to_owned())]);
        let attributes = attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(point.attributes, attributes);
        assert_eq!(point.count, 1);
        let duration = seconds(last, "dbtrace.transaction.duration");
        assert!((point.sum - duration).abs() < 1e-9, "{} s and {duration} s", point.sum);
    }
}

pub async fn transaction_times_can_be_left_out<S: Transacts>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect_with(|builder| builder.transaction_times(false)).await;
    scene.forget();
    S::transact(connection, Ending::Commit, || ()).await;
    assert!(!scene.take_spans().iter().any(has_times));
    assert!(scene.recorder.transactions().is_empty());
}

pub async fn call_outside_of_a_transaction_has_no_times<S: Transacts>() {
    let scene = Scene::<S>::new().await;
    let connection = &mut scene.connect().await;
    S::transact(connection, Ending::Commit, || ()).await;
    scene.forget();
    scene.make_calls(connection).await;
    assert!(!scene.take_spans().iter().any(has_times));
    assert_eq!(scene.recorder.transactions().iter().map(|point| point.count).sum::<u64>(), 1);
}
