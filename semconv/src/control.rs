//! The calls that a client makes by a method of its own and not by a text, for systems with summaries.
//!
//! Each has a `db.query.summary`: the span's name is to be these words and nothing more, and the conventions allow that only
//! if the name is the summary. It also distinguishes the calls in the metric.
//!
//! ```
//! # use db_semconv::{Database, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry, control};
//! # let instrumentation = Instrumentation { name: "my-client", version: "1.0.0", variable: "MY_CLIENT" };
//! # let database = Database::new(&Telemetry::global(), instrumentation, System::SQLITE, &Target::new());
//! # let session = Session::new(database);
//! session.start(|| Operation::of(&control::COMMIT)).end(Outcome::success());
//! ```

use std::sync::{Arc, LazyLock};

use crate::name::operation;
use crate::query::{Class, Query};
use crate::sql::Kind;

macro_rules! controls {
    ($($name:ident = $make:expr;)*) => {
        $(
            #[doc = concat!("[`", stringify!($name), "`](operation::", stringify!($name), ")")]
            pub static $name: LazyLock<Arc<Query>> = LazyLock::new(|| Arc::new($make));
        )*
    };
}

controls! {
    CONNECT = Query::control(operation::CONNECT, Class::Connect);
    PING = Query::control(operation::PING, Class::HealthCheck);
    SYNC = Query::control(operation::SYNC, Class::HealthCheck);
    CANCEL = Query::control(operation::CANCEL, Class::Other);
    START_TRANSACTION = Query::transaction_control(operation::START_TRANSACTION, Kind::TransactionBegin);
    COMMIT = Query::transaction_control(operation::COMMIT, Kind::TransactionCommit);
    ROLLBACK = Query::transaction_control(operation::ROLLBACK, Kind::TransactionRollback);
    SAVEPOINT = Query::transaction_control(operation::SAVEPOINT, Kind::Savepoint);
    RELEASE = Query::transaction_control(operation::RELEASE, Kind::Savepoint);
    ROLLBACK_TO = Query::transaction_control(operation::ROLLBACK_TO, Kind::Savepoint);
}
