//! diesel-async's pools of traced connections.

use db_semconv::Telemetry;
use db_trace_tests::Recorder;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, PoolableConnection as _, RecyclingMethod, bb8, deadpool,
    mobc,
};
use diesel_async::{AnsiTransactionManager, AsyncConnection as _, RunQueryDsl, TransactionManager as _};
use diesel_trace::{AsyncMysqlConnection, AsyncPgConnection};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::scene::{mariadb_url, postgres_url, take_names};

/// Establishes connections that record to `telemetry`.
macro_rules! manager {
    ($connection:ty, $url:expr, $telemetry:expr) => {{
        let telemetry: Telemetry = $telemetry;
        let mut config = ManagerConfig::<$connection>::default();
        config.custom_setup = Box::new(move |url| {
            let (url, telemetry) = (url.to_owned(), telemetry.clone());
            async move { <$connection>::establish_with(&url, &telemetry).await }.boxed()
        });
        AsyncDieselConnectionManager::new_with_config($url, config)
    }};
}

/// Uses a pool twice on the same connection, whose check in between has no span.
macro_rules! use_twice {
    ($recorder:expr, $pool:expr) => {{
        for _ in 0..2 {
            let mut connection = $pool.get().await.expect("a connection");
            let one = diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT 1 AS pooled");
            assert_eq!(one.get_result::<i32>(&mut connection).await, Ok(1));
            connection
                .transaction::<_, diesel::result::Error, _>(async |connection| {
                    diesel::sql_query("SELECT 2").execute(connection).await
                })
                .await
                .expect("committed");
        }
        let once = ["SELECT", "BEGIN", "SELECT", "COMMIT"];
        let names = take_names($recorder);
        assert_eq!(names.iter().filter(|name| *name != "CONNECT").collect::<Vec<_>>(), [once, once].concat());
        assert!(names.contains(&"CONNECT".to_owned()));
    }};
}

macro_rules! each_pool {
    ($server:ident, $connection:ty, $url:ident) => {
        mod $server {
            use super::*;

            /// The purpose of a user's function is unknown.
            fn check(connection: &mut $connection) -> BoxFuture<'_, diesel::QueryResult<()>> {
                async move { diesel::sql_query("SELECT 1").execute(connection).await.map(drop) }.boxed()
            }

            #[tokio::test]
            async fn deadpool_pool_has_traced_connections() {
                let recorder = &Recorder::new();
                let manager = manager!($connection, $url().await, recorder.telemetry());
                let pool = deadpool::Pool::builder(manager).max_size(1).build().expect("a pool");
                use_twice!(recorder, pool);
            }

            #[tokio::test]
            async fn bb8_pool_has_traced_connections() {
                let recorder = &Recorder::new();
                let manager = manager!($connection, $url().await, recorder.telemetry());
                let pool = bb8::Pool::builder().max_size(1).build(manager).await.expect("a pool");
                use_twice!(recorder, pool);
            }

            #[tokio::test]
            async fn mobc_pool_has_traced_connections() {
                let recorder = &Recorder::new();
                let manager = manager!($connection, $url().await, recorder.telemetry());
                let pool = mobc::Builder::new().max_open(1).test_on_check_out(true).build(manager);
                use_twice!(recorder, pool);
            }

            #[tokio::test]
            async fn async_pool_check_spans_are_an_opt_in() {
                let recorder = Recorder::new();
                let telemetry = recorder.builder().health_check_spans(true).build();
                let mut connection =
                    <$connection>::establish_with(&$url().await, &telemetry).await.expect("a connection");
                recorder.forget();
                connection.ping(&RecyclingMethod::Verified).await.expect("alive");
                let query = "SELECT 'Xq7Check'".into();
                connection.ping(&RecyclingMethod::CustomQuery(query)).await.expect("alive");
                connection.ping(&RecyclingMethod::Fast).await.expect("no check");
                assert_eq!(take_names(&recorder), ["PING", "PING"]);
                let function = RecyclingMethod::CustomFunction(Box::new(check));
                connection.ping(&function).await.expect("alive");
                assert_eq!(take_names(&recorder), ["SELECT"]);
                recorder.assert_never_seen(&["Xq7Check"]);
            }

            #[tokio::test]
            async fn async_connection_with_an_open_transaction_is_broken() {
                let mut connection = <$connection>::establish_with(&$url().await, &Telemetry::disabled())
                    .await
                    .expect("a connection");
                assert!(!connection.is_broken());
                AnsiTransactionManager::begin_transaction(&mut connection).await.expect("begun");
                assert!(connection.is_broken());
            }
        }
    };
}

each_pool!(postgresql, AsyncPgConnection, postgres_url);
each_pool!(mariadb, AsyncMysqlConnection, mariadb_url);

#[tokio::test]
async fn async_connection_that_is_closed_is_broken() {
    let server = db_testcontainers::Postgres::start_own().await.expect("a server");
    let mut connection =
        AsyncPgConnection::establish_with(server.url(), &Telemetry::disabled()).await.expect("a connection");
    server.kill().expect("killed");
    connection.ping(&RecyclingMethod::Verified).await.expect_err("it is dead");
    assert!(connection.is_broken());
}

/// diesel-async's wrapper makes a connection that blocks of one that does not.
#[test]
fn r2d2_pool_of_async_connections_is_traced() {
    type Connection = AsyncConnectionWrapper<AsyncPgConnection>;

    let recorder = Recorder::new();
    let url = tokio::runtime::Runtime::new().expect("a runtime").block_on(postgres_url());
    let manager = ConnectionManager::<Connection>::new(url);
    let pool = Pool::builder().max_size(1).test_on_check_out(true).build(manager).expect("a pool");
    pool.get().expect("a connection").set_telemetry(&recorder.telemetry());
    for _ in 0..2 {
        let mut connection = pool.get().expect("a connection");
        diesel::RunQueryDsl::execute(diesel::sql_query("SELECT 1"), &mut connection).expect("done");
    }
    assert_eq!(take_names(&recorder), ["SELECT"; 2]);
}
