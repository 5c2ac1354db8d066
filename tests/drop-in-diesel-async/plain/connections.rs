//! What the program calls its connections.

use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;

pub(crate) use diesel_async::{AsyncMysqlConnection, AsyncPgConnection};

pub(crate) type AsyncSqliteConnection = SyncConnectionWrapper<diesel::SqliteConnection>;
