//! The server that the environment names.

use tokio_postgres::config::Host;

use super::VARIABLE;
use crate::{Error, server::Server, url::Url};

/// Takes the URL as it is. If no server answers there, the test's connect fails.
pub(super) fn server(url: String) -> Result<Server, Error> {
    let config: tokio_postgres::Config = url
        .parse()
        .map_err(Error::during(format_args!("{VARIABLE} is not the URL of a PostgreSQL server")))?;
    let parts = Url::parse(&url).map_err(Error::during(VARIABLE))?;
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(folder)) => folder.display().to_string(),
        None => "localhost".to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    Ok(Server::external(url, host, port, parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_url_is_used_unchanged() {
        let url = "postgres://me:secret@db.example:6543/app?connect_timeout=5";
        let server = server(url.to_owned()).unwrap();
        assert_eq!((server.url.as_str(), server.host.as_str(), server.port), (url, "db.example", 6543));
        assert!(server.process.is_none());
        assert_eq!(server.password_url.unwrap().to_string(), url);
    }

    #[test]
    fn non_postgres_url_is_refused() {
        for url in ["mysql://localhost/test", "host=localhost user=postgres"] {
            assert!(server(url.to_owned()).unwrap_err().to_string().starts_with("DATABASE_URL"));
        }
    }
}
