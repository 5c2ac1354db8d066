//! The target of a client: a system, and the server and database of it.

use opentelemetry::KeyValue;

use crate::attribute::{DB_NAMESPACE, DB_SYSTEM_NAME, SERVER_ADDRESS, SERVER_PORT};
use crate::name;
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
    /// `microsoft.sql_server`
    pub const MICROSOFT_SQL_SERVER: Self =
        Self::sql("microsoft.sql_server", Dialect::SqlServer).default_port(1_433);
    /// `oracle.db`
    pub const ORACLE_DB: Self = Self::sql("oracle.db", Dialect::Oracle).default_port(1_521);
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
///
/// An `@` that is not encoded in a password makes a URL ambiguous: a driver may then read a part of the password as a host or
/// as a database. So a target refuses what cannot be a host, a path or the name of a database.
///
/// ```
/// use db_semconv::Target;
///
/// let target = Target::new().address("secret@db.example.com").namespace("secret@db.example.com/shop");
/// assert_eq!(target, Target::new());
/// ```
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

    /// Sets the database: `db.namespace`, at most 255 bytes of it.
    ///
    /// An empty name is left out, and so is one with an `@` or `://`, which may be a part of a URL.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        let namespace = namespace.into();
        self.namespace = is_namespace(&namespace).then(|| name::capped(namespace));
        self
    }

    /// Sets the host name, the address, or the path of the Unix socket: `server.address`, at most 255 bytes of it. Several
    /// hosts are joined as `a:5432,b:6432` and have no port.
    ///
    /// The whole address is left out, and the port with it, if a part between commas is neither a path from the root without
    /// an `@`, nor made of letters, digits and `.-_:%~[]`.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        let address = address.into();
        self.address = address.split(',').all(is_server).then(|| name::capped(address));
        self
    }

    /// Sets the port: `server.port`, which is left out if it is the system's default, or if there is no address.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// The same target, without the system's default port, and without the port of an unknown server.
    pub(crate) fn without_default_port(&self, system: System) -> Self {
        let port = self.port.filter(|port| self.address.is_some() && Some(*port) != system.default_port);
        Self { port, ..self.clone() }
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

fn is_namespace(text: &str) -> bool {
    !text.is_empty() && !text.contains('@') && !text.contains("://")
}

/// Returns `true` for a host, with or without a port, and for the path of a Unix socket.
fn is_server(text: &str) -> bool {
    if text.starts_with('/') {
        return !text.contains('@');
    }
    !text.is_empty()
        && text.chars().all(|character| character.is_alphanumeric() || ".-_:%~[]".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_of_hosts_addresses_or_sockets_is_kept() {
        for address in [
            "db",
            "db-1.example_com",
            "bücher.example",
            "10.0.0.7",
            "::1",
            "[::1]:5432",
            "fe80::1%eth0",
            "a:5432,b:6432",
            "/run/pg/.s.PGSQL.5432",
            "/run/my socket",
            "/a,/b",
        ] {
            assert_eq!(Target::new().address(address).address.as_deref(), Some(address));
        }
    }

    #[test]
    fn address_with_a_part_that_is_no_server_is_left_out_with_its_port() {
        for address in
            ["", ",", "a,", "se@db", "a,se@db", "/se@db", "se#db", "se?db", "se/db", "se db", "se;db"]
        {
            let target = Target::new().address(address).port(1);
            assert_eq!(target.address, None, "{address}");
            assert_eq!(target.without_default_port(System::MYSQL).port, None, "{address}");
        }
    }

    #[test]
    fn namespace_that_may_be_a_part_of_a_url_is_left_out() {
        for namespace in ["", "word@db/shop", "mysql://me"] {
            assert_eq!(Target::new().namespace(namespace), Target::new(), "{namespace}");
        }
    }

    #[test]
    fn long_namespace_and_address_are_cut_at_255_bytes_between_characters() {
        let long = "ü".repeat(5_000);
        let target = Target::new().namespace(&long).address(&long);
        assert_eq!(target.namespace.as_deref(), Some(&long[..254]));
        assert_eq!(target.address.as_deref(), Some(&long[..254]));
    }
}
