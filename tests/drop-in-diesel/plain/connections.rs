//! What the program calls its connections.

pub(crate) use diesel::{PgConnection, SqliteConnection};
