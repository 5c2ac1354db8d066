//! The few statements that we run ourselves.

use mysql_async::{Conn, Opts, OptsBuilder, prelude::Queryable};

use crate::{Error, background::runtime, url::Url};

/// Connects and runs statements, on a runtime of its own: for threads that may block.
pub(super) fn execute<S: AsRef<str>>(url: &Url, statements: &[S]) -> Result<(), Error> {
    let options = options(url)?;
    runtime()?
        .block_on(async {
            let mut connection = Conn::new(options).await?;
            for statement in statements {
                connection.query_drop(statement.as_ref()).await?;
            }
            connection.disconnect().await
        })
        .map_err(Error::new)
}

/// Without the URL's parameters, which each client names in its own way; but a Unix socket is a place.
fn options(url: &Url) -> Result<Opts, Error> {
    let plain = Opts::from_url(&url.without_parameters().to_string()).map_err(Error::new)?;
    let socket = url.parameter("unix_socket").or_else(|| url.parameter("socket"));
    // Nothing is asked that is not needed, and no client is sent to a socket that was not named.
    let options = OptsBuilder::from_opts(plain).prefer_socket(false).socket(socket);
    Ok(options.max_allowed_packet(Some(1 << 20)).wait_timeout(Some(60)).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options_of(url: &str) -> Opts {
        options(&Url::parse(url).unwrap()).unwrap()
    }

    #[test]
    fn mysql_url_parameters_of_other_clients_are_ignored() {
        let options = options_of("mysql://me:p%40ss@db.example:3307/app?ssl_mode=disabled");
        assert_eq!((options.ip_or_hostname(), options.tcp_port()), ("db.example", 3307));
        assert_eq!(
            (options.user(), options.pass(), options.db_name()),
            (Some("me"), Some("p@ss"), Some("app"))
        );
        assert_eq!(options.socket(), None);
    }

    #[test]
    fn mysql_socket_is_found_under_either_parameter_name() {
        for name in ["unix_socket", "socket"] {
            let options = options_of(&format!("mysql://root@localhost/test?x=y&{name}=%2Ftmp%2Fa%20b.sock"));
            assert_eq!(options.socket(), Some("/tmp/a b.sock"));
        }
    }
}
