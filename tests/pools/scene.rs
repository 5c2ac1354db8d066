//! A pool in a database of its own, and what is recorded of it.

use db_semconv::{Telemetry, TelemetryBuilder};
use db_testcontainers::Postgres;
use db_trace_tests::Recorder;
use pg_trace::deadpool::{Manager, ManagerConfig, Pool, PoolBuilder, RecyclingMethod, Runtime};
use pg_trace::{Client, Config, NoTls};

use crate::recorded;

pub(crate) struct Scene {
    pub(crate) recorder: Recorder,
    pub(crate) url: String,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let server = Postgres::start().await.expect("a server");
        Self { recorder: Recorder::new(), url: server.create_database().await.expect("a database") }
    }

    /// What a pool is called that was given no name.
    pub(crate) fn database(&self) -> &str {
        self.url.rsplit('/').next().expect("a path")
    }

    pub(crate) fn config(&self, telemetry: &Telemetry) -> Config {
        let mut config: Config = self.url.parse().expect("a URL");
        config.telemetry(telemetry);
        config
    }

    /// A pool of at most two, whose connections are checked by asking the server.
    pub(crate) fn pool(&self) -> Pool {
        self.pool_with(|builder| builder)
    }

    pub(crate) fn pool_with(&self, settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Pool {
        self.builder(&settings(self.recorder.builder()).build()).build().expect("a pool")
    }

    pub(crate) fn builder(&self, telemetry: &Telemetry) -> PoolBuilder {
        let config = ManagerConfig { recycling_method: RecyclingMethod::Verified };
        let manager = Manager::from_config(self.config(telemetry), NoTls, config);
        Pool::builder(manager).max_size(2).runtime(Runtime::Tokio1)
    }

    /// A client of which nothing is recorded.
    pub(crate) async fn unseen(&self) -> Client {
        let config = self.config(&Telemetry::disabled());
        let (client, connection) = config.connect(NoTls).await.expect("a connection");
        tokio::spawn(connection);
        client
    }

    /// See [`recorded::counts`].
    pub(crate) fn counts(&self, pool: &str) -> Option<(i64, i64)> {
        recorded::counts(&self.recorder, pool)
    }

    /// See [`recorded::number`].
    pub(crate) fn number(&self, pool: &str, metric: &str) -> Option<i64> {
        recorded::number(&self.recorder, pool, metric)
    }

    /// See [`recorded::measurements`].
    pub(crate) fn measurements(&self, metric: &str) -> u64 {
        recorded::measurements(&self.recorder, metric)
    }
}
