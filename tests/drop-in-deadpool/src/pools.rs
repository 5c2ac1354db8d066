//! Where the program has its pools from.

pub(crate) use redis::deadpool as deadpool_redis;
pub(crate) use tokio_postgres::deadpool as deadpool_postgres;
