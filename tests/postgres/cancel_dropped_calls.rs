//! Requests to cancel calls that were dropped: they arrive, and never cancel another call.

use std::pin::Pin;

use db_trace_tests::poll_times;
use futures_util::TryStreamExt as _;
use futures_util::future::{Either, join, select};
use opentelemetry::trace::FutureExt as _;
use pg_trace::deadpool::{Connect, Manager, ManagerConfig, Pool, Runtime};
use pg_trace::{Client, Config, Error, NoTls, SessionContext};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::cancel_dropped_scene::{LONG, SECRET, Scene, WAIT, abandon, is, process_of};
use crate::session_context::scene::unsampled;

#[tokio::test]
async fn dropped_call_ends_at_the_server_while_it_waits_for_a_lock() {
    let scene = Scene::new().await;
    scene.gate.open();
    for _ in 0..3 {
        abandon(&scene.holder, scene.process, scene.client.query(WAIT, &[])).await;
        scene.is("idle").await;
        let row = scene.client.query_one("SELECT 1", &[]).await.expect("a row");
        assert_eq!(row.get::<_, i32>(0), 1);
    }
    assert_eq!(scene.gate.requests(), 3);
    let cancels: Vec<_> = scene.recorder.spans().into_iter().filter(|span| span.name == "CANCEL").collect();
    assert_eq!(cancels.len(), 3);
    for span in cancels {
        assert_eq!(span.attribute("dbtrace.implicit"), Some("true"), "{span:#?}");
        assert_eq!(span.attribute("error.type"), None, "{span:#?}");
    }
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn second_of_two_dropped_calls_is_cancelled_too() {
    let scene = Scene::new().await;
    scene.gate.open();
    for number in 1..=5 {
        abandon(&scene.holder, scene.process, scene.client.query(WAIT, &[])).await;
        scene.is("idle").await;
        // The driver has the answers to what was sent before.
        scene.client.inner().batch_execute("").await.expect("done");
        assert_eq!(scene.gate.requests(), number);
    }
}

#[tokio::test]
async fn first_request_after_one_that_failed_is_not_cancelled_and_the_second_one_is() {
    let scene = Scene::new().await;
    scene.gate.open();
    scene.client.batch_execute("SELECT 1 / 0").await.expect_err("a division");
    abandon(&scene.holder, scene.process, scene.client.batch_execute(WAIT)).await;
    scene.release().await;
    scene.is("idle").await;
    scene.client.inner().batch_execute("").await.expect("done");
    assert_eq!(scene.gate.requests(), 0);
    scene.holder.batch_execute("SELECT pg_advisory_lock(7)").await.expect("the lock");
    abandon(&scene.holder, scene.process, scene.client.batch_execute(WAIT)).await;
    scene.is("idle").await;
    assert_eq!(scene.gate.requests(), 1);
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn call_that_has_its_result_is_not_cancelled() {
    let mut scene = Scene::new().await;
    scene.gate.open();
    for _ in 0..20 {
        let client = &mut scene.client;
        let statement = client.prepare("SELECT $1::text").await.expect("a statement");
        client.query_one(&statement, &[&SECRET]).await.expect("a row");
        client.query("SELECT 1 / 0", &[]).await.expect_err("a division");
        client.batch_execute("SELECT 1").await.expect("done");
        client.check_connection().await.expect("open");
        let rows = client.query_raw(&statement, [SECRET]).await.expect("rows");
        rows.try_collect::<Vec<_>>().await.expect("rows");
        let transaction = client.transaction().await.expect("begun");
        transaction.query_one("SELECT 1", &[]).await.expect("a row");
        transaction.commit().await.expect("committed");
        drop(client.transaction().await.expect("begun"));
    }
    scene.client.query_one("SELECT 1", &[]).await.expect("a row");
    assert_eq!(scene.gate.requests(), 0);
    scene.recorder.assert_never_seen(&[SECRET]);
}

#[tokio::test]
async fn next_call_is_not_sent_before_a_late_request_has_had_its_effect() {
    let scene = Scene::new().await;
    abandon(&scene.holder, scene.process, scene.client.query(WAIT, &[])).await;
    // The dropped call ends by itself, and the request comes later.
    scene.release().await;
    scene.is("idle").await;
    let next = Box::pin(scene.client.query_one("SELECT pg_sleep(0.2)::text, 7", &[]));
    let looks = async {
        for _ in 0..20 {
            scene.is("idle").await;
        }
    };
    let Either::Right(((), next)) = select(next, Box::pin(looks)).await else {
        panic!("the request is open")
    };
    scene.gate.open();
    assert_eq!(next.await.expect("it is not cancelled").get::<_, i32>(1), 7);
    assert_eq!(scene.gate.requests(), 1);
}

#[tokio::test]
async fn late_requests_cancel_no_next_call() {
    let scene = Scene::new().await;
    scene.gate.open();
    let client = &scene.client;
    for number in 0..400 {
        let polls = usize::try_from(number % 4).expect("small");
        if let Some(row) = poll_times(polls, client.query_one("SELECT $1::int", &[&number])).await {
            assert_eq!(row.expect("a row").get::<_, i32>(0), number);
        }
        let row = client.query_one("SELECT $1::int, pg_sleep(0.001)::text", &[&number]).await;
        assert_eq!(row.expect("not cancelled").get::<_, i32>(0), number);
    }
    let requests = scene.gate.requests();
    assert!(requests >= 100, "{requests} requests");
}

#[tokio::test]
async fn call_is_not_cancelled_while_another_one_is_under_way_on_the_connection() {
    let scene = Scene::new().await;
    scene.gate.open();
    let client = &scene.client;
    // The server executes the first one.
    let mut first = Box::pin(client.query("SELECT pg_advisory_xact_lock(7), 1", &[]));
    let Either::Right(_) = select(&mut first, Box::pin(scene.is("active"))).await else {
        panic!("the lock is held")
    };
    assert!(poll_times(1, client.query("SELECT 2", &[])).await.is_none());
    let ((), rows) = join(scene.release(), first).await;
    assert_eq!(rows.expect("it is not cancelled").len(), 1);
    assert_eq!(scene.gate.requests(), 0);
}

#[tokio::test]
async fn call_that_is_dropped_outside_of_a_runtime_sends_nothing() {
    let scene = Scene::new().await;
    scene.gate.open();
    let Scene { client, holder, gate, .. } = scene;
    let mut call = Box::pin(async move { client.query(WAIT, &[]).await });
    assert!(poll_times(2, &mut call).await.is_none());
    std::thread::spawn(move || drop(call)).join().expect("no panic");
    holder.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("released");
    assert_eq!(gate.requests(), 0);
}

#[tokio::test]
async fn query_of_a_pooled_client_that_is_dropped_with_it_is_cancelled_and_the_next_user_is_not() {
    let scene = Scene::new().await;
    let manager = Manager::new(scene.config_of(&scene.url), NoTls).cancel_dropped_calls(NoTls);
    let pool = Pool::builder(manager).max_size(1).runtime(Runtime::Tokio1).build().expect("a pool");
    for _ in 0..3 {
        let process = process_of(&pool.get().await.expect("a client")).await;
        let handler = async {
            let client = pool.get().await.expect("a client");
            let statement = client.prepare_cached(WAIT).await.expect("a statement");
            client.query(&statement, &[]).await
        };
        abandon(&scene.holder, process, handler).await;
        let client = pool.get().await.expect("a client");
        let row = timeout(LONG, client.query_one("SELECT 1", &[])).await.expect("the lock is held");
        assert_eq!(row.expect("a row").get::<_, i32>(0), 1);
    }
    scene.recorder.assert_never_seen(&[SECRET]);
}

/// Connects with a configuration of its own. The requests to cancel have that of the manager.
struct Directly(Config);

impl Connect for Directly {
    fn connect(
        &self,
        _: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        Box::pin(async move {
            let (client, connection) = self.0.connect(NoTls).await?;
            Ok((client, tokio::spawn(async move { drop(connection.await) })))
        })
    }
}

#[tokio::test]
async fn name_of_a_dropped_call_is_not_restored_while_a_request_could_cancel_that() {
    let scene = Scene::new().await;
    let mut config = scene.config_of(&format!("{}?application_name=shop", scene.url));
    let telemetry = scene.recorder.builder().session_context(SessionContext::ApplicationName).build();
    let address = format!("127.0.0.1:{}", scene.server.port());
    let gated = scene.config_of(&scene.url.replace(&address, &scene.gate.address.to_string()));
    let connect = Directly(config.telemetry(&telemetry).clone());
    let manager = Manager::from_connect(gated, connect, ManagerConfig::default()).cancel_dropped_calls(NoTls);
    let pool = Pool::builder(manager).max_size(1).runtime(Runtime::Tokio1).build().expect("a pool");
    let process = process_of(&pool.get().await.expect("a client")).await;
    let handler = async { pool.get().await.expect("a client").batch_execute(WAIT).await };
    abandon(&scene.holder, process, handler).await;
    scene.release().await;
    is(&scene.holder, process, "idle").await;
    let sql = "SELECT application_name FROM pg_stat_activity WHERE pid = $1";
    let name: String = scene.holder.query_one(sql, &[&process]).await.expect("a row").get(0);
    assert!(name.starts_with("00-"), "{name}");
    scene.gate.open();
    let client = pool.get().await.expect("a client");
    let sql = "SELECT current_setting('application_name')";
    let row = client.query_one(sql, &[]).with_context(unsampled()).await.expect("a row");
    assert_eq!(row.get::<_, String>(0), "shop");
    assert_eq!(scene.gate.requests(), 1);
    scene.recorder.assert_never_seen(&[SECRET]);
}
