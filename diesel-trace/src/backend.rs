//! The differences between the databases that diesel supports.

use db_semconv::{Database, Session, System, Target, Telemetry};
use diesel::backend::Backend;
use diesel::result::DatabaseErrorKind;

/// A backend of diesel's whose connections can be traced: PostgreSQL's, MySQL's or SQLite's.
///
/// It is sealed.
pub trait TracedBackend: Backend<QueryBuilder: Default> + Default + sealed::Sealed {
    /// What is talked to.
    const SYSTEM: System;

    /// Returns the server that a URL names, without its password.
    fn target(url: &str) -> Target;

    /// The server's code for a failure, and the name of what it stands for, where diesel's kind stands for one code only.
    #[doc(hidden)]
    fn status(kind: DatabaseErrorKind) -> Option<(&'static str, &'static str)>;
}

pub(crate) fn session<B: TracedBackend>(telemetry: &Telemetry, target: &Target) -> Session {
    Session::new(Database::new(telemetry, crate::INSTRUMENTATION, B::SYSTEM, target))
}

mod sealed {
    pub trait Sealed {}
}

#[cfg(feature = "postgres_backend")]
impl sealed::Sealed for diesel::pg::Pg {}

#[cfg(feature = "postgres_backend")]
impl TracedBackend for diesel::pg::Pg {
    const SYSTEM: System = System::POSTGRESQL;

    fn target(url: &str) -> Target {
        crate::target::postgres::of(url)
    }

    fn status(kind: DatabaseErrorKind) -> Option<(&'static str, &'static str)> {
        let code = match kind {
            DatabaseErrorKind::UniqueViolation => "23505",
            DatabaseErrorKind::ForeignKeyViolation => "23503",
            DatabaseErrorKind::NotNullViolation => "23502",
            DatabaseErrorKind::CheckViolation => "23514",
            DatabaseErrorKind::RestrictViolation => "23001",
            DatabaseErrorKind::ExclusionViolation => "23P01",
            DatabaseErrorKind::ReadOnlyTransaction => "25006",
            DatabaseErrorKind::SerializationFailure => "40001",
            _ => return None,
        };
        db_semconv::postgres::condition_name(code)
    }
}

#[cfg(feature = "mysql_backend")]
impl sealed::Sealed for diesel::mysql::Mysql {}

#[cfg(feature = "mysql_backend")]
impl TracedBackend for diesel::mysql::Mysql {
    const SYSTEM: System = System::MYSQL;

    fn target(url: &str) -> Target {
        crate::target::mysql::of(url)
    }

    /// The server's error numbers. The other kinds have several each.
    fn status(kind: DatabaseErrorKind) -> Option<(&'static str, &'static str)> {
        match kind {
            DatabaseErrorKind::CheckViolation => Some(("3819", "ER_CHECK_CONSTRAINT_VIOLATED")),
            DatabaseErrorKind::ReadOnlyTransaction => {
                Some(("1792", "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION"))
            }
            DatabaseErrorKind::SerializationFailure => Some(("1213", "ER_LOCK_DEADLOCK")),
            _ => None,
        }
    }
}

#[cfg(feature = "sqlite")]
impl sealed::Sealed for diesel::sqlite::Sqlite {}

#[cfg(feature = "sqlite")]
impl TracedBackend for diesel::sqlite::Sqlite {
    const SYSTEM: System = System::SQLITE;

    fn target(url: &str) -> Target {
        crate::target::sqlite::of(url)
    }

    /// Extended result codes. A unique violation has two: of a constraint and of a primary key.
    fn status(kind: DatabaseErrorKind) -> Option<(&'static str, &'static str)> {
        match kind {
            DatabaseErrorKind::CheckViolation => Some(("275", "SQLITE_CONSTRAINT_CHECK")),
            DatabaseErrorKind::ForeignKeyViolation => Some(("787", "SQLITE_CONSTRAINT_FOREIGNKEY")),
            DatabaseErrorKind::NotNullViolation => Some(("1299", "SQLITE_CONSTRAINT_NOTNULL")),
            _ => None,
        }
    }
}
