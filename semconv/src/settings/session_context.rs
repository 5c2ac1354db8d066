//! The setting for the context in sessions of PostgreSQL.

use std::fmt;

/// Where the session of PostgreSQL carries the context of a call: see [session context](crate::session_context).
///
/// ```
/// use db_semconv::{SessionContext, Telemetry};
///
/// let telemetry = Telemetry::builder().session_context(SessionContext::PgTracing).build();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionContext {
    /// Nowhere.
    #[default]
    Off,
    /// In `pg_tracing.trace_context`, inside open transactions only.
    PgTracing,
    /// In `application_name`, which is the `traceparent` while a call runs.
    ApplicationName,
}

impl SessionContext {
    pub(crate) const ALL: [Self; 3] = [Self::Off, Self::PgTracing, Self::ApplicationName];
}

/// The word in the environment variable.
impl fmt::Display for SessionContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Off => "off",
            Self::PgTracing => "pg_tracing",
            Self::ApplicationName => "application_name",
        })
    }
}
