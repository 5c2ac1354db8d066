//! The server that a configuration names, for `db.namespace`, `server.address` and `server.port`.

use std::fmt;

use db_semconv::Target;
use db_semconv::postgres::search_path_schema;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

const DEFAULT_PORT: u16 = 5_432;

pub(crate) fn of(config: &Config) -> Target {
    let target = match namespace(config) {
        Some(namespace) => Target::new().namespace(namespace),
        None => Target::new(),
    };
    let servers = servers(config);
    match servers.as_slice() {
        [] => target,
        [Server::Tcp(host, port)] => target.address(host).port(*port),
        [Server::Unix(path)] => target.address(path),
        several => target.address(several.iter().map(Server::to_string).collect::<Vec<_>>().join(",")),
    }
}

/// Returns `true` if the hosts may be a part of the password, because the database has an `@`: the driver takes an `@` in a
/// password for its end if it is not encoded, and reads the rest of the password as hosts and database.
pub(crate) fn is_ambiguous(config: &Config) -> bool {
    config.get_dbname().is_some_and(|database| database.contains('@'))
}

/// Returns `true` if a host has an `@`, and so is one of those. The target leaves them out.
pub(crate) fn has_doubtful_host(config: &Config) -> bool {
    config.get_hosts().iter().any(|host| match host {
        Host::Tcp(host) => host.contains('@'),
        #[cfg(unix)]
        Host::Unix(folder) => folder.to_string_lossy().contains('@'),
    })
}

enum Server {
    Tcp(String, u16),
    Unix(String),
}

impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(host, port) => write!(formatter, "{host}:{port}"),
            Self::Unix(path) => formatter.write_str(path),
        }
    }
}

/// Each host with its port, as the driver pairs them.
fn servers(config: &Config) -> Vec<Server> {
    let port = |index: usize| {
        let ports = config.get_ports();
        ports.get(index).or_else(|| ports.first()).copied().unwrap_or(DEFAULT_PORT)
    };
    if config.get_hosts().is_empty() {
        let addresses = config.get_hostaddrs().iter().enumerate();
        return addresses.map(|(index, address)| Server::Tcp(address.to_string(), port(index))).collect();
    }
    let hosts = config.get_hosts().iter().enumerate();
    hosts
        .map(|(index, host)| match host {
            Host::Tcp(host) => Server::Tcp(host.clone(), port(index)),
            // The name that the server gives its socket in the folder.
            #[cfg(unix)]
            Host::Unix(folder) => {
                Server::Unix(folder.join(format!(".s.PGSQL.{}", port(index))).to_string_lossy().into_owned())
            }
        })
        .collect()
}

/// `{database}`, or `{database}|{schema}` where a schema is set at connect time. The database defaults to the user's
/// name, as it does on the server.
fn namespace(config: &Config) -> Option<String> {
    let database = config.get_dbname().or_else(|| config.get_user())?;
    Some(match config.get_options().and_then(search_path_schema) {
        Some(schema) => format!("{database}|{schema}"),
        None => database.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(config: &str) -> Target {
        Target::from(&config.parse::<crate::Config>().expect("a configuration"))
    }

    #[test]
    fn url_with_an_unencoded_password_gives_no_part_of_the_password() {
        let hosts =
            ["db.example.com:6432", "db.example.com", "a:1,b:2", "127.0.0.1,[::1]:5432", "%2Frun%2Fpg"];
        let mut known = Vec::new();
        for first in ['@', ':', '/', '?', '#', ',', '%'] {
            for second in ['@', ':', '/', '?', '#', ',', '%'] {
                for host in hosts {
                    for rest in ["/shop", "", "/shop?application_name=x"] {
                        let url = format!("postgres://me:zulu{first}zebra{second}zorro@{host}{rest}");
                        // The driver refuses some of the URLs.
                        let Ok(config) = url.parse::<crate::Config>() else { continue };
                        let target = |config| format!("{:?}", Target::from(config));
                        let mut other = config.clone();
                        other.dbname("other").host("other");
                        for config in [&config, &other] {
                            for shown in [target(config), format!("{config:?}")] {
                                assert!(!shown.contains('z'), "{url}: {shown}");
                            }
                        }
                        known.push(target(&config));
                    }
                }
            }
        }
        assert!(known.iter().any(|shown| shown.contains("db.example.com")), "{known:?}");
        assert!(known.iter().any(|shown| !shown.contains("db.example.com")), "{known:?}");
    }

    #[test]
    fn config_of_one_host_gives_an_address_and_a_port() {
        assert_eq!(
            target("postgresql://me:secret@db.example.com:6432/shop"),
            Target::new().namespace("shop").address("db.example.com").port(6_432)
        );
        assert_eq!(
            target("hostaddr=10.0.0.7 user=me"),
            Target::new().namespace("me").address("10.0.0.7").port(5_432)
        );
    }

    #[test]
    fn config_of_several_hosts_has_their_ports_in_the_address() {
        assert_eq!(
            target("host=a,b port=5432,6432 dbname=shop user=me"),
            Target::new().namespace("shop").address("a:5432,b:6432")
        );
    }

    #[test]
    fn config_of_a_unix_socket_has_its_path_as_address() {
        assert_eq!(
            target("host=/run/postgresql port=5433 dbname=shop user=me"),
            Target::new().namespace("shop").address("/run/postgresql/.s.PGSQL.5433")
        );
    }

    #[test]
    fn config_with_a_search_path_has_the_schema_in_the_namespace() {
        for options in [
            "-c search_path=sales",
            "-csearch_path=sales,public",
            "--search_path=sales",
            "--search-path=sales",
            "-c statement_timeout=1 -c search_path=x -c search_path=\\\"sales\\\"",
            "-c search_path=sales,\\ public",
        ] {
            let mut config = Config::new();
            config.dbname("shop").options(options);
            assert_eq!(of(&config), Target::new().namespace("shop|sales"), "{options}");
        }
        let mut config = Config::new();
        config.dbname("shop").options("-c search_path=\"$user\",public -c work_mem=1");
        assert_eq!(of(&config), Target::new().namespace("shop"));
    }
}
