//! Requests to cancel that fail, servers that end, and many calls that are dropped at once: nothing hangs, and nothing is left.

use std::net::Ipv4Addr;
use std::time::Duration;

use db_testcontainers::Postgres;
use db_trace_tests::poll_times;
use futures_util::future::{Either, join, join_all, select};
use pg_trace::NoTls;
use pg_trace::deadpool::{Manager, Pool, Runtime};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout};

use crate::cancel_dropped_scene::{LONG, SECRET, Scene, WAIT, abandon};
use crate::client::connect_to;

impl Scene {
    /// Drops a call, whose request to cancel fails.
    async fn drop_a_call(&self) {
        abandon(&self.holder, self.process, self.client.query(WAIT, &[])).await;
    }

    /// The `error.type` of the one request to cancel.
    fn error_of_the_request(&self) -> String {
        let span = self.recorder.span("CANCEL");
        assert_eq!(span.attribute("dbtrace.implicit"), Some("true"), "{span:#?}");
        span.attribute("error.type").expect("it failed").to_owned()
    }
}

/// Waits until the runtime has no more tasks than before.
async fn no_task_is_left(tasks: usize) {
    let ended = async {
        while Handle::current().metrics().num_alive_tasks() > tasks {
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, ended).await.expect("a task goes on");
}

#[tokio::test]
async fn refused_request_is_an_error_of_its_span_and_the_next_call_is_not_delayed() {
    let scene = Scene::new().await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let dead = listener.local_addr().expect("an address");
    drop(listener);
    let config = scene.url.replace(&format!("127.0.0.1:{}", scene.server.port()), &dead.to_string());
    let mut client = connect_to(&scene.url, scene.recorder.telemetry()).await;
    client.cancel_dropped_calls(&scene.config_of(&config), NoTls);
    let scene = scene.with_client(client).await;
    scene.drop_a_call().await;
    scene.release().await;
    timeout(LONG, scene.client.query_one("SELECT 1", &[])).await.expect("an answer").expect("a row");
    assert_eq!(scene.error_of_the_request(), "connection_refused");
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn request_that_is_never_answered_delays_the_next_call_by_ten_seconds() {
    let scene = Scene::new().await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    scene.drop_a_call().await;
    scene.release().await;
    scene.is("idle").await;
    let next = Box::pin(scene.client.query_one("SELECT 1", &[]));
    let request_ends = async {
        while scene.cancels().is_empty() {
            sleep(Duration::from_millis(100)).await;
        }
    };
    // The clock goes forward while the whole runtime waits.
    tokio::time::pause();
    let begin = Instant::now();
    let first = select(next, Box::pin(timeout(LONG, request_ends))).await;
    let waited = begin.elapsed();
    tokio::time::resume();
    // The request began before the clock was read.
    assert!((Duration::from_secs(9)..Duration::from_millis(10_500)).contains(&waited), "{waited:?}");
    let row = match first {
        Either::Left((row, _)) => row,
        Either::Right((ended, next)) => {
            ended.expect("nothing hangs");
            timeout(LONG, next).await.expect("nothing hangs")
        }
    };
    row.expect("a row");
    assert_eq!(scene.error_of_the_request(), "timeout");
    scene.recorder.assert_never_seen(&[SECRET]);
    // That of the gate, which waits for the test.
    no_task_is_left(tasks + 1).await;
}

#[tokio::test]
async fn connection_that_is_terminated_while_a_request_is_open_ends_its_next_call_and_leaves_no_task() {
    let scene = Scene::new().await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    scene.drop_a_call().await;
    let next = scene.client.query_one("SELECT 1", &[]);
    let terminate = async {
        let sql = "SELECT pg_terminate_backend($1)";
        scene.holder.query_one(sql, &[&scene.process]).await.expect("terminated");
        scene.is_gone().await;
        scene.gate.open();
    };
    let (next, ()) = timeout(LONG, join(next, terminate)).await.expect("nothing hangs");
    assert!(next.is_err(), "the connection has ended");
    assert_eq!(scene.gate.requests(), 1);
    let other = connect_to(&scene.url, scene.recorder.telemetry()).await;
    other.query_one("SELECT 1", &[]).await.expect("a row");
    drop(other);
    scene.recorder.assert_never_seen(&[SECRET]);
    no_task_is_left(tasks).await;
}

#[tokio::test]
async fn server_that_is_killed_while_a_request_is_open_ends_its_calls_and_leaves_no_task() {
    let server = Postgres::start_own().await.expect("a server");
    let scene = Scene::at(server).await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    scene.drop_a_call().await;
    let next = scene.client.query_one("SELECT 1", &[]);
    let kill = async {
        scene.server.kill().expect("killed");
        scene.gate.open();
    };
    let (next, ()) = timeout(LONG, join(next, kill)).await.expect("nothing hangs");
    assert!(next.is_err(), "the server has ended");
    assert!(scene.client.is_closed());
    scene.recorder.assert_never_seen(&[SECRET]);
    no_task_is_left(tasks).await;
}

/// The same numbers in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below).expect("small")
    }
}

async fn use_and_drop(pool: Pool, seed: u64) {
    let mut numbers = Numbers(seed);
    for round in 0..8 {
        let number = i32::try_from(seed * 100 + round).expect("small");
        let call = async {
            let mut client = pool.get().await.expect("a client");
            if number % 2 == 0 {
                let transaction = client.transaction().await?;
                transaction.execute("INSERT INTO t VALUES ($1)", &[&number]).await?;
                transaction.query_one("SELECT $1::int, pg_sleep(0.001), 'Xq7Secret'", &[&number]).await
            } else {
                client.query_one("SELECT $1::int, pg_sleep(0.001), 'Xq7Secret'", &[&number]).await
            }
        };
        let dropped = poll_times(numbers.next(9), call).await;
        if let Some(row) = dropped {
            assert_eq!(row.expect("not cancelled").get::<_, i32>(0), number);
        }
        let client = pool.get().await.expect("a client");
        let row = client.query_one("SELECT $1::int", &[&number]).await;
        assert_eq!(row.expect("not cancelled").get::<_, i32>(0), number);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundred_tasks_that_drop_their_calls_cancel_no_other_call_and_leave_no_task() {
    let scene = Scene::new().await;
    scene.holder.batch_execute("CREATE TABLE t (id int)").await.expect("a table");
    let tasks = Handle::current().metrics().num_alive_tasks();
    let manager = Manager::new(scene.config_of(&scene.url), NoTls).cancel_dropped_calls(NoTls);
    let pool = Pool::builder(manager).max_size(4).runtime(Runtime::Tokio1).build().expect("a pool");
    let users = (1..=100).map(|seed| tokio::spawn(use_and_drop(pool.clone(), seed)));
    let ended = timeout(LONG, join_all(users)).await.expect("nothing hangs");
    for user in ended {
        user.expect("no panic");
    }
    let count = scene.holder.query_one("SELECT count(*) FROM t", &[]).await.expect("a row");
    assert_eq!(count.get::<_, i64>(0), 0, "each transaction was rolled back");
    assert!(scene.cancels().len() >= 50, "{} requests", scene.cancels().len());
    assert!(scene.cancels().iter().all(|span| span.attribute("error.type").is_none()));
    scene.recorder.assert_never_seen(&[SECRET]);
    drop(pool);
    no_task_is_left(tasks).await;
}

/// What the crash of a server does to calls that are dropped at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_that_drop_their_calls_while_the_server_is_killed_end() {
    let scene = Scene::at(Postgres::start_own().await.expect("a server")).await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    let manager = Manager::new(scene.config_of(&scene.url), NoTls).cancel_dropped_calls(NoTls);
    let pool = Pool::builder(manager).max_size(4).runtime(Runtime::Tokio1).build().expect("a pool");
    let users = (1..=100).map(|seed| {
        let pool = pool.clone();
        tokio::spawn(async move {
            let mut numbers = Numbers(seed);
            loop {
                let Ok(client) = pool.get().await else { return };
                let call = client.query_one("SELECT pg_sleep(0.001), 'Xq7Secret'", &[]);
                if poll_times(numbers.next(4), call).await.is_some_and(|row| row.is_err()) {
                    return;
                }
            }
        })
    });
    let kill = async {
        let under_way = async {
            while scene.cancels().len() < 20 {
                tokio::task::yield_now().await;
            }
        };
        timeout(LONG, under_way).await.expect("requests");
        tokio::task::block_in_place(|| scene.server.kill()).expect("killed");
    };
    let (ended, ()) = timeout(LONG, join(join_all(users), kill)).await.expect("nothing hangs");
    for user in ended {
        user.expect("no panic");
    }
    scene.recorder.assert_never_seen(&[SECRET]);
    drop(pool);
    no_task_is_left(tasks).await;
}
