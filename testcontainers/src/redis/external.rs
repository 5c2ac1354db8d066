//! The server that the environment names.

use super::VARIABLE;
use crate::{Error, server::Server, url::Url};

/// As clients write them: TCP, with TLS, and a Unix socket.
const SCHEMES: [&str; 7] = ["redis", "rediss", "valkey", "valkeys", "redis+unix", "valkey+unix", "unix"];

/// Takes the URL as it is. If no server answers there, the test's connect fails.
pub(super) fn server(url: String) -> Result<Server, Error> {
    let parts = Url::parse(&url).map_err(refused)?;
    if !SCHEMES.contains(&parts.scheme()) {
        return Err(refused(format_args!("its scheme is not one of {}", SCHEMES.join(", "))));
    }
    let (host, port) = parts.first_host();
    let host = if host.is_empty() { "localhost".to_owned() } else { host.to_owned() };
    let port = match port {
        Some(port) => port.parse().map_err(refused)?,
        None => 6379,
    };
    Ok(Server::external(url, host, port, parts))
}

fn refused(why: impl std::fmt::Display) -> Error {
    Error::new(format_args!("{VARIABLE} is not the URL of a Redis server: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redis_url_is_used_unchanged() {
        let url = "rediss://me:secret@cache.example:6390/3?protocol=resp3";
        let server = server(url.to_owned()).unwrap();
        assert_eq!((server.url.as_str(), server.host.as_str(), server.port), (url, "cache.example", 6390));
        assert!(server.process.is_none());
        assert_eq!(server.password_url.unwrap().to_string(), url);
    }

    #[test]
    fn redis_url_without_a_server_means_localhost_6379() {
        let server = server("redis://".to_owned()).unwrap();
        assert_eq!((server.host.as_str(), server.port), ("localhost", 6379));
        assert!(server.password_url.is_none());
    }

    #[test]
    fn invalid_redis_url_is_refused() {
        for url in ["postgres://localhost/test", "localhost:6379", "redis://localhost:port"] {
            assert!(server(url.to_owned()).unwrap_err().to_string().starts_with("REDIS_URL"));
        }
    }
}
