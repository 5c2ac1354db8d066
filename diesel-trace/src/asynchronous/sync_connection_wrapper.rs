//! A blocking connection in an asynchronous program.

use std::error::Error;

use diesel_async::sync_connection_wrapper::SpawnBlocking;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use opentelemetry::Context;

/// Like [`diesel_async::sync_connection_wrapper::SyncConnectionWrapper`], for a traced connection:
/// `SyncConnectionWrapper<diesel_trace::SqliteConnection>`.
///
/// Calls run on another thread, where they are children of the span that is current where the call is made.
pub type SyncConnectionWrapper<C> =
    diesel_async::sync_connection_wrapper::SyncConnectionWrapper<C, InContext>;

/// Tokio's threads for what blocks, with the caller's context.
#[derive(Clone, Debug)]
pub struct InContext(tokio::runtime::Handle);

impl SpawnBlocking for InContext {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn Error + Send + Sync + 'static>>>
    where
        R: Send + 'static,
    {
        let context = Context::current();
        let task = move || {
            let _attached = context.attach();
            task()
        };
        self.0.spawn_blocking(task).map(|result| result.map_err(Into::into)).boxed()
    }

    /// # Panics
    ///
    /// If there is no runtime of tokio's, as with diesel-async's own.
    fn get_runtime() -> Self {
        Self(tokio::runtime::Handle::current())
    }
}
