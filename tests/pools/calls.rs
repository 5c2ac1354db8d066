//! What is a span and what is none, and nothing of the values.

use pg_trace::deadpool::{
    GenericClient, Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime,
};
use pg_trace::types::Type;
use pg_trace::{Error, NoTls};

use crate::scene::Scene;

#[tokio::test]
async fn cached_statement_is_prepared_once() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let mut client = pool.get().await.expect("a connection");
    scene.recorder.forget();
    for round in 0..3 {
        let statement =
            client.prepare_cached("SELECT relname FROM pg_class LIMIT 1").await.expect("prepared");
        client.query(&statement, &[]).await.expect("rows");
        assert_eq!(client.statement_cache.size(), 1);
        let expected: &[&str] =
            if round == 0 { &["PREPARE SELECT pg_class", "SELECT pg_class"] } else { &["SELECT pg_class"] };
        assert_eq!(scene.recorder.names(), expected);
        scene.recorder.forget();
    }
    client.prepare_typed_cached("SELECT $1", &[Type::INT4]).await.expect("prepared");
    client.prepare_typed_cached("SELECT $1", &[Type::TEXT]).await.expect("prepared");
    client.prepare_typed_cached("SELECT $1", &[Type::INT4]).await.expect("found");
    assert_eq!(client.statement_cache.size(), 3);
    assert_eq!(scene.recorder.names(), ["PREPARE SELECT"; 2]);
    scene.recorder.forget();
    let transaction = client.transaction().await.expect("begun");
    transaction.prepare_cached("SELECT relname FROM pg_class LIMIT 1").await.expect("found");
    let transaction = { transaction };
    transaction.rollback().await.expect("done");
    assert_eq!(scene.recorder.names(), ["START TRANSACTION", "ROLLBACK"]);
    pool.manager().statement_caches.remove("SELECT $1", &[Type::TEXT]);
    assert_eq!(client.statement_cache.size(), 2);
    pool.manager().statement_caches.clear();
    assert_eq!(client.statement_cache.size(), 0);
}

#[tokio::test]
async fn concurrent_prepare_cached_prepares_once() {
    let scene = Scene::new().await;
    let pool = scene.pool();
    let client = pool.get().await.expect("a connection");
    scene.recorder.forget();
    let prepared = (0..20).map(|_| client.prepare_cached("SELECT relname FROM pg_class"));
    futures_util::future::try_join_all(prepared).await.expect("prepared");
    assert_eq!(scene.recorder.names(), ["PREPARE SELECT pg_class"]);
    // One that is given up is not there, and does not keep others from it.
    db_trace_tests::poll_times(1, client.prepare_cached("SELECT 1 FROM pg_type")).await;
    assert_eq!(client.statement_cache.size(), 1);
    client.prepare_cached("SELECT 1 FROM pg_type").await.expect("prepared");
    client.prepare_cached("SELECT 1 FROM nowhere").await.expect_err("no such table");
    assert_eq!(client.statement_cache.size(), 2);
}

#[tokio::test]
async fn postgres_pool_check_spans_are_an_opt_in() {
    let scene = Scene::new().await;
    for (method, expected) in [
        (RecyclingMethod::Fast, None),
        (RecyclingMethod::Verified, Some("PING")),
        (
            RecyclingMethod::Custom("SELECT 'hidden-check' FROM pg_class LIMIT 1".to_owned()),
            Some("SELECT pg_class"),
        ),
        (RecyclingMethod::Clean, Some("CLOSE; SET AUTHORIZATION; RESET ALL; UNLISTEN; SELECT; DISCARD")),
    ] {
        for wanted in [false, true] {
            let telemetry = scene.recorder.builder().health_check_spans(wanted).build();
            let config = ManagerConfig { recycling_method: method.clone() };
            let manager = Manager::from_config(scene.config(&telemetry), NoTls, config);
            let pool = Pool::builder(manager).max_size(1).build().expect("a pool");
            drop(pool.get().await.expect("a connection"));
            scene.recorder.forget();
            drop(pool.get().await.expect("the same"));
            let expected: Vec<&str> = expected.filter(|_| wanted).into_iter().collect();
            assert_eq!(scene.recorder.names(), expected, "{method:?}");
        }
    }
    scene.recorder.assert_never_seen(&["hidden-check"]);
}

#[tokio::test]
async fn pool_hooks_run_and_fail_as_in_the_driver() {
    let scene = Scene::new().await;
    let refuse = Hook::sync_fn(|_, metrics| match metrics.recycle_count {
        0 => Ok(()),
        _ => Err(HookError::message("hidden-message")),
    });
    let pool = scene.builder(&scene.recorder.telemetry()).post_recycle(refuse).build().expect("a pool");
    for created in [1, 1, 2] {
        drop(pool.get().await.expect("a connection"));
        assert_eq!(scene.measurements("create_time"), created);
    }
    assert_eq!(scene.counts(scene.database()), Some((1, 0)));

    let fail = Hook::async_fn(|client, _| {
        Box::pin(async move {
            client.batch_execute("SELECT 'hidden-hook' FROM nowhere").await.map_err(HookError::Backend)
        })
    });
    let telemetry = scene.recorder.builder().pool_acquire_threshold(std::time::Duration::ZERO).build();
    let failing = scene.builder(&telemetry).pool_name("failing").post_create(fail).build().expect("a pool");
    scene.recorder.forget();
    assert!(matches!(failing.get().await, Err(PoolError::PostCreateHook(HookError::Backend(_)))));
    assert_eq!(scene.counts("failing"), Some((0, 0)));
    assert_eq!(scene.recorder.span("ACQUIRE").attribute("error.type"), Some("42P01"));
    scene.recorder.assert_never_seen(&["hidden-hook", "hidden-message"]);
}

async fn count(client: &impl GenericClient, secret: &str) -> Result<i64, Error> {
    let statement = client
        .prepare_cached("SELECT count(*) FROM pg_class WHERE relname = $1 OR 'hidden-text' = ''")
        .await?;
    Ok(client.query_one(&statement, &[&secret]).await?.get(0))
}

#[tokio::test]
async fn postgres_pool_exports_no_value() {
    let scene = Scene::new().await;
    let pool = scene.pool_with(|telemetry| {
        telemetry.pool_acquire_threshold(std::time::Duration::ZERO).health_check_spans(true)
    });
    for _ in 0..2 {
        let mut client = pool.get().await.expect("a connection");
        assert_eq!(count(&client, "hidden-parameter").await.expect("a count"), 0);
        let mut transaction = client.transaction().await.expect("begun");
        assert_eq!(count(&transaction, "hidden-parameter").await.expect("a count"), 0);
        let nested = transaction.savepoint("hidden_savepoint").await.expect("begun");
        nested.execute("SELECT 'hidden-text' FROM nowhere", &[]).await.expect_err("no such table");
    }
    let mut config = scene.config(&scene.recorder.telemetry());
    config.password("hidden-password").user("hidden-user");
    let refused =
        Pool::builder(Manager::new(config, NoTls)).runtime(Runtime::Tokio1).build().expect("a pool");
    assert!(matches!(refused.get().await, Err(PoolError::Backend(_))));
    scene.recorder.assert_never_seen(&["hidden"]);
}
