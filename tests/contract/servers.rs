//! Where the subjects of the contract connect to.

use db_testcontainers::{MariaDb, Postgres};

/// A new database on a server that the tests share.
pub(crate) struct Database {
    pub(crate) url: String,
    address: String,
    port: u16,
}

impl Database {
    pub(crate) async fn postgres() -> Self {
        let server = Postgres::start().await.expect("a server");
        let url = server.create_database().await.expect("a database");
        Self { url, address: server.host().to_owned(), port: server.port() }
    }

    pub(crate) async fn mariadb() -> Self {
        let server = MariaDb::start().await.expect("a server");
        let url = server.create_database().await.expect("a database");
        Self { url, address: server.host().to_owned(), port: server.port() }
    }

    /// The attributes of a call to this database.
    pub(crate) fn place(&self) -> Vec<(&'static str, String)> {
        let name = self.url.rsplit('/').next().expect("a path");
        place(name, &self.address, self.port)
    }
}

/// The attributes of a call to this place.
pub(crate) fn place(namespace: &str, address: &str, port: u16) -> Vec<(&'static str, String)> {
    vec![
        ("db.namespace", namespace.to_owned()),
        ("server.address", address.to_owned()),
        ("server.port", port.to_string()),
    ]
}
