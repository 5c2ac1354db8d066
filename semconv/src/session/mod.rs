//! One connection: the database that it is to, and what is known of this connection alone.

pub(crate) mod cancel_requests;
pub(crate) mod cancelled_work;
mod pool_wait;
pub(crate) mod sent_context;
pub(crate) mod transaction;
pub(crate) mod work_end;

use std::sync::Arc;

use self::cancel_requests::CancelRequests;
use self::cancelled_work::CancelledWork;
use self::pool_wait::PoolWait;
use self::sent_context::SentContext;
use self::transaction::TransactionState;
use crate::database::Database;
use crate::name;
use crate::operation::Operation;
use crate::query::{Class, Query};

/// One connection, as a client holds it next to the driver's. Cheap to clone.
///
/// It starts every span and records every metric of the connection's calls, by [`start`](Self::start),
/// [`observe`](Self::observe) and their like. Clones share all of it; [`sibling`](Self::sibling) makes the session of
/// another connection.
///
/// ```
/// use db_semconv::{Database, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry};
///
/// const INSTRUMENTATION: Instrumentation =
///     Instrumentation { name: "my-client", version: "1.0.0", variable: "MY_CLIENT" };
///
/// let target = Target::new().namespace("shop").address("db.example.com");
/// let database = Database::new(&Telemetry::global(), INSTRUMENTATION, System::POSTGRESQL, &target);
/// let session = Session::new(database);
/// let query = session.database().query("SELECT 1 FROM users WHERE name = 'x'");
/// let observation = session.start(|| Operation::new(query));
/// observation.end(Outcome::returned_rows(1));
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    database: Database,
    connection: Arc<Connection>,
}

/// What belongs to one connection.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    pub(crate) pool_wait: PoolWait,
    pub(crate) transaction: TransactionState,
    pub(crate) sent_context: SentContext,
    pub(crate) cancelled_work: CancelledWork,
    pub(crate) cancel_requests: CancelRequests,
}

impl Session {
    /// Returns a session of a new connection to `database`.
    pub fn new(database: Database) -> Self {
        Self { database, connection: Arc::default() }
    }

    /// Returns a session of another connection to the same database.
    #[must_use]
    pub fn sibling(&self) -> Self {
        Self::new(self.database.clone())
    }

    /// Returns the database of the connection.
    #[inline]
    pub fn database(&self) -> &Database {
        &self.database
    }

    #[inline]
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns `true` if a transaction is open on the connection, as far as observed calls show: one of them began it and
    /// none has ended it. Calls that nothing records are not seen.
    pub fn in_transaction(&self) -> bool {
        self.connection.transaction.is_open()
    }

    /// Returns `true` if a text of a call may get a [comment](crate::Observation::commented): for a client that makes its texts
    /// before its calls.
    #[inline]
    pub fn carries_context(&self) -> bool {
        self.database.settings().sql_comments.get().is_some()
    }

    /// Returns a call that is an operation and no text, such as `PING`.
    ///
    /// `name` is the name of the span. For a system without summaries the target comes after it.
    pub fn control(&self, name: &'static str, class: Class) -> Operation<'static> {
        if self.database.system().has_summaries {
            Operation::new(Arc::new(Query::control(name, class)))
        } else {
            self.operation(name, None, class)
        }
    }

    /// Returns a call of a system that has operations and no SQL.
    ///
    /// The name of the span is `{operation} {collection}`, or `{operation} {target}` if there is no collection.
    pub fn operation(&self, name: &str, collection: Option<&str>, class: Class) -> Operation<'static> {
        let collection = collection.map(|collection| self.database.settings().shown().name(collection));
        let target = collection.as_deref().unwrap_or(self.database.name().as_str());
        let operation_and_target = name::of_operation(name, target);
        Operation::new(Arc::new(
            Query::operation(name, class, operation_and_target).with_collection(collection.as_deref()),
        ))
    }
}
