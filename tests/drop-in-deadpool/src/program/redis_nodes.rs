//! Pools of connections to clusters and sentinels: as far as they go without any.

use crate::pools::deadpool_redis::{ConnectionInfo, RedisConnectionInfo, cluster, sentinel};
use crate::program::{Report, is_shared};

pub(super) fn run(report: &mut Report) {
    of_cluster(report);
    of_sentinel(report);
}

fn of_cluster(report: &mut Report) {
    let config = cluster::Config {
        urls: None,
        connections: Some(vec![ConnectionInfo::default()]),
        pool: Some(cluster::PoolConfig::new(3)),
        read_from_replicas: true,
    };
    let builder: cluster::PoolBuilder = config.builder().expect("nodes");
    let pool: cluster::Pool = builder.runtime(cluster::Runtime::Tokio1).build().expect("a pool");
    is_shared(&pool);
    report.push(format!("{config:?} {:?}", pool.status()));
    report.push(serde_json::to_string(&cluster::Config::from_urls(["redis://a".to_owned()])).expect("JSON"));
    let mut read: cluster::Config =
        serde_json::from_str(r#"{"urls": ["redis://a"]}"#).expect("a configuration");
    let urls = read.urls.take();
    report.push(format!("{urls:?} {read:?} {:?}", cluster::Config::default().get_pool_config().timeouts));
    let both = cluster::Config { urls, ..config };
    match both.create_pool(None) {
        Err(cluster::CreatePoolError::Config(cluster::ConfigError::UrlAndConnectionSpecified)) => {}
        _ => panic!("it is refused"),
    }
    drop(cluster::Manager::new(vec!["redis://a"], false).expect("nodes"));
    let _: fn(cluster::Connection) -> cluster::ClusterConnection = cluster::Connection::take;
    let _: fn(&cluster::Connection) -> cluster::ObjectId = cluster::Connection::id;
    let _: fn(&cluster::Connection) -> &cluster::Metrics = cluster::Connection::metrics;
    let _: fn(cluster::Object) -> cluster::Connection = cluster::Connection::from;
    let builder = cluster::ClusterClientBuilder::new(["redis://a"]);
    let _: cluster::ClusterClient = builder.build().expect("nodes");
}

fn of_sentinel(report: &mut Report) {
    let node = sentinel::SentinelNodeConnectionInfo {
        tls_mode: Some(sentinel::TlsMode::Insecure),
        redis_connection_info: Some(RedisConnectionInfo::default()),
    };
    let config = sentinel::Config {
        urls: Some(vec!["redis://a".to_owned()]),
        server_type: sentinel::SentinelServerType::Replica,
        master_name: "main".to_owned(),
        connections: None,
        node_connection_info: None,
        pool: None,
    };
    let config = config.with_node_connection_info(Some(node.clone()));
    report.push(serde_json::to_string(&config).expect("JSON"));
    let pool: sentinel::Pool = config.create_pool(Some(sentinel::Runtime::Tokio1)).expect("a pool");
    is_shared(&pool);
    report.push(format!("{:?}", sentinel::Config::default()));
    let master = sentinel::SentinelServerType::default();
    let urls = ["redis://a".to_owned()];
    let from_urls = sentinel::Config::from_urls(urls, "main".to_owned(), master);
    report.push(format!("{:?}", from_urls.builder().map(|_| ())));
    let read: sentinel::Config =
        serde_json::from_str(r#"{"server_type": "Replica"}"#).expect("a configuration");
    report.push(format!("{read:?}"));
    let driver = redis::sentinel::SentinelServerType::from(sentinel::SentinelServerType::Replica);
    report.push(format!("{:?}", sentinel::SentinelServerType::from(driver)));
    let driver = redis::TlsMode::from(sentinel::TlsMode::Secure);
    report.push(format!("{:?}", sentinel::TlsMode::from(driver)));
    let driver = redis::sentinel::SentinelNodeConnectionInfo::from(node);
    report.push(format!("{:?}", sentinel::SentinelNodeConnectionInfo::from(driver)));
    drop(sentinel::Manager::new(vec!["redis://a"], "main".to_owned(), None, master).expect("sentinels"));
    let _: fn(sentinel::Connection) -> redis::aio::MultiplexedConnection = sentinel::Connection::take;
    let _: fn(sentinel::Object) -> sentinel::Connection = sentinel::Connection::from;
}
