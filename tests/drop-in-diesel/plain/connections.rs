//! What the program calls its connections.

pub(crate) use diesel::{MysqlConnection, PgConnection, SqliteConnection};
