//! Call sites: the line of the program that makes a call.

use std::panic::Location;

use opentelemetry::KeyValue;

use crate::attribute::{CODE_FILE_PATH, CODE_LINE_NUMBER};
use crate::operation::Operation;
use crate::session::Session;

/// A line of the program.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallSite(&'static Location<'static>);

impl CallSite {
    /// Returns the line, unless it is one of the adapter: a pool or a queue calls the client too, and the program calls it
    /// through traits whose methods do not pass the line on.
    pub(super) fn of(operation: &Operation<'_>, session: &Session) -> Option<Self> {
        let line = operation.call_site?;
        let scope = session.database().signals()?.scope();
        (!is_of_adapter(line.file(), scope.name(), scope.version())).then_some(Self(line))
    }

    pub(super) fn attributes(self) -> [KeyValue; 2] {
        let line = i64::from(self.0.line());
        [KeyValue::new(CODE_FILE_PATH, self.0.file()), KeyValue::new(CODE_LINE_NUMBER, line)]
    }
}

impl std::fmt::Display for CallSite {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.0.file(), self.0.line())
    }
}

/// The folder of an adapter's sources has its name, with the version if Cargo fetched it.
fn is_of_adapter(file: &str, name: &str, version: Option<&str>) -> bool {
    let mut folders = file.split(['/', '\\']);
    let mut last = folders.next();
    folders.any(|folder| {
        let crate_folder = last.replace(folder).and_then(|last| last.strip_prefix(name));
        folder == "src"
            && crate_folder.is_some_and(|rest| {
                rest.is_empty() || rest.strip_prefix('-').is_some_and(|rest| Some(rest) == version)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_of_the_adapter_is_not_one_of_the_program() {
        let is_of_adapter = |file| is_of_adapter(file, "pg-trace", Some("0.1.0"));
        for own in [
            "pg-trace/src/client.rs",
            "/registry/src/index-0/pg-trace-0.1.0/src/deadpool/mod.rs",
            r"C:\registry\pg-trace-0.1.0\src\lib.rs",
        ] {
            assert!(is_of_adapter(own), "{own}");
        }
        for other in [
            "src/main.rs",
            "/home/me/pg-trace/shop/src/main.rs",
            "my-pg-trace/src/lib.rs",
            "pg-trace-shop/src/lib.rs",
            "pg-trace/tests/client.rs",
        ] {
            assert!(!is_of_adapter(other), "{other}");
        }
    }
}
