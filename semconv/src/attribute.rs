//! The attribute and metric names that we emit, in one place.
//!
//! Names that [`opentelemetry_semantic_conventions`] carries as stable come from there. The rest are names of the
//! conventions for which the crate needs its experimental feature, and names of this project's own, which all
//! begin with `dbtrace.` and are declared in `registry/dbtrace.yaml`.

pub use opentelemetry_semantic_conventions::attribute::{
    CODE_FILE_PATH, CODE_LINE_NUMBER, DB_COLLECTION_NAME, DB_NAMESPACE, DB_OPERATION_BATCH_SIZE,
    DB_OPERATION_NAME, DB_QUERY_SUMMARY, DB_QUERY_TEXT, DB_RESPONSE_STATUS_CODE, DB_STORED_PROCEDURE_NAME,
    DB_SYSTEM_NAME, ERROR_TYPE, SERVER_ADDRESS, SERVER_PORT,
};
pub use opentelemetry_semantic_conventions::metric::DB_CLIENT_OPERATION_DURATION;

/// Rows that the server returned. In development in the conventions.
pub const DB_RESPONSE_RETURNED_ROWS: &str = "db.response.returned_rows";
/// The prefix of a query parameter's attribute, followed by its 0-based index. In development in the conventions.
pub const DB_QUERY_PARAMETER: &str = "db.query.parameter";
/// Histogram of the rows that calls returned, in `{row}`. In development in the conventions.
pub const DB_CLIENT_RESPONSE_RETURNED_ROWS: &str = "db.client.response.returned_rows";

/// The pool that a measurement is of: unique in a process. In development in the conventions.
pub const DB_CLIENT_CONNECTION_POOL_NAME: &str = "db.client.connection.pool.name";
/// `idle` or `used`: what a connection of a pool is at the time. In development in the conventions.
pub const DB_CLIENT_CONNECTION_STATE: &str = "db.client.connection.state";
/// Connections of a pool, by their state. In development in the conventions.
pub const DB_CLIENT_CONNECTION_COUNT: &str = "db.client.connection.count";
/// The most connections that a pool may have. In development in the conventions.
pub const DB_CLIENT_CONNECTION_MAX: &str = "db.client.connection.max";
/// The most idle connections that a pool keeps. In development in the conventions.
pub const DB_CLIENT_CONNECTION_IDLE_MAX: &str = "db.client.connection.idle.max";
/// The least idle connections that a pool keeps. In development in the conventions.
pub const DB_CLIENT_CONNECTION_IDLE_MIN: &str = "db.client.connection.idle.min";
/// Requests that wait for a connection of a pool. In development in the conventions.
pub const DB_CLIENT_CONNECTION_PENDING_REQUESTS: &str = "db.client.connection.pending_requests";
/// Requests for a connection of a pool that timed out. In development in the conventions.
pub const DB_CLIENT_CONNECTION_TIMEOUTS: &str = "db.client.connection.timeouts";
/// Histogram of the time that making a connection took. In development in the conventions.
pub const DB_CLIENT_CONNECTION_CREATE_TIME: &str = "db.client.connection.create_time";
/// Histogram of the time that obtaining a connection from a pool took. In development in the conventions.
pub const DB_CLIENT_CONNECTION_WAIT_TIME: &str = "db.client.connection.wait_time";
/// Histogram of the time between obtaining a connection and giving it back. In development in the conventions.
pub const DB_CLIENT_CONNECTION_USE_TIME: &str = "db.client.connection.use_time";

/// The outcome of a call that neither succeeded nor failed: `cancelled` if the caller dropped it.
pub const DBTRACE_OUTCOME: &str = "dbtrace.outcome";
/// Rows that a statement changed, or that a `COPY` took in.
pub const DBTRACE_AFFECTED_ROWS: &str = "dbtrace.affected_rows";
/// The constraint that a failed statement violated: a name of the schema, never a value.
pub const DBTRACE_CONSTRAINT: &str = "dbtrace.constraint";
/// `true` on a Redis command that waits at the server until there is something to answer, such as `BLPOP`.
pub const DBTRACE_BLOCKING: &str = "dbtrace.blocking";
/// `true` on a `ROLLBACK` or `CANCEL` that the caller did not request: the transaction or the call was dropped, or the transaction
/// did not begin.
pub const DBTRACE_IMPLICIT: &str = "dbtrace.implicit";
/// The time for which a transaction was open, in seconds: on the span that ends it.
pub const DBTRACE_TRANSACTION_DURATION: &str = "dbtrace.transaction.duration";
/// The time in which no call of a transaction was under way, in seconds: on the span that ends it.
pub const DBTRACE_TRANSACTION_IDLE: &str = "dbtrace.transaction.idle";
/// The number of statements of a transaction, without its beginning, its end and savepoints: on the span that ends it.
pub const DBTRACE_TRANSACTION_STATEMENTS: &str = "dbtrace.transaction.statements";
/// The time to the first row of a stream, in seconds from the beginning of the call.
pub const DBTRACE_FIRST_ROW: &str = "dbtrace.first_row";
/// The time for which the caller held a stream between rows, in seconds.
pub const DBTRACE_CONSUMER_WAIT: &str = "dbtrace.consumer_wait";
/// The time between the wakes of a call's task and its polls, in seconds.
pub const DBTRACE_EXECUTOR_DELAY: &str = "dbtrace.executor_delay";
/// The number of polls of an asynchronous call.
pub const DBTRACE_POLLS: &str = "dbtrace.polls";
/// Up-down counter of the calls that are under way, in `{operation}`.
pub const DBTRACE_CLIENT_OPERATION_IN_FLIGHT: &str = "dbtrace.client.operation.in_flight";
/// Counter of look-ups in a client-side cache, in `{lookup}`.
pub const DBTRACE_CLIENT_CACHE_LOOKUPS: &str = "dbtrace.client.cache.lookups";
/// The result of a look-up in a client-side cache: `hit` or `miss`.
pub const DBTRACE_CACHE_RESULT: &str = "dbtrace.cache.result";
/// The first query that was repeated inside a span: on that span, which is the parent of the calls.
pub const DBTRACE_REPEATED_QUERY_SUMMARY: &str = "dbtrace.repeated_query.summary";
/// On the parent, the number of calls from which on a query counts as repeated. On the calls from then on, their numbers.
pub const DBTRACE_REPEATED_QUERY_COUNT: &str = "dbtrace.repeated_query.count";
/// The time for which a call waited for calls of the same connection that the caller had dropped, in seconds.
pub const DBTRACE_QUEUED_BEHIND_CANCELLED: &str = "dbtrace.queued_behind_cancelled";
/// The end of a transaction: `commit`, `rollback` or `dropped`.
pub const DBTRACE_TRANSACTION_END: &str = "dbtrace.transaction.end";
/// Histogram of the time that transactions were open, in seconds.
pub const DBTRACE_CLIENT_TRANSACTION_DURATION: &str = "dbtrace.client.transaction.duration";
/// The time for which the caller waited for the pooled connection, in seconds: on the first span that it makes on the connection.
pub const DBTRACE_POOL_WAIT: &str = "dbtrace.pool.wait";
