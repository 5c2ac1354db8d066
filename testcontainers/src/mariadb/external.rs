//! The server that the environment names.

use super::VARIABLE;
use crate::{Error, server::Server, url::Url};

/// Takes the URL as it is. If no server answers there, the test's connect fails.
pub(super) fn server(url: String) -> Result<Server, Error> {
    let parts = Url::parse(&url).map_err(Error::during(VARIABLE))?;
    // MariaDB's own clients write `mariadb://`, which Rust's do not know.
    if parts.scheme() != "mysql" {
        return Err(Error::new(format_args!("{VARIABLE} does not start with mysql://")));
    }
    let (host, port) = parts.first_host();
    let host = if host.is_empty() { "localhost" } else { host }.to_owned();
    let port = port.map_or(Ok(3306), str::parse);
    let port = port.map_err(Error::during(format_args!("{VARIABLE} has no port that is one")))?;
    Ok(Server::external(url, host, port, parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mysql_url_is_used_unchanged() {
        let url = "mysql://me:secret@db.example:3307/app?ssl_mode=disabled";
        let server = server(url.to_owned()).unwrap();
        assert_eq!((server.url.as_str(), server.host.as_str(), server.port), (url, "db.example", 3307));
        assert!(server.process.is_none());
        assert!(!format!("{server:?}").contains("secret"), "{server:?}");
        assert_eq!(server.password_url.unwrap().to_string(), url);
    }

    #[test]
    fn mysql_url_without_a_port_means_3306() {
        assert_eq!(server("mysql://localhost".to_owned()).unwrap().port, 3306);
    }

    #[test]
    fn non_mysql_url_is_refused_without_repeating_it() {
        for url in
            ["postgres://me:secret@localhost/test", "host=localhost password=secret", "mysql://h:secret/"]
        {
            let error = server(url.to_owned()).unwrap_err().to_string();
            assert!(error.starts_with("MYSQL_URL") && !error.contains("secret"), "{error}");
        }
    }
}
