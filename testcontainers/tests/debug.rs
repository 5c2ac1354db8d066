//! No `Debug` of a server shows a password or a URL.
#![cfg(unix)]

use std::fmt::Debug;

use db_testcontainers::{MariaDb, Postgres, Redis, RedisCluster, RedisSentinel};

#[track_caller]
fn assert_hides(value: &dyn Debug, secret: &str) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains(secret) && !text.contains("://"), "{text}");
    }
}

#[tokio::test]
async fn no_debug_of_a_server_shows_a_secret() {
    let redis = Redis::start_own_with(&[("requirepass", "Xq7Password")]).await.expect("a server");
    assert!(redis.url().contains("Xq7Password"));
    assert_hides(&redis, "Xq7Password");
    let postgres = Postgres::start().await.expect("a server");
    assert_hides(&postgres, postgres.url());
    let mariadb = MariaDb::start().await.expect("a server");
    assert_hides(&mariadb, mariadb.url());
}

#[tokio::test]
async fn no_debug_of_several_servers_shows_a_url() {
    assert_hides(&RedisCluster::start().await.expect("a cluster"), "Xq7");
    assert_hides(&RedisSentinel::start().await.expect("a sentinel"), "Xq7");
}
