//! What is special to the asynchronous half of `diesel-trace`: on a real PostgreSQL and a real MariaDB. What every wrapper
//! does is in `tests/src/contract`.

mod calls;
mod cancellation;
mod failures;
mod future_size;
mod inner_connection;
mod metrics;
mod mysql;
mod pipelining;
mod pools;
mod postgres;
mod redaction;
mod scene;
mod schema;
mod session_context;
mod settings;
mod sql_comments;
mod streams;
mod transactions;
