//! No `Debug` shows a password, a URL, an argument or a value.

use std::fmt::Debug;

use db_testcontainers::Redis;
use redis_trace::cluster::{ClusterClient, cluster_pipe};
use redis_trace::deadpool::{self, Runtime};
use redis_trace::sentinel::{
    LockedSentinelClient, Sentinel, SentinelClient, SentinelClientBuilder, SentinelNodeConnectionInfo,
    SentinelServerType,
};
use redis_trace::{Client, ConnectionAddr, IntoConnectionInfo as _, RedisResult, Script, Traced};

const URL: &str = "redis://me:Xq7Password@localhost/";

#[track_caller]
fn assert_hides(value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains("Xq7"), "{text}");
    }
}

#[tokio::test]
async fn no_debug_of_a_connection_shows_a_secret() -> RedisResult<()> {
    let server = Redis::start_own_with(&[("requirepass", "Xq7Password")]).await.expect("a server");
    let client = Client::open(server.url())?;
    assert_hides(&client);
    let mut connection = client.get_connection()?;
    assert_hides(&connection.as_pubsub());
    assert_hides(&connection);
    assert_hides(&client.get_multiplexed_async_connection().await?);
    assert_hides(&client.get_connection_manager().await?);
    let (sink, _stream) = client.get_async_pubsub().await?.split();
    assert_hides(&sink);
    assert_hides(&client.get_async_pubsub().await?);
    let driver = client.inner().get_multiplexed_async_connection().await?;
    let target = redis_trace::Target::new().address("localhost");
    assert_hides(&Traced::from_driver(driver, &redis_trace::Telemetry::global(), &target));
    let pool = deadpool::Config::from_url(server.url()).create_pool(Some(Runtime::Tokio1)).expect("a pool");
    assert_hides(&pool);
    assert_hides(&pool.manager());
    assert_hides(&pool.get().await.expect("a connection"));
    Ok(())
}

#[test]
fn no_debug_of_a_cluster_or_sentinel_shows_a_secret() -> RedisResult<()> {
    let builder = ClusterClient::builder([URL]).username("me").password("Xq7Password");
    assert_hides(&builder);
    assert_hides(&builder.build()?);
    assert_hides(&cluster_pipe().set("key", "Xq7Value"));
    assert_hides(&Sentinel::build(vec![URL])?);
    // The driver's own types.
    let info = URL.into_connection_info()?;
    assert_hides(&info);
    assert_hides(info.redis_settings());
    assert_hides(
        &SentinelNodeConnectionInfo::default().set_redis_connection_info(info.redis_settings().clone()),
    );
    let address = ConnectionAddr::Tcp("localhost".to_owned(), 26_379);
    let builder = SentinelClientBuilder::new([address], "mymaster", SentinelServerType::Master)?
        .set_client_to_redis_password("Xq7Password")
        .set_client_to_sentinel_password("Xq7Password");
    assert_hides(&builder);
    assert_hides(&builder.build()?);
    let script = Script::new("return ARGV[1]");
    assert_hides(&script.arg("Xq7Value").key("Xq7Value"));
    Ok(())
}

#[test]
fn no_debug_of_a_pool_s_configuration_shows_a_secret() {
    let one = deadpool::Config::from_url(URL);
    assert_hides(&one);
    assert!(
        format!("{one:?}").starts_with("Config { url: Some(\"<redacted>\"), connection: None"),
        "{one:?}"
    );
    let settings = deadpool::RedisConnectionInfo {
        username: Some("me".to_owned()),
        password: Some("Xq7Password".to_owned()),
        ..deadpool::RedisConnectionInfo::default()
    };
    assert_hides(&settings);
    let info = deadpool::ConnectionInfo { redis: settings.clone(), ..deadpool::ConnectionInfo::default() };
    assert_hides(&deadpool::Config::from_connection_info(info.clone()));
    let mut cluster = deadpool::cluster::Config::from_urls([URL.to_owned()]);
    cluster.connections = Some(vec![info.clone()]);
    assert_hides(&cluster);
    cluster.connections = None;
    assert_hides(&cluster.builder().expect("a builder"));
    let pool = cluster.create_pool(Some(Runtime::Tokio1)).expect("a pool");
    assert_hides(&pool);
    assert_hides(&pool.manager());
    let mut sentinel = deadpool::sentinel::Config {
        urls: Some(vec![URL.to_owned()]),
        connections: Some(vec![info]),
        node_connection_info: Some(deadpool::sentinel::SentinelNodeConnectionInfo {
            redis_connection_info: Some(settings),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_hides(&sentinel);
    sentinel.connections = None;
    assert_hides(&sentinel.builder().expect("a builder"));
    let pool = sentinel.create_pool(Some(Runtime::Tokio1)).expect("a pool");
    assert_hides(&pool);
    assert_hides(&pool.manager());
    assert_hides(&one.builder().expect("a builder"));
    let wrong = deadpool::Config::from_url("redis://me:Xq7Password@localhost:Xq7/").create_pool(None);
    assert_hides(&wrong);
    assert_hides(&wrong.map(drop).expect_err("no URL").to_string());
}

#[test]
fn no_debug_of_a_foreign_pool_shows_a_secret() -> RedisResult<()> {
    let pool = r2d2::Pool::builder().max_size(1).min_idle(Some(0)).build_unchecked(Client::open(URL)?);
    assert_hides(&pool);
    let sentinel = SentinelClient::build(vec![URL], "mymaster", None, SentinelServerType::Master)?;
    assert_hides(&sentinel);
    assert_hides(&LockedSentinelClient::new(sentinel));
    Ok(())
}
