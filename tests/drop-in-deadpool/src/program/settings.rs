//! Configurations: of PostgreSQL.

use std::time::Duration;

use crate::pools::deadpool_postgres::tokio_postgres::config;
use crate::pools::deadpool_postgres::{
    ChannelBinding, Config, ConfigError, CreatePoolError, LoadBalanceHosts, ManagerConfig, PoolConfig,
    QueueMode, RecyclingMethod, Runtime, SslMode, TargetSessionAttrs, Timeouts,
};
use crate::program::Report;

/// Every field is named, so that one more or less is noticed.
pub(super) fn all(url: &str) -> Config {
    let timeouts =
        Timeouts { wait: Some(Duration::from_secs(30)), create: None, recycle: Timeouts::new().recycle };
    Config {
        url: Some(url.to_owned()),
        user: None,
        password: None,
        dbname: None,
        options: Some("-c search_path=public".to_owned()),
        application_name: Some("drop-in".to_owned()),
        ssl_mode: Some(SslMode::Prefer),
        host: None,
        hosts: None,
        hostaddr: None,
        hostaddrs: None,
        port: None,
        ports: None,
        connect_timeout: Some(Duration::from_secs(30)),
        keepalives: Some(true),
        keepalives_idle: Some(Duration::from_secs(60)),
        target_session_attrs: Some(TargetSessionAttrs::Any),
        channel_binding: Some(ChannelBinding::Prefer),
        load_balance_hosts: Some(LoadBalanceHosts::Disable),
        manager: Some(ManagerConfig { recycling_method: RecyclingMethod::Clean }),
        pool: Some(PoolConfig { max_size: 2, timeouts, queue_mode: QueueMode::Lifo }),
    }
}

pub(super) fn run(url: &str, report: &mut Report) {
    let config = all(url);
    report.push(format!("configuration: {:?}", Config { url: None, ..config.clone() }));
    report.push(format!("manager: {:?}", config.get_manager_config()));
    report.push(format!("pool: {:?}", config.get_pool_config()));
    let driver = config.get_pg_config().expect("a configuration");
    report.push(format!("driver: {:?} {:?}", driver.get_application_name(), driver.get_options()));
    report.push(format!("driver: {:?} {:?}", driver.get_ssl_mode(), driver.get_keepalives_idle()));
    report.push(format!(
        "driver: {:?} {:?}",
        driver.get_connect_timeout(),
        driver.get_target_session_attrs()
    ));
    for method in [RecyclingMethod::Fast, RecyclingMethod::Verified, RecyclingMethod::Clean] {
        report.push(format!("{method:?}: {:?}", method.query()));
    }
    // Its `Debug` differs, and is meant to: the wrapper's shows no text.
    report.push(format!("custom: {:?}", RecyclingMethod::Custom("SELECT 1".to_owned()).query()));
    for missing in [Config::new(), Config { dbname: Some(String::new()), ..Config::default() }] {
        let error = missing.get_pg_config().expect_err("no database");
        report.push(format!("{error:?}: {error}"));
    }
    let unix = Config { dbname: Some("shop".to_owned()), user: Some("me".to_owned()), ..Config::default() };
    report.push(format!("hosts: {:?}", unix.get_pg_config().expect("a configuration").get_hosts()));
    let wrong = Config { url: Some("postgresql://[".to_owned()), ..Config::new() };
    match wrong.create_pool(Some(Runtime::Tokio1), tokio_postgres::NoTls) {
        Err(CreatePoolError::Config(error @ ConfigError::InvalidUrl(_))) => report.push(format!("{error}")),
        other => panic!("{other:?}"),
    }
    match config.create_pool(None, tokio_postgres::NoTls) {
        Err(error @ CreatePoolError::Build(_)) => report.push(format!("{error:?}: {error}")),
        other => panic!("{other:?}"),
    }
    serialized(report);
    drivers_own(report);
}

fn serialized(report: &mut Report) {
    let json = r#"{"dbname": "shop", "hosts": ["a", "b"], "ports": [1, 2], "ssl_mode": "Require",
        "target_session_attrs": "ReadWrite", "channel_binding": "Disable", "load_balance_hosts": "Random",
        "manager": {"recycling_method": {"Custom": "SELECT 1"}}, "pool": {"max_size": 7}}"#;
    let config: Config = serde_json::from_str(json).expect("a configuration");
    report.push(serde_json::to_string(&config).expect("JSON"));
}

/// Each setting as the driver's.
fn drivers_own(report: &mut Report) {
    for mode in [SslMode::Disable, SslMode::Prefer, SslMode::Require] {
        report.push(format!("{mode:?}: {:?}", config::SslMode::from(mode)));
    }
    for attributes in [TargetSessionAttrs::Any, TargetSessionAttrs::ReadWrite] {
        report.push(format!("{attributes:?}: {:?}", config::TargetSessionAttrs::from(attributes)));
    }
    for binding in [ChannelBinding::Disable, ChannelBinding::Prefer, ChannelBinding::Require] {
        report.push(format!("{binding:?}: {:?}", config::ChannelBinding::from(binding)));
    }
    for order in [LoadBalanceHosts::Disable, LoadBalanceHosts::Random] {
        report.push(format!("{order:?}: {:?}", config::LoadBalanceHosts::from(order)));
    }
}
