//! Slow work away from the caller's runtime.

use tokio::runtime::{self, Runtime};

use crate::Error;

/// Runs `work` on a thread of its own. The work goes on when the caller no longer waits for it.
///
/// `spawn_blocking` would do the same, but only inside tokio, and a runtime that shuts down waits for it.
pub(crate) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("db-testcontainers".to_owned())
        .spawn(move || {
            // No caller waits any more: the result is dropped, and a server in it with it.
            let _ = sender.send(work());
        })
        .map_err(Error::during("starting a thread"))?;
    receiver.await.map_err(|_| Error::new("a thread of db-testcontainers panicked"))?
}

/// A runtime for the current thread, which may block.
pub(crate) fn runtime() -> Result<Runtime, Error> {
    runtime::Builder::new_current_thread().enable_all().build().map_err(Error::during("starting a runtime"))
}
