//! A blocking connection in an asynchronous program.
//!
//! diesel-async's own type starts a call when its future is made. A span needs the context of the first poll. So the calls
//! of this type start [later](call), and the type is ours.

mod call;
mod connection;
#[cfg(feature = "sqlite")]
mod sqlite;
mod transaction_manager;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::QueryResult;
use diesel::connection::Connection;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::sync_connection_wrapper::SpawnBlocking;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use call::Calls;
pub use transaction_manager::SyncTransactionManagerWrapper;

/// Like [`diesel_async::sync_connection_wrapper::SyncConnectionWrapper`], for a traced connection:
/// `SyncConnectionWrapper<diesel_trace::SqliteConnection>`.
///
/// Calls run on another thread, where they are children of the span that is current at the first poll of their future.
pub struct SyncConnectionWrapper<C, B = Tokio> {
    connection: Arc<Mutex<C>>,
    calls: Calls<B>,
}

/// diesel-async's own spawner, which uses the threads of tokio.
///
/// diesel-async has no path for this type. It is the default in diesel-async's alias.
pub type Tokio =
    <diesel_async::sync_connection_wrapper::SyncConnectionWrapper<()> as sealed::Spawns>::Spawner;

impl<C, B> SyncConnectionWrapper<C, B> {
    /// Like [`diesel_async::sync_connection_wrapper::SyncConnectionWrapper::new`].
    pub fn new(connection: C) -> Self
    where
        C: Connection,
        B: SpawnBlocking,
    {
        Self::with_runtime(connection, B::get_runtime())
    }

    /// Like [`diesel_async::sync_connection_wrapper::SyncConnectionWrapper::with_runtime`].
    pub fn with_runtime(connection: C, runtime: B) -> Self
    where
        C: Connection,
        B: SpawnBlocking,
    {
        Self { connection: Arc::new(Mutex::new(connection)), calls: Calls::new(runtime) }
    }

    /// Like [`diesel_async::sync_connection_wrapper::SyncConnectionWrapper::spawn_blocking`].
    pub fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce(&mut C) -> QueryResult<R> + Send + 'static,
    ) -> BoxFuture<'a, QueryResult<R>>
    where
        C: Connection + 'static,
        R: Send + 'static,
        B: SpawnBlocking + Send + 'static,
    {
        let connection = Arc::clone(&self.connection);
        let call = self.calls.add(move || task(&mut locked(&connection)));
        call.map(|ended| ended.unwrap_or_else(|error| Err(not_run(error.as_ref())))).boxed()
    }

    /// The connection, for what needs it without a thread of its own.
    ///
    /// # Panics
    ///
    /// If a call is not at its end, as with diesel-async's own.
    fn alone(&mut self, what: &str) -> &mut C {
        match Arc::get_mut(&mut self.connection) {
            Some(connection) => connection.get_mut().unwrap_or_else(PoisonError::into_inner),
            None => panic!("Cannot access shared {what}"),
        }
    }
}

impl<C, B> fmt::Debug for SyncConnectionWrapper<C, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SyncConnectionWrapper").finish_non_exhaustive()
    }
}

fn not_run(error: &dyn std::error::Error) -> Error {
    Error::DatabaseError(DatabaseErrorKind::UnableToSendCommand, Box::new(error.to_string()))
}

/// A call that panicked does not spoil the connection for the next one.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| {
        mutex.clear_poison();
        poisoned.into_inner()
    })
}

mod sealed {
    use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;

    /// Gives a name to the spawner of a connection of diesel-async's.
    pub trait Spawns {
        type Spawner;
    }

    impl<C, B> Spawns for SyncConnectionWrapper<C, B> {
        type Spawner = B;
    }
}
