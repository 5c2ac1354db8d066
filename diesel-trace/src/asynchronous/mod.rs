//! diesel-async's connections.

#[cfg(any(feature = "async-postgres", feature = "sqlite"))]
mod async_function;
mod connection;
mod driver;
mod future;
#[cfg(feature = "async-postgres")]
mod in_front;
#[cfg(feature = "async-mysql")]
mod mysql;
#[cfg(any(feature = "bb8", feature = "deadpool", feature = "mobc", feature = "r2d2"))]
mod pool;
#[cfg(feature = "async-postgres")]
mod postgres;
mod sync_connection_wrapper;
mod traced;
#[cfg(feature = "async-postgres")]
mod transaction_builder;

#[cfg(all(feature = "async-postgres", feature = "queue"))]
pub(crate) use async_function::AsyncFunction;
pub use driver::AsyncDriver;
#[cfg(all(feature = "async-postgres", feature = "queue"))]
pub(crate) use driver::Handle;
pub use future::{Call, Executing, Loading, Quiet, Rows, Sending};
#[cfg(all(feature = "async-postgres", feature = "queue"))]
pub(crate) use in_front::Raw;
pub use sync_connection_wrapper::{SyncConnectionWrapper, SyncTransactionManagerWrapper, Tokio};
pub use traced::TracedAsync;
#[cfg(feature = "async-postgres")]
pub use transaction_builder::TransactionBuilder;
