//! `mysql://` URLs.

use db_semconv::Target;

use super::location::Location;

pub(crate) fn of(url: &str) -> Target {
    let Some(location) = Location::parse(url, &["mysql"]) else { return Target::new() };
    let target = match location.path.split('/').next() {
        None | Some("") => Target::new(),
        // The driver takes the name as it is written.
        Some(database) => Target::new().namespace(database),
    };
    let host = location.hosts.first().filter(|host| !host.name.is_empty());
    // So does the driver: a socket is used where the host is this machine's name, or none.
    match (location.parameter("unix_socket"), host) {
        (Some(socket), None) => target.address(socket),
        (Some(socket), Some(host)) if host.name == "localhost" => target.address(socket),
        (_, Some(host)) => {
            let target = target.address(host.name);
            match host.port {
                Some(port) => target.port(port),
                None => target,
            }
        }
        (None, None) => target,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mysql_url_gives_its_server_and_database() {
        let target = Target::new().namespace("shop").address("db.example.com");
        assert_eq!(of("mysql://me:secret@db.example.com/shop"), target);
        assert_eq!(of("mysql://me@db.example.com:3307/shop?ssl_mode=required"), target.port(3_307));
        assert_eq!(of("mysql://[::1]/"), Target::new().address("::1"));
        assert_eq!(of("postgres://db/shop"), Target::new());
    }

    #[test]
    fn mysql_url_of_a_socket_has_its_path_as_address() {
        let target = Target::new().namespace("shop").address("/run/mysqld.sock");
        assert_eq!(of("mysql://me:secret@localhost/shop?unix_socket=%2Frun%2Fmysqld.sock"), target);
        assert_eq!(of("mysql://me:secret@localhost/shop?unix_socket=/run/mysqld.sock"), target);
        assert_eq!(
            of("mysql://me:secret@db/shop?unix_socket=/run/mysqld.sock"),
            Target::new().namespace("shop").address("db")
        );
    }
}
