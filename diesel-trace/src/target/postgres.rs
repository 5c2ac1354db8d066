//! The forms that libpq accepts: URLs, and strings of keys and values.

use std::collections::HashMap;

use db_semconv::Target;
use db_semconv::postgres::search_path_schema;

use super::location::{Location, decode};

const DEFAULT_PORT: u16 = 5_432;

pub(crate) fn of(connection: &str) -> Target {
    let settings = if connection.contains("://") { of_url(connection) } else { of_pairs(connection) };
    // What is not given comes from the variables that libpq reads.
    settings.map_or_else(Target::new, |settings| settings.or_from(|name| std::env::var(name).ok()).target())
}

/// Returns `true` if it is a string of keys and values, rather than the path of a file.
pub(crate) fn is_pairs(connection: &str) -> bool {
    of_pairs(connection).is_some_and(|settings| {
        settings
            .0
            .keys()
            .any(|key| matches!(key.as_str(), "host" | "hostaddr" | "dbname" | "user" | "service"))
    })
}

/// By libpq's own names.
#[derive(Debug, Default)]
struct Settings(HashMap<String, String>);

/// Each with the variable that stands in for it.
const NEEDED: [(&str, &str); 6] = [
    ("dbname", "PGDATABASE"),
    ("user", "PGUSER"),
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("options", "PGOPTIONS"),
];

fn of_url(url: &str) -> Option<Settings> {
    let location = Location::parse(url, &["postgres", "postgresql"])?;
    let mut settings = Settings::default();
    let join = |parts: Vec<String>| Some(parts.join(",")).filter(|joined| joined.chars().any(|c| c != ','));
    let names = location.hosts.iter().map(|host| decode(host.name).map(String::from));
    let ports = location.hosts.iter().map(|host| host.port.map(|port| port.to_string()).unwrap_or_default());
    settings.set("host", join(names.collect::<Option<_>>()?));
    settings.set("port", join(ports.collect()));
    settings.set("user", location.user.and_then(decode).map(String::from));
    settings.set(
        "dbname",
        Some(location.path).filter(|path| !path.is_empty()).and_then(decode).map(String::from),
    );
    for (name, _) in NEEDED {
        settings.set(name, location.parameter(name).map(String::from));
    }
    Some(settings)
}

/// `key = value` pairs between white space; a value may be quoted by `'`, and a backslash takes the next character as it
/// is. `None` where it is nothing of the kind.
fn of_pairs(text: &str) -> Option<Settings> {
    let mut settings = Settings::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim_end();
        if key.is_empty() || !key.chars().all(|character| character.is_ascii_lowercase() || character == '_')
        {
            return None;
        }
        let (value, after) = value(after.trim_start())?;
        if NEEDED.iter().any(|(needed, _)| *needed == key) || key == "service" {
            settings.set(key, Some(value));
        }
        rest = after.trim_start();
    }
    Some(settings)
}

/// The value that a text begins with, and what comes after it.
fn value(text: &str) -> Option<(String, &str)> {
    let quoted = text.strip_prefix('\'');
    let body = quoted.unwrap_or(text);
    let mut value = String::new();
    let mut characters = body.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '\\' => value.push(characters.next()?.1),
            '\'' if quoted.is_some() => return Some((value, &body[index + 1..])),
            _ if quoted.is_none() && character.is_whitespace() => return Some((value, &body[index..])),
            _ => value.push(character),
        }
    }
    quoted.is_none().then_some((value, ""))
}

impl Settings {
    fn set(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
    }

    fn or_from(mut self, variable: impl Fn(&str) -> Option<String>) -> Self {
        for (name, stand_in) in NEEDED {
            if !self.0.contains_key(name) {
                self.set(name, variable(stand_in));
            }
        }
        self
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn target(&self) -> Target {
        let target = match self.namespace() {
            Some(namespace) => Target::new().namespace(namespace),
            None => Target::new(),
        };
        let servers = self.servers();
        match servers.as_slice() {
            [] => target,
            [(host, Some(port))] => target.address(host).port(*port),
            [(socket, None)] => target.address(socket),
            several => {
                let shown = several.iter().map(|(host, port)| match port {
                    Some(port) => format!("{host}:{port}"),
                    None => host.clone(),
                });
                target.address(shown.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// The database defaults to the user's name, as it does on the server.
    fn namespace(&self) -> Option<String> {
        let database = self.get("dbname").or_else(|| self.get("user"))?;
        // A whole connection string may stand there, with a password in it.
        if database.contains(['=', '@']) || database.contains("://") {
            return None;
        }
        Some(match self.get("options").and_then(search_path_schema) {
            Some(schema) => format!("{database}|{schema}"),
            None => database.to_owned(),
        })
    }

    /// Each host with its port, as libpq pairs them: one port is for all. A socket has a name, and no port.
    fn servers(&self) -> Vec<(String, Option<u16>)> {
        let Some(hosts) = self.get("host").or_else(|| self.get("hostaddr")) else { return Vec::new() };
        let ports: Vec<&str> = self.get("port").unwrap_or_default().split(',').collect();
        let port = |index: usize| {
            let port = if ports.len() == 1 { ports.first() } else { ports.get(index) };
            port.and_then(|port| port.trim().parse().ok()).unwrap_or(DEFAULT_PORT)
        };
        let hosts = hosts.split(',').enumerate().filter(|(_, host)| !host.is_empty());
        hosts
            .map(|(index, host)| {
                let port = port(index);
                if host.starts_with('/') {
                    return (format!("{}/.s.PGSQL.{port}", host.trim_end_matches('/')), None);
                }
                (host.to_owned(), Some(port))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a process without variables of libpq's.
    fn target(connection: &str) -> Target {
        let settings = if connection.contains("://") { of_url(connection) } else { of_pairs(connection) };
        settings.map_or_else(Target::new, |settings| settings.target())
    }

    #[test]
    fn postgres_url_and_key_value_string_give_the_same_target() {
        let expected = Target::new().namespace("shop").address("db.example.com").port(6_432);
        for connection in [
            "postgres://me:secret@db.example.com:6432/shop",
            "postgresql://db.example.com:6432/shop?sslmode=require",
            "postgresql:///shop?host=db.example.com&port=6432&password=secret",
            "host=db.example.com port=6432 dbname=shop user=me password=secret",
            "host = 'db.example.com' port = 6432 password = 'it''s' dbname=shop",
            r"password='s\'ecret dbname=wrong' host=db.example.com port=6432 dbname=shop",
            r"password=s\ e\ dbname=x host=db.example.com port=6432 dbname=shop",
        ] {
            let known = target(connection);
            if connection.contains("''") {
                // Not a way to write a quote: what follows is no pair.
                assert_eq!(known, Target::new(), "{connection}");
            } else {
                assert_eq!(known, expected, "{connection}");
            }
        }
    }

    #[test]
    fn connection_string_without_a_database_takes_the_user_as_namespace() {
        assert_eq!(target("user=me host=db"), Target::new().namespace("me").address("db").port(5_432));
        assert_eq!(
            target("postgres://me:secret@db"),
            Target::new().namespace("me").address("db").port(5_432)
        );
    }

    #[test]
    fn connection_string_of_a_socket_has_its_path_as_address() {
        let expected = Target::new().namespace("shop").address("/run/postgresql/.s.PGSQL.5433");
        assert_eq!(target("host=/run/postgresql port=5433 dbname=shop"), expected);
        assert_eq!(target("postgres://me@%2Frun%2Fpostgresql:5433/shop"), expected);
        assert_eq!(target("postgres:///shop?host=/run/postgresql&port=5433"), expected);
    }

    #[test]
    fn connection_string_of_several_hosts_has_their_ports_in_the_address() {
        let expected = Target::new().namespace("shop").address("a:5432,b:6432");
        assert_eq!(target("postgres://me@a,b:6432/shop"), expected);
        assert_eq!(target("host=a,b port=5432,6432 dbname=shop"), expected);
        assert_eq!(
            target("host=a,b port=6432 dbname=shop"),
            Target::new().namespace("shop").address("a:6432,b:6432")
        );
    }

    #[test]
    fn connection_string_with_a_search_path_has_the_schema_in_the_namespace() {
        let expected = Target::new().namespace("shop|sales");
        assert_eq!(target("dbname=shop options='-c search_path=sales'"), expected);
        assert_eq!(target("postgres:///shop?options=-c%20search_path%3Dsales"), expected);
    }

    #[test]
    fn malformed_connection_string_gives_no_part_of_its_password() {
        for connection in [
            "postgres://me:pass/secret@db/shop",
            "postgres://me:pass?secret@db/shop",
            "postgres://me:secret",
            "host=db password=sec'ret dbname",
            "dbname='postgres://me:secret@db/shop'",
            "dbname='password=secret'",
        ] {
            let known = format!("{:?}", target(connection));
            assert!(!known.contains("sec") && !known.contains("pass"), "{connection}: {known}");
        }
    }

    #[test]
    fn missing_host_and_database_come_from_the_libpq_variables() {
        let variable = |name: &str| match name {
            "PGHOST" => Some("db".to_owned()),
            "PGDATABASE" => Some("shop".to_owned()),
            _ => None,
        };
        let known = |text: &str| of_pairs(text).map(|settings| settings.or_from(variable).target());
        assert_eq!(known(""), Some(Target::new().namespace("shop").address("db").port(5_432)));
        assert_eq!(known("host=other"), Some(Target::new().namespace("shop").address("other").port(5_432)));
    }
}
