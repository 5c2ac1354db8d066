//! Which system, and which server and database of it.

use opentelemetry::KeyValue;

use crate::attribute::{DB_NAMESPACE, DB_SYSTEM_NAME, SERVER_ADDRESS, SERVER_PORT};
use crate::sql::Dialect;

/// A database system, as `db.system.name` names it.
///
/// The systems of this project's own clients are constants. An adapter of another client makes its own: the conventions
/// list the [values of `db.system.name`](https://opentelemetry.io/docs/specs/semconv/registry/attributes/db/).
///
/// ```
/// use db_semconv::System;
/// use db_semconv::sql::Dialect;
///
/// const COCKROACHDB: System = System::sql("cockroachdb", Dialect::Postgres).default_port(26_257);
/// const MONGODB: System = System::commands("mongodb").default_port(27_017);
/// assert_eq!((COCKROACHDB.name(), MONGODB.name()), ("cockroachdb", "mongodb"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct System {
    name: &'static str,
    dialect: Dialect,
    default_port: Option<u16>,
    pub(crate) has_summaries: bool,
    pub(crate) namespace_is_a_name: bool,
}

impl System {
    /// `postgresql`
    pub const POSTGRESQL: Self = Self::sql("postgresql", Dialect::Postgres).default_port(5_432);
    /// `mysql`
    pub const MYSQL: Self = Self::sql("mysql", Dialect::Mysql).default_port(3_306);
    /// `mariadb`
    pub const MARIADB: Self = Self::sql("mariadb", Dialect::Mysql).default_port(3_306);
    /// `sqlite`
    pub const SQLITE: Self = Self::sql("sqlite", Dialect::Sqlite);
    /// `redis`
    ///
    /// A number of a database names no span: the conventions' page on Redis.
    pub const REDIS: Self =
        Self { namespace_is_a_name: false, ..Self::commands("redis").default_port(6_379) };
    /// `other_sql`
    pub const OTHER_SQL: Self = Self::sql("other_sql", Dialect::Generic);

    /// Returns a system whose calls are SQL texts.
    ///
    /// Take [`Dialect::Generic`] if no dialect fits: it redacts what is data in any of them.
    pub const fn sql(name: &'static str, dialect: Dialect) -> Self {
        Self { name, dialect, default_port: None, has_summaries: true, namespace_is_a_name: true }
    }

    /// Returns a system whose calls are operations with a name, and no SQL. They have no summary.
    pub const fn commands(name: &'static str) -> Self {
        Self { has_summaries: false, ..Self::sql(name, Dialect::Generic) }
    }

    /// Sets the port that is left out of `server.port`, as the conventions advise. Default: none.
    #[must_use]
    pub const fn default_port(self, port: u16) -> Self {
        Self { default_port: Some(port), ..self }
    }

    /// Returns the value of `db.system.name`.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Returns the dialect of SQL that the system speaks.
    pub const fn dialect(self) -> Dialect {
        self.dialect
    }
}

/// The server and database of a client, as the user configured them: no password, and no result of a look-up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    pub(crate) namespace: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) port: Option<u16>,
}

impl Target {
    /// Returns a target of which nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the database: `db.namespace`.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Sets the host name, the address, or the path of the Unix socket: `server.address`. Several hosts are joined as
    /// `a:5432,b:6432` and have no port.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Sets the port: `server.port`, which is left out if it is the system's default.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// The same target, without the system's default port.
    pub(crate) fn without_default_port(&self, system: System) -> Self {
        Self { port: self.port.filter(|port| Some(*port) != system.default_port), ..self.clone() }
    }

    pub(crate) fn attributes(&self, system: System) -> Vec<KeyValue> {
        let attributes = [
            Some(KeyValue::new(DB_SYSTEM_NAME, system.name())),
            self.namespace.clone().map(|namespace| KeyValue::new(DB_NAMESPACE, namespace)),
            self.address.clone().map(|address| KeyValue::new(SERVER_ADDRESS, address)),
            self.port.map(|port| KeyValue::new(SERVER_PORT, i64::from(port))),
        ];
        attributes.into_iter().flatten().collect()
    }
}
