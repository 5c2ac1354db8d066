//! A server that we started.

use crate::Error;

/// Dropping it stops the server.
pub(crate) trait Process: Send + Sync {
    /// Ends the server and all its processes at once, as a crash does. Blocks until they are gone.
    fn kill(&self) -> Result<(), Error>;
}
