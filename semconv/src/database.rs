//! Where: the database that a client talks to.

use std::sync::Arc;

use opentelemetry::KeyValue;

use crate::attribute::{DB_NAMESPACE, DB_SYSTEM_NAME, SERVER_ADDRESS, SERVER_PORT};
use crate::command::CommandQueries;
use crate::fixed_attributes::FixedAttributes;
use crate::label::Label;
use crate::operation::{Class, Operation, Query};
use crate::parameters::Parameters;
use crate::pool::PoolWait;
use crate::settings::Settings;
use crate::signals::Signals;
use crate::sql::Dialect;
use crate::telemetry::{Instrumentation, Telemetry};

/// A database as `db.system.name` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum System {
    /// `postgresql`
    Postgresql,
    /// `mysql`
    Mysql,
    /// `mariadb`
    Mariadb,
    /// `sqlite`
    Sqlite,
    /// `redis`
    Redis,
    /// `other_sql`
    OtherSql,
}

impl System {
    /// The value of `db.system.name`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgresql => "postgresql",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
            Self::Sqlite => "sqlite",
            Self::Redis => "redis",
            Self::OtherSql => "other_sql",
        }
    }

    /// The SQL that it speaks. What speaks none is read by the rules that all dialects share.
    pub const fn dialect(self) -> Dialect {
        match self {
            Self::Postgresql => Dialect::Postgres,
            Self::Mysql | Self::Mariadb => Dialect::Mysql,
            Self::Sqlite => Dialect::Sqlite,
            Self::Redis | Self::OtherSql => Dialect::Generic,
        }
    }

    const fn default_port(self) -> Option<u16> {
        match self {
            Self::Postgresql => Some(5_432),
            Self::Mysql | Self::Mariadb => Some(3_306),
            Self::Redis => Some(6_379),
            Self::Sqlite | Self::OtherSql => None,
        }
    }
}

/// The server and database that a client was configured for: never a password, never the result of a look-up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    namespace: Option<String>,
    address: Option<String>,
    port: Option<u16>,
}

impl Target {
    /// Nothing known.
    pub fn new() -> Self {
        Self::default()
    }

    /// The database: `db.namespace`.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// The host name, the address, or the path of the Unix socket: `server.address`. Several hosts are joined as
    /// `a:5432,b:6432` and have no port.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// The port: `server.port`, which is left out where it is the system's own.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    fn attributes(&self, system: System) -> Vec<KeyValue> {
        let attributes = [
            Some(KeyValue::new(DB_SYSTEM_NAME, system.name())),
            self.namespace.clone().map(|namespace| KeyValue::new(DB_NAMESPACE, namespace)),
            self.address.clone().map(|address| KeyValue::new(SERVER_ADDRESS, address)),
            self.port.map(|port| KeyValue::new(SERVER_PORT, i64::from(port))),
        ];
        attributes.into_iter().flatten().collect()
    }

    /// What names a span that has nothing better, by the conventions' order of fall-backs. A number of a Redis database
    /// is no name there (the conventions' page on Redis).
    fn span_name(&self, system: System) -> Label {
        let namespace = self.namespace.as_ref().filter(|_| system != System::Redis);
        Label::interned(&match (namespace, &self.address, self.port) {
            (Some(namespace), ..) => namespace.clone(),
            (None, Some(address), Some(port)) => format!("{address}:{port}"),
            (None, Some(address), None) => address.clone(),
            (None, None, _) => system.name().to_owned(),
        })
    }
}

/// A database and the telemetry about it: what a client holds. Cheap to clone.
///
/// It starts every span and records every metric, by [`start`](Self::start) and [`observe`](Self::observe).
///
/// ```
/// use db_semconv::{Database, Instrumentation, Operation, Outcome, System, Target, Telemetry};
///
/// const INSTRUMENTATION: Instrumentation =
///     Instrumentation { name: "my-client", version: "1.0.0", variable: "MY_CLIENT" };
///
/// let database = Database::new(
///     &Telemetry::global(),
///     INSTRUMENTATION,
///     System::Postgresql,
///     &Target::new().namespace("shop").address("db.example.com"),
/// );
/// let observation = database.start(|| Operation::new(database.query("SELECT 1 FROM users WHERE name = 'x'")));
/// observation.end(&Outcome::returned_rows(1));
/// ```
#[derive(Clone, Debug)]
pub struct Database(pub(crate) Arc<DatabaseInner>);

#[derive(Debug)]
pub(crate) struct DatabaseInner {
    pub(crate) telemetry: Telemetry,
    /// None where the instrumentation is switched off.
    pub(crate) signals: Option<Arc<Signals>>,
    pub(crate) span_name: Label,
    system: System,
    namespace: Option<Label>,
    /// What spans and metrics share.
    pub(crate) attributes: Arc<FixedAttributes>,
    /// With what the user adds to spans.
    pub(crate) span_attributes: Arc<FixedAttributes>,
    /// What is the same for each call of a Redis command.
    pub(crate) commands: Arc<CommandQueries>,
    pub(crate) pool_wait: PoolWait,
}

impl Database {
    /// A database at `target`.
    pub fn new(
        telemetry: &Telemetry,
        instrumentation: Instrumentation,
        system: System,
        target: &Target,
    ) -> Self {
        let port = target.port.filter(|port| Some(*port) != system.default_port());
        let target = Target { port, ..target.clone() };
        let attributes = target.attributes(system);
        Self(Arc::new(DatabaseInner {
            telemetry: telemetry.clone(),
            signals: telemetry.signals(instrumentation),
            span_name: target.span_name(system),
            system,
            namespace: target.namespace.as_deref().map(Label::interned),
            attributes: Arc::new(attributes.iter().collect()),
            span_attributes: Arc::new(attributes.iter().chain(&telemetry.settings().attributes).collect()),
            commands: Arc::default(),
            pool_wait: PoolWait::default(),
        }))
    }

    /// The same database, for one more connection of a pool: what is known of that connection alone is its own.
    pub fn for_connection(&self) -> Self {
        let Self(inner) = self;
        Self(Arc::new(DatabaseInner {
            telemetry: inner.telemetry.clone(),
            signals: inner.signals.clone(),
            span_name: inner.span_name.clone(),
            system: inner.system,
            namespace: inner.namespace.clone(),
            attributes: Arc::clone(&inner.attributes),
            span_attributes: Arc::clone(&inner.span_attributes),
            commands: Arc::clone(&inner.commands),
            pool_wait: PoolWait::default(),
        }))
    }

    /// What names a pool of connections that the user gave no name: the same, and for Redis its database as well.
    pub(crate) fn pool_name(&self) -> String {
        let name = self.0.span_name.as_str();
        match (self.0.system, &self.0.namespace) {
            (System::Redis, Some(namespace)) => format!("{name}/{}", namespace.as_str()),
            _ => name.to_owned(),
        }
    }

    /// A call that is an operation and no text, as the system's conventions name it.
    pub(crate) fn control(&self, name: &'static str, class: Class) -> Operation<'static> {
        match self.0.system {
            System::Redis => self.operation(name, class),
            _ => Operation::new(Arc::new(Query::control(name, class))),
        }
    }

    /// Analyses a text, under the settings of the telemetry, unless it is [known](crate::sql::Cache) from before.
    /// Nothing of it is looked at where nothing is recorded.
    pub fn query(&self, sql: &str) -> Arc<Query> {
        if self.0.signals.is_none() {
            return Query::unknown();
        }
        let dialect = self.0.system.dialect();
        let analyze = || Query::new(sql, dialect, self.settings());
        self.0.telemetry.queries().get_or_insert_with(sql, dialect, analyze)
    }

    /// Where the values of a call's parameters are put: none unless the user opted in.
    #[inline]
    pub fn parameters(&self) -> Option<Parameters> {
        (self.is_enabled() && self.settings().query_parameters).then(Parameters::default)
    }

    /// Whether anything may be recorded: false where the instrumentation is switched off.
    #[inline]
    pub fn is_enabled(&self) -> bool {
        self.0.signals.is_some()
    }

    #[inline]
    pub(crate) fn settings(&self) -> &Settings {
        self.0.telemetry.settings()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Operation;
    use crate::settings::QueryText;

    #[test]
    fn a_span_without_a_summary_is_named_after_what_is_known_of_the_target() {
        let target = Target::new().address("db").port(6_432);
        assert_eq!(target.span_name(System::Postgresql).as_str(), "db:6432");
        assert_eq!(target.namespace("shop").span_name(System::Postgresql).as_str(), "shop");
        assert_eq!(Target::new().address("/run/pg").span_name(System::Postgresql).as_str(), "/run/pg");
        assert_eq!(Target::new().span_name(System::Postgresql).as_str(), "postgresql");
        assert_eq!(Target::new().namespace("3").address("db").span_name(System::Redis).as_str(), "db");
    }

    fn database(telemetry: &Telemetry, system: System) -> Database {
        let instrumentation = Instrumentation { name: "test", version: "0", variable: "TEST" };
        Database::new(telemetry, instrumentation, system, &Target::new())
    }

    fn text(query: Arc<Query>) -> Option<String> {
        Operation::new(query).text().map(str::to_owned)
    }

    #[test]
    fn a_text_is_analysed_once_by_all_databases_of_a_telemetry_and_dialect() {
        let telemetry = Telemetry::builder().enabled(true).build();
        let first = database(&telemetry, System::Mysql).query("SELECT 1");
        assert!(Arc::ptr_eq(&first, &database(&telemetry, System::Mariadb).query("SELECT 1")));
        assert!(!Arc::ptr_eq(&first, &database(&telemetry, System::Sqlite).query("SELECT 1")));
    }

    #[test]
    fn telemetries_with_other_settings_do_not_share_what_they_know() {
        let sql = "SELECT 1";
        let sanitized = Telemetry::builder().enabled(true).query_text(QueryText::Sanitized).build();
        let raw = Telemetry::builder().enabled(true).query_text(QueryText::Raw).build();
        for _ in 0..3 {
            let sanitized = text(database(&sanitized, System::Postgresql).query(sql));
            assert_eq!(sanitized.as_deref(), Some("SELECT ?"));
            assert_eq!(text(database(&raw, System::Postgresql).query(sql)).as_deref(), Some(sql));
        }
    }
}
