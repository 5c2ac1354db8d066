//! The settings of a [`Telemetry`](crate::Telemetry), each declared once.

use std::sync::OnceLock;
use std::time::Duration;

use super::attributes::UsersAttributes;
use super::environment::Environment;
use super::hooks::{Filter, OnEnd, SpanName};
use super::query_text::{QueryText, Shown};
use super::session_context::SessionContext;
use super::sql_comments::SqlComments;
use crate::redis::Keys;
use crate::sql::DoubleQuotes;

/// Makes [`Settings`] of lines `name: type = default, "VARIABLE"`: the field and how it is read from the environment.
macro_rules! settings {
    ($($name:ident: $type:ty = $default:expr, $variable:literal;)*) => {
        /// See [`TelemetryBuilder`](crate::TelemetryBuilder), whose methods document each.
        #[derive(Clone, Debug)]
        pub(crate) struct Settings {
            $(pub(crate) $name: $type,)*
            /// `None` if the variables of each instrumentation decide.
            pub(crate) enabled: Option<bool>,
            pub(crate) skip_unsampled_parent: bool,
            pub(crate) filter: Option<Filter>,
            pub(crate) span_name: Option<SpanName>,
            pub(crate) on_end: Option<OnEnd>,
            pub(crate) attributes: UsersAttributes,
        }

        impl Settings {
            fn read(environment: &Environment<'_>) -> Self {
                Self {
                    $($name: environment.read($variable, $default),)*
                    enabled: None,
                    skip_unsampled_parent: environment.samples_by_parent(),
                    filter: None,
                    span_name: None,
                    on_end: None,
                    attributes: UsersAttributes::default(),
                }
            }
        }

        /// The name, the variable and the default of each setting, as a person writes them.
        #[cfg(test)]
        pub(super) fn declared() -> Vec<(&'static str, &'static str, String)> {
            vec![$((stringify!($name), $variable, <$type as super::environment::Value>::word(&$default))),*]
        }
    };
}

settings! {
    query_text: QueryText = QueryText::Sanitized, "DBTRACE_QUERY_TEXT";
    query_text_limit: usize = 1024, "DBTRACE_QUERY_TEXT_LIMIT";
    masked_keys: Keys = Keys::Shown, "DBTRACE_MASKED_KEYS";
    masked_names: bool = false, "DBTRACE_MASKED_NAMES";
    double_quotes: Option<DoubleQuotes> = None, "DBTRACE_DOUBLE_QUOTES";
    returned_rows: bool = true, "DBTRACE_RETURNED_ROWS";
    returned_rows_metric: bool = false, "DBTRACE_RETURNED_ROWS_METRIC";
    query_parameters: bool = false, "DBTRACE_QUERY_PARAMETERS";
    error_messages: bool = false, "DBTRACE_ERROR_MESSAGES";
    connect_spans: bool = true, "DBTRACE_CONNECT_SPANS";
    transaction_spans: bool = true, "DBTRACE_TRANSACTION_SPANS";
    health_check_spans: bool = false, "DBTRACE_HEALTH_CHECK_SPANS";
    transaction_times: bool = true, "DBTRACE_TRANSACTION_TIMES";
    require_parent: bool = false, "DBTRACE_REQUIRE_PARENT";
    operation_names: bool = false, "DBTRACE_OPERATION_NAMES";
    sql_comments: SqlComments = SqlComments::off(), "DBTRACE_SQL_COMMENTS";
    session_context: SessionContext = SessionContext::Off, "DBTRACE_SESSION_CONTEXT";
    bound_instruments: bool = false, "DBTRACE_BOUND_INSTRUMENTS";
    stream_times: bool = false, "DBTRACE_STREAM_TIMES";
    in_flight_metric: bool = false, "DBTRACE_IN_FLIGHT_METRIC";
    cache_metric: bool = false, "DBTRACE_CACHE_METRIC";
    repetition_threshold: Option<usize> = None, "DBTRACE_REPETITION_THRESHOLD";
    executor_delay: bool = false, "DBTRACE_EXECUTOR_DELAY";
    call_site_threshold: Option<Duration> = None, "DBTRACE_CALL_SITE_THRESHOLD";
    queued_behind_cancelled: bool = false, "DBTRACE_QUEUED_BEHIND_CANCELLED";
    slow_call_threshold: Option<Duration> = None, "DBTRACE_SLOW_CALL_THRESHOLD";
    pool_acquire_threshold: Option<Duration> = None, "DBTRACE_POOL_ACQUIRE_THRESHOLD";
    pool_hold_threshold: Option<Duration> = None, "DBTRACE_POOL_HOLD_THRESHOLD";
}

impl Settings {
    /// Returns what is shown of a text.
    pub(crate) fn shown(&self) -> Shown {
        let Self {
            query_text, query_text_limit: limit, operation_names, masked_names, double_quotes, ..
        } = *self;
        Shown { query_text, limit, operation_names, masked_names, double_quotes }
    }

    /// Returns the defaults as changed by the environment, which is read once in a process.
    pub(crate) fn of_process() -> Self {
        static READ: OnceLock<Settings> = OnceLock::new();
        if let Some(settings) = READ.get() {
            return settings.clone();
        }
        let environment = Environment::of_process();
        let mut settings = Self::read(&environment);
        settings.bound_instruments &= cfg!(feature = "bound-instruments");
        // The warnings come last: a subscriber that receives them may connect a client, which comes here again.
        if READ.set(settings.clone()).is_ok() {
            environment.warn();
        }
        settings
    }
}
