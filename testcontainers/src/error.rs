//! Errors: the problem, and what the person at the terminal can do about it.

use std::{fmt, sync::Arc};

/// Why there is no server, or why it did not do what it was asked to.
///
/// `Debug` is the same text as `Display`, because `unwrap` and `expect` in tests show the former.
#[derive(Clone)]
pub struct Error {
    message: Arc<str>,
    unavailable: bool,
}

impl Error {
    /// Returns `true` if no source of servers worked. The message then lists what was tried and what the choices are.
    pub fn is_unavailable(&self) -> bool {
        self.unavailable
    }

    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string().into(), unavailable: false }
    }

    /// For `map_err`: what was being done, then what the system says.
    pub(crate) fn during<E: fmt::Display>(doing: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| Self::new(format_args!("{doing}: {error}"))
    }

    /// No source of a server worked: each with the reason.
    pub(crate) fn unavailable(server: &str, variable: &str, tried: &[(&str, Error)]) -> Self {
        use fmt::Write;

        let mut message = format!("no {server} server can be had. Tried, in this order:\n");
        for (source, reason) in tried {
            let reason = reason.to_string().replace('\n', "\n      ");
            let _ = writeln!(message, "  - {source}: {reason}");
        }
        let _ = write!(
            message,
            "Do one of these:\n  \
             - set {variable} to the URL of a server that runs\n  \
             - run `cargo xtask setup`, which installs {server} (nothing of it is started)\n  \
             - start Docker"
        );
        Self { message: message.into(), unavailable: true }
    }

    /// What Docker and a server of the user's own are no help for.
    #[cfg(unix)]
    pub(crate) fn needs_programs(server: &str, what: &str, reason: &str) -> Self {
        let message = format!(
            "{what} needs the programs of {server} on this machine: {reason}\n\
             Run `cargo xtask setup`, which installs {server} (nothing of it is started)"
        );
        Self { message: message.into(), unavailable: true }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Error {}

/// The part of a server's log that an error shows.
pub(crate) fn last_lines(log: &str) -> String {
    const SHOWN: usize = 15;
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unavailable_server_error_lists_reasons_and_choices() {
        let tried = [("DATABASE_URL", Error::new("not set")), ("Docker", Error::new("no engine\nat all"))];
        let error = Error::unavailable("PostgreSQL", "DATABASE_URL", &tried);
        assert!(error.is_unavailable());
        assert_eq!(
            error.to_string(),
            "no PostgreSQL server can be had. Tried, in this order:
  - DATABASE_URL: not set
  - Docker: no engine
      at all
Do one of these:
  - set DATABASE_URL to the URL of a server that runs
  - run `cargo xtask setup`, which installs PostgreSQL (nothing of it is started)
  - start Docker"
        );
        assert_eq!(format!("{error:?}"), error.to_string());
    }
}
