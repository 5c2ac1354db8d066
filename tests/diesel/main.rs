//! What is special to `diesel-trace`: on SQLite in memory, and on a real PostgreSQL and MariaDB. What every wrapper does is
//! in `tests/src/contract`.

mod asynchronous;
mod calls;
mod connection;
mod cost;
mod cursors;
mod debug;
mod failures;
mod inner_connection;
mod instrumentation;
mod killed;
mod migrations;
mod multi_connection;
mod mysql;
mod parameters;
mod pool;
mod postgres;
mod redaction;
mod schema;
mod sql_comments;
mod sync_wrapper;
mod transactions;
