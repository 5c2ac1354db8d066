//! The calls that have no text of the caller's.

use std::sync::{Arc, LazyLock};

use db_semconv::{Class, Query};

macro_rules! controls {
    ($($(#[$attribute:meta])* $name:ident = $text:literal, $class:ident;)*) => {
        $($(#[$attribute])* pub(crate) static $name: LazyLock<Arc<Query>> =
            LazyLock::new(|| Arc::new(Query::control($text, Class::$class)));)*
    };
}

controls! {
    CONNECT = "CONNECT", Connect;
    CANCEL = "CANCEL", Other;
    SYNC = "SYNC", HealthCheck;
    #[cfg(feature = "deadpool")]
    PING = "PING", HealthCheck;
    START_TRANSACTION = "START TRANSACTION", TransactionControl;
    COMMIT = "COMMIT", TransactionControl;
    ROLLBACK = "ROLLBACK", TransactionControl;
    SAVEPOINT = "SAVEPOINT", TransactionControl;
    RELEASE = "RELEASE", TransactionControl;
    ROLLBACK_TO = "ROLLBACK TO", TransactionControl;
}
