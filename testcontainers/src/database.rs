//! Databases on a server.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::Arc,
};

use crate::{Error, background::in_background, server::Server, url::Url};

/// Creates an empty database, and returns its URL. `execute` runs a statement on the server of a URL.
pub(crate) async fn create(
    server: &Arc<Server>,
    execute: fn(&str, &str) -> Result<(), Error>,
) -> Result<String, Error> {
    let server = Arc::clone(server);
    in_background(move || {
        let name = unique_name();
        let url = Url::parse(&server.url)?.with_database(&name);
        execute(&server.url, &format!("CREATE DATABASE {name}"))
            .map_err(Error::during("creating a database"))?;
        Ok(url.to_string())
    })
    .await
}

/// A name for a new database, unique on servers that other processes use too.
fn unique_name() -> String {
    format!("db_test_{:016x}", RandomState::new().build_hasher().finish())
}
