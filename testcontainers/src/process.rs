//! A server that we started.

use crate::Error;

/// Dropping it stops the server.
pub(crate) trait Process: Send + Sync {
    /// Ends the server and all its processes at once, as a crash does. Blocks until they are gone.
    fn kill(&self) -> Result<(), Error>;

    /// Stops the server where it is: it holds its connections and answers nothing.
    fn pause(&self) -> Result<(), Error> {
        Err(only_local("paused"))
    }

    /// Lets a paused server go on.
    fn resume(&self) -> Result<(), Error> {
        Err(only_local("resumed"))
    }

    /// Kills the server if it runs, and starts it where it was. Blocks until it takes connections.
    fn restart(&self) -> Result<(), Error> {
        Err(only_local("restarted"))
    }
}

fn only_local(what: &str) -> Error {
    Error::new(format_args!("only a server from the programs on this machine can be {what}"))
}
