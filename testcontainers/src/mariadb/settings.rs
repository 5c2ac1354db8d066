//! The settings of the servers that we start, wherever they run.

use crate::{Error, url::Url};

/// The database that is there from the start.
pub(super) const DATABASE: &str = "test";

/// The one user who needs a password.
pub(super) const USER: &str = "with_password";

pub(super) const PASSWORD: &str = "right";

/// What a server gets once it runs.
pub(super) const SET_UP: [&str; 3] = [
    "CREATE DATABASE IF NOT EXISTS test",
    "CREATE USER with_password IDENTIFIED BY 'right'",
    "GRANT ALL PRIVILEGES ON *.* TO with_password WITH GRANT OPTION",
];

/// Fast instead of durable (what is committed survives a crash of the server, but not one of the machine), and with
/// room for many tests at the same time.
const VARIABLES: [&str; 8] = [
    "innodb_flush_log_at_trx_commit=2",
    "innodb_buffer_pool_size=32M",
    "innodb_log_file_size=16M",
    "max_connections=300",
    "character_set_server=utf8mb4",
    "default_time_zone=+00:00",
    // No name has to be looked up, and one that cannot be looked up is no reason to wait.
    "skip_name_resolve=1",
    "log_warnings=1",
];

/// The address of the user who may do everything, and needs no password for it.
pub(super) fn url(host: &str, port: u16) -> Result<Url, Error> {
    Url::parse(&format!("mysql://root@{host}:{port}"))
}

/// Returns the variables as arguments of `mariadbd`. Those of the test come last, so they win.
pub(super) fn arguments(variables: &[String]) -> impl Iterator<Item = String> {
    let all = VARIABLES.into_iter().chain(variables.iter().map(String::as_str));
    all.map(|variable| format!("--{variable}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mariadb_setup_statements_use_the_declared_names() {
        assert!(SET_UP[0].ends_with(DATABASE));
        assert!(SET_UP[1].contains(USER) && SET_UP[1].contains(PASSWORD) && SET_UP[2].contains(USER));
    }

    #[test]
    fn mariadb_variables_of_a_test_come_last() {
        let arguments: Vec<String> = arguments(&["max_connections=5".to_owned()]).collect();
        assert_eq!(arguments.last().unwrap(), "--max_connections=5");
        assert!(arguments.contains(&"--max_connections=300".to_owned()));
    }
}
