//! What the contract asks of a driver's wrapper.

use db_semconv::Telemetry;

/// The argument of [`Subject::call`].
pub const ARGUMENT: &str = "Xq7Argument";
/// A literal in the text of [`Subject::call`], where the call has a text, and of [`Subject::call_by_text`].
pub const LITERAL: &str = "Xq7Literal";
/// The value that the server's message of [`Subject::fail`] quotes.
pub const QUOTED: &str = "Xq7Quoted";
/// The password of [`Subject::fail_to_connect`].
pub const PASSWORD: &str = "Xq7Password";

/// A driver with its wrapper, and a server for the test.
pub trait Subject: Sized {
    /// A connection through the wrapper under test.
    type Connection;

    /// `db.system.name`.
    const SYSTEM: &'static str;
    /// The attribute that says which call it is, on spans and on measurements.
    const IDENTITY: &'static str = "db.query.summary";
    /// The span of [`call`](Self::call).
    const CALL: Call;
    /// The span of [`call_by_text`](Self::call_by_text).
    const CALL_BY_TEXT: Call;
    /// The span of [`fail`](Self::fail).
    const FAILURE: Failure;
    /// `error.type` of [`fail_to_connect`](Self::fail_to_connect).
    const CONNECT_FAILURE: &'static str;
    /// `true` if a pool made the connection: its first span has the time that the pool made the caller wait.
    const IS_POOLED: bool = false;

    /// Starts the server, and prepares what the calls need without any telemetry.
    fn start() -> impl Future<Output = Self>;

    /// Where the calls go: `db.namespace`, `server.address` and `server.port`, as far as the driver knows them.
    fn place(&self) -> Vec<(&'static str, String)>;

    /// Connects. This is one span, `CONNECT`.
    fn connect(&self, telemetry: &Telemetry) -> impl Future<Output = Self::Connection>;

    /// Fails to connect, with [`PASSWORD`], where no server listens.
    fn fail_to_connect(telemetry: &Telemetry) -> impl Future<Output = ()>;

    /// Succeeds. `argument` is an argument and not part of the text.
    fn call(connection: &mut Self::Connection, argument: &str) -> impl Future<Output = ()>;

    /// Succeeds. `literal` is part of the text, and there are no arguments.
    fn call_by_text(connection: &mut Self::Connection, literal: &str) -> impl Future<Output = ()>;

    /// Fails because of [`QUOTED`], and returns the error as a program prints it.
    fn fail(connection: &mut Self::Connection) -> impl Future<Output = String>;

    /// The name of a span.
    fn span_name(&self, operation: &str) -> String {
        operation.to_owned()
    }
}

/// A subject whose calls are cancelled when their futures are dropped.
pub trait Cancellable: Subject {
    /// `false` if the driver itself leaves a connection unusable when a call is dropped.
    const REMAINS_USABLE: bool = true;

    /// Waits for an answer that does not come.
    fn wait(connection: &mut Self::Connection) -> impl Future<Output = ()>;
}

/// A subject whose [`call`](Subject::call) is a query in SQL with one argument, which returns one row.
pub trait Sql: Subject {
    /// `db.collection.name` of the call.
    const COLLECTION: &'static str;
}

/// A subject that has transactions.
pub trait Transacts: Subject {
    /// `true` if the wrapper rolls a transaction back that the program drops.
    const ROLLS_BACK_WHEN_DROPPED: bool = false;

    /// Begins a transaction, makes [`call`](Subject::call) twice with [`ARGUMENT`], with `pause` in between, and ends it. If
    /// there are savepoints, the second call is in one.
    fn transact(
        connection: &mut Self::Connection,
        ending: Ending,
        pause: impl FnOnce(),
    ) -> impl Future<Output = ()>;
}

/// How a program ends a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It commits.
    Commit,
    /// It rolls back.
    Rollback,
    /// It drops the transaction.
    Drop,
}

/// What the span of a call has in addition to the place.
#[derive(Debug)]
pub struct Call {
    /// The value of [`Subject::IDENTITY`].
    pub operation: &'static str,
    /// `db.query.text` by default.
    pub sanitized: &'static str,
    /// `db.query.text` with `QueryText::Parameterized`.
    pub parameterized: &'static str,
    /// `db.query.text` with `QueryText::Raw`.
    pub raw: &'static str,
    /// The attributes that only the span has, and no measurement.
    pub counts: &'static [(&'static str, &'static str)],
}

/// What the span of a failed call has in addition to the place.
#[derive(Debug)]
pub struct Failure {
    /// The value of [`Subject::IDENTITY`].
    pub operation: &'static str,
    /// `db.query.text` by default.
    pub sanitized: &'static str,
    /// `error.type`.
    pub error_type: &'static str,
    /// `db.response.status_code`.
    pub status_code: Option<&'static str>,
    /// The status by default.
    pub description: &'static str,
    /// The status with `error_messages(true)`.
    pub message: &'static str,
}
