//! What the program calls its connections.

use diesel_trace::SyncConnectionWrapper;

pub(crate) use diesel_trace::{AsyncMysqlConnection, AsyncPgConnection};

pub(crate) type AsyncSqliteConnection = SyncConnectionWrapper<diesel_trace::SqliteConnection>;
