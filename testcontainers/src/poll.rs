//! Waiting for what a server does on its own account.

use std::time::{Duration, Instant};

use crate::Error;

/// Servers that talk to each other take seconds, and more on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// Asks until it is so, and again if it could not ask. When the time is up, the error has the last answer.
pub(crate) fn until(what: &str, is_so: impl Fn() -> Result<bool, Error>) -> Result<(), Error> {
    let deadline = Instant::now() + LIMIT;
    loop {
        let answer = is_so();
        if let Ok(true) = answer {
            return Ok(());
        }
        if Instant::now() > deadline {
            let why = answer.err().map_or_else(|| "it is not so".to_owned(), |error| error.to_string());
            return Err(Error::new(format_args!("waited {LIMIT:?} until {what}: {why}")));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
