//! A pool of connections to one Redis.

use redis::aio::{ConnectionLike as _, MultiplexedConnection};
use redis::{AsyncCommands as _, AsyncConnectionConfig};

use crate::pools::deadpool_redis::{
    BuildError, Config, ConfigError, Connection, ConnectionAddr, ConnectionInfo, CreatePoolError, Hook,
    HookError, Manager, Metrics, Object, ObjectId, Pool, PoolBuilder, PoolConfig, PoolError, ProtocolVersion,
    QueueMode, RedisConnectionInfo, Runtime, Status, TimeoutType, Timeouts, WeakPool,
};
use crate::program::{Report, is_sent, is_shared, redis_nodes};

/// Lets the program do everything that it can, once.
pub async fn run(url: &str) -> Report {
    let mut report = Report::new();
    settings(&mut report);
    redis_nodes::run(&mut report);
    let config = Config { pool: Some(PoolConfig::new(2)), ..Config::from_url(url) };
    let pool: Pool = config.create_pool(Some(Runtime::Tokio1)).expect("a pool");
    is_shared(&pool);
    numbers(&pool, &mut report).await;
    hooks(url, &mut report).await;
    report
}

fn settings(report: &mut Report) {
    let info = ConnectionInfo {
        addr: ConnectionAddr::Tcp("cache".to_owned(), 1_234),
        redis: RedisConnectionInfo {
            db: 3,
            username: Some("me".to_owned()),
            password: Some("secret".to_owned()),
            protocol: ProtocolVersion::RESP3,
        },
    };
    let driver = redis::ConnectionInfo::from(info.clone());
    report.push(format!("{:?} {}", driver.addr(), driver.redis_settings().db()));
    // The `Debug` of a password and of a URL differs, and is meant to: the wrapper's shows neither.
    let mut back = ConnectionInfo::from(driver);
    let password = back.redis.password.take();
    report.push(format!("{back:?} {password:?}"));
    for address in [
        ConnectionAddr::default(),
        ConnectionAddr::TcpTls { host: "cache".to_owned(), port: 1, insecure: true },
        ConnectionAddr::Unix("/run/redis.sock".into()),
    ] {
        let driver = redis::ConnectionAddr::from(address);
        report.push(format!("{driver:?} {:?}", ConnectionAddr::from(driver.clone())));
    }
    let config = Config::from_connection_info(info);
    report.push(serde_json::to_string(&config).expect("JSON"));
    let json = r#"{"url": "redis://cache", "pool": {"max_size": 3}}"#;
    let mut read: Config = serde_json::from_str(json).expect("a configuration");
    let url = read.url.take();
    report.push(format!("{url:?} {read:?} {:?}", read.get_pool_config()));
    let both = Config { url, connection: config.connection, pool: Some(PoolConfig::new(1)) };
    match both.create_pool(None) {
        Err(CreatePoolError::Config(error @ ConfigError::UrlAndConnectionSpecified)) => {
            report.push(format!("{error}"));
        }
        _ => panic!("it is refused"),
    }
    match Config::from_url("no url").builder() {
        Err(error @ ConfigError::Redis(_)) => report.push(format!("{error}")),
        _ => panic!("it is refused"),
    }
    report.push(format!("{:?}", Config::default()));
}

async fn numbers(pool: &Pool, report: &mut Report) {
    let push_status = |report: &mut Report| {
        let Status { max_size, size, available, waiting } = pool.status();
        report.push(format!("status: {max_size} {size} {available} {waiting}"));
    };
    let mut first: Connection = is_sent(pool.get()).await.expect("a connection");
    let () = first.set("drop-in:pool", 7).await.expect("done");
    report.push(format!("value: {}", first.get::<_, i32>("drop-in:pool").await.expect("done")));
    let piped: (i32, bool) =
        redis::pipe().get("drop-in:pool").exists("drop-in:none").query_async(&mut first).await.expect("done");
    report.push(format!("piped: {piped:?} of {}", first.get_db()));
    let failure = redis::cmd("LPUSH").arg("drop-in:pool").arg(1).query_async::<()>(&mut first).await;
    report.push(format!("failure: {}", failure.expect_err("it is no list")));
    let mut second = pool.timeout_get(&Timeouts::new()).await.expect("another");
    let (shared, exclusive): (&MultiplexedConnection, &mut MultiplexedConnection) =
        (first.as_ref(), second.as_mut());
    report.push(format!("databases: {} {}", shared.get_db(), exclusive.get_db()));
    push_status(report);
    match pool.timeout_get(&Timeouts::wait_millis(1)).await {
        Err(error @ PoolError::Timeout(TimeoutType::Wait)) => report.push(format!("{error}")),
        _ => panic!("none is left"),
    }
    let mut taken: MultiplexedConnection = Connection::take(second);
    redis::cmd("PING").query_async::<()>(&mut taken).await.expect("done");
    push_status(report);
    drop(first);
    let retained = pool.retain(|_, metrics| metrics.recycle_count > 9);
    report.push(format!("retained: {} {}", retained.retained, retained.removed.len()));
    let weak = pool.weak();
    report.push(format!("weak: {}", weak.upgrade().is_some()));
    let _: fn(&WeakPool) -> Option<Pool> = WeakPool::upgrade;
    pool.close();
    report.push(format!("{} {:?}", pool.is_closed(), pool.timeouts()));
    push_status(report);
}

async fn hooks(url: &str, report: &mut Report) {
    drop(Manager::new(url).expect("a URL"));
    let config = AsyncConnectionConfig::new().set_response_timeout(None);
    let builder: PoolBuilder = Pool::builder(Manager::new_with_config(url, config).expect("a URL"));
    let builder =
        builder.max_size(1).queue_mode(QueueMode::Fifo).pre_recycle(Hook::sync_fn(|_, metrics: &Metrics| {
            if metrics.recycle_count == 0 { Ok(()) } else { Err(HookError::message("too old")) }
        }));
    let built: Result<Pool, BuildError> = builder.build();
    let pool = built.expect("a pool");
    for _ in 0..3 {
        let mut connection = pool.get().await.expect("a connection");
        redis::cmd("PING").query_async::<()>(&mut connection).await.expect("done");
        report.push(format!("status: {}", pool.status().size));
    }
    report.push(format!("manager: {}", format!("{:?}", pool.manager()).starts_with("Manager")));
    let _: fn(&Object) -> ObjectId = Object::id;
    let _: fn(Object) -> Connection = Connection::from;
}
