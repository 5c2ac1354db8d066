//! URLs that name a server.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The parts of `scheme://user:password@hosts/path?parameters`, but for the password, and still encoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Location<'a> {
    pub(super) user: Option<&'a str>,
    pub(super) hosts: Vec<Host<'a>>,
    pub(super) path: &'a str,
    parameters: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Host<'a> {
    /// Without the brackets of an IPv6 address.
    pub(super) name: &'a str,
    pub(super) port: Option<u16>,
}

impl<'a> Location<'a> {
    /// Returns `None` if it is not a URL of one of the schemes, or if it is not clear where the password ends: an `@` that is
    /// not encoded stands after the first `/` or `?`, or a host or a port is not valid.
    pub(super) fn parse(url: &'a str, schemes: &[&str]) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        if !schemes.contains(&scheme) {
            return None;
        }
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if rest.contains('@') {
            return None;
        }
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let (credentials, hosts) = match authority.rsplit_once('@') {
            Some((credentials, hosts)) => (Some(credentials), hosts),
            None => (None, authority),
        };
        let user =
            credentials.map(|credentials| credentials.split_once(':').map_or(credentials, |(user, _)| user));
        let hosts = hosts.split(',').map(Host::parse).collect::<Option<Vec<_>>>()?;
        Some(Self {
            user: user.filter(|user| !user.is_empty()),
            hosts,
            path: path.strip_prefix('/').unwrap_or(path),
            parameters,
        })
    }

    /// The value of a parameter, decoded. The last one counts.
    pub(super) fn parameter(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut pairs = self.parameters.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.rfind(|(key, _)| *key == name)?;
        decode(value)
    }
}

impl<'a> Host<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (name, port) = match text.strip_prefix('[') {
            Some(bracketed) => {
                let (address, rest) = bracketed.split_once(']')?;
                (address, rest)
            }
            None => text.split_at(text.find(':').unwrap_or(text.len())),
        };
        let port = match port.strip_prefix(':') {
            None if port.is_empty() => None,
            None => return None,
            Some("") => None,
            Some(port) => Some(port.parse().ok()?),
        };
        let is_name = |character: char| character.is_alphanumeric() || ".-_:%~".contains(character);
        name.chars().all(is_name).then_some(Self { name, port })
    }
}

/// `None` where it is no text.
pub(super) fn decode(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Option<Location<'_>> {
        Location::parse(url, &["scheme"])
    }

    #[test]
    fn connection_url_is_split_into_user_hosts_path_and_parameters() {
        let location = parse("scheme://me:pass:word@db:6432,[::1]/shop?a=1&b=x%20y&a=2").expect("a URL");
        assert_eq!(location.user, Some("me"));
        assert_eq!(
            location.hosts,
            [Host { name: "db", port: Some(6_432) }, Host { name: "::1", port: None }]
        );
        assert_eq!(location.path, "shop");
        assert_eq!(location.parameter("a").as_deref(), Some("2"));
        assert_eq!(location.parameter("b").as_deref(), Some("x y"));
        assert_eq!(location.parameter("c"), None);
    }

    #[test]
    fn ambiguous_connection_url_is_not_parsed() {
        for url in [
            "scheme://me:pass/word@db/shop",
            "scheme://me:pass?word@db/shop",
            "scheme://me:p@ss/word@db/shop",
            "scheme://me:p@ss?w=ord@db/shop",
            "scheme://me:password",
            "scheme://db:port/shop",
            "scheme://d b/shop",
            "other://db/shop",
        ] {
            assert_eq!(parse(url), None, "{url}");
        }
        let location = parse("scheme://me:p@ss@db/shop").expect("a URL");
        assert_eq!(location.hosts, [Host { name: "db", port: None }]);
    }
}
