//! What the program calls its connections.

pub(crate) use diesel_trace::{MysqlConnection, PgConnection, SqliteConnection};
