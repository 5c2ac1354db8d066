//! The settings of the servers that we start, wherever they run.

/// The one role that needs a password.
pub(super) const ROLE: &str = "with_password";

pub(super) const PASSWORD: &str = "right";

pub(super) const CREATE_ROLE: &str = "CREATE ROLE with_password LOGIN PASSWORD 'right'";

/// Who is let in, and how: the first line that fits counts.
pub(super) const HOST_BASED_AUTHENTICATION: &str = "\
# type  database  user           address  method
host    all       with_password  all      scram-sha-256
host    all       all            all      trust
local   all       all                     trust
";

/// Arguments of `initdb`: the same data everywhere; and nothing has to survive a power cut, so small files for the log
/// of changes, and no waiting for the disk.
pub(super) const INITDB: [&str; 4] = ["--encoding=UTF8", "--locale=C", "--wal-segsize=1", "--no-sync"];

/// Fast instead of durable, and with room for many tests at the same time.
pub(super) const PARAMETERS: [&str; 9] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    // The default before PostgreSQL 14 was md5, which the rules above refuse.
    "password_encryption=scram-sha-256",
    // In files of the data folder: a killed server leaves other kinds.
    "dynamic_shared_memory_type=mmap",
    "log_destination=stderr",
    "logging_collector=off",
    "timezone=UTC",
];

/// Returns the parameters as arguments of `postgres`. Those of the test come last, so they win.
pub(super) fn arguments(parameters: &[String]) -> impl Iterator<Item = &str> {
    PARAMETERS
        .into_iter()
        .chain(parameters.iter().map(String::as_str))
        .flat_map(|parameter| ["-c", parameter])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_role_is_the_one_of_the_access_rules() {
        assert!(CREATE_ROLE.contains(ROLE) && CREATE_ROLE.contains(PASSWORD));
        assert!(HOST_BASED_AUTHENTICATION.contains(ROLE));
    }
}
