//! URLs of servers, taken apart to change the database, the user or the password.

use std::fmt;

use crate::Error;

/// `scheme://user:password@hosts/database?parameters`. The parts stay as they are written: nothing is decoded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Url {
    scheme: String,
    user: Option<String>,
    password: Option<String>,
    hosts: String,
    database: Option<String>,
    parameters: Option<String>,
}

impl Url {
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let (scheme, rest) =
            url.split_once("://").ok_or_else(|| Error::new("not a URL of the form scheme://…"))?;
        let (rest, parameters) = split(rest, '?');
        let (authority, database) = split(rest, '/');
        let (credentials, hosts) = match authority.rsplit_once('@') {
            Some((credentials, hosts)) => (Some(credentials), hosts),
            None => (None, authority),
        };
        let (user, password) = credentials.map_or((None, None), |credentials| {
            let (user, password) = split(credentials, ':');
            (Some(user), password)
        });
        let owned = |part: Option<&str>| part.map(str::to_owned);
        Ok(Self {
            scheme: scheme.to_owned(),
            user: owned(user),
            password: owned(password),
            hosts: hosts.to_owned(),
            database: owned(database),
            parameters: owned(parameters),
        })
    }

    pub(crate) fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The name or address of the first host, and its port if it has one. An IPv6 address comes without its brackets.
    pub(crate) fn first_host(&self) -> (&str, Option<&str>) {
        let first = split(&self.hosts, ',').0;
        match first.strip_prefix('[').and_then(|host| host.split_once(']')) {
            Some((address, rest)) => (address, rest.strip_prefix(':')),
            None => split(first, ':'),
        }
    }

    pub(crate) fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// The value of a parameter, decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let mut parameters = self.parameters.as_deref()?.split('&').filter_map(|one| one.split_once('='));
        let (_, value) = parameters.find(|(key, _)| *key == name)?;
        Some(percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    pub(crate) fn without_parameters(&self) -> Self {
        Self { parameters: None, ..self.clone() }
    }

    pub(crate) fn with_database(&self, database: &str) -> Self {
        Self { database: Some(database.to_owned()), ..self.clone() }
    }

    #[cfg(unix)]
    pub(crate) fn with_hosts(&self, hosts: String) -> Self {
        Self { hosts, ..self.clone() }
    }

    pub(crate) fn with_user(&self, user: &str) -> Self {
        Self { user: Some(user.to_owned()), ..self.clone() }
    }

    pub(crate) fn with_password(&self, password: &str) -> Self {
        Self { password: Some(password.to_owned()), ..self.clone() }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://", self.scheme)?;
        if let Some(user) = &self.user {
            formatter.write_str(user)?;
            if let Some(password) = &self.password {
                write!(formatter, ":{password}")?;
            }
            formatter.write_str("@")?;
        }
        formatter.write_str(&self.hosts)?;
        for (mark, part) in [('/', &self.database), ('?', &self.parameters)] {
            if let Some(part) = part {
                write!(formatter, "{mark}{part}")?;
            }
        }
        Ok(())
    }
}

fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsed_url_is_written_unchanged() {
        for url in [
            "postgresql://",
            "postgresql://localhost",
            "postgresql://me@localhost:5433/",
            "postgres://me:p%40ss:word@a:1,b:2/app?sslmode=disable&application_name=x/y",
            "postgres://:secret@localhost/app",
            "postgresql:///app?host=/var/run/postgresql",
        ] {
            assert_eq!(Url::parse(url).unwrap().to_string(), url);
        }
        assert!(Url::parse("host=localhost").is_err());
    }

    #[test]
    fn first_host_of_a_url_has_its_port_or_none() {
        for (url, host, port) in [
            ("redis://localhost", "localhost", None),
            ("redis://:p:w@cache.example:6380,other:1/3", "cache.example", Some("6380")),
            ("rediss://[::1]:6379", "::1", Some("6379")),
            ("redis://[::1]", "::1", None),
        ] {
            assert_eq!(Url::parse(url).unwrap().first_host(), (host, port));
        }
    }

    #[test]
    fn url_parts_can_be_replaced() {
        let url = Url::parse("postgres://me:secret@localhost:5433/app?x=y").unwrap();
        assert_eq!(url.with_database("other").to_string(), "postgres://me:secret@localhost:5433/other?x=y");
        assert_eq!(url.with_password("wrong").to_string(), "postgres://me:wrong@localhost:5433/app?x=y");
        let url = Url::parse("postgres://localhost?x=y").unwrap();
        assert_eq!(
            url.with_user("you").with_database("other").to_string(),
            "postgres://you@localhost/other?x=y"
        );
    }
}
