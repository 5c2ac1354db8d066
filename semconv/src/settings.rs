//! What is captured: the settings of a [`Telemetry`](crate::Telemetry).

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use opentelemetry::KeyValue;

use crate::environment::Environment;
use crate::operation::Operation;

/// What `db.query.text` shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryText {
    /// The text with every literal replaced by `?`, also in statements that have parameters.
    #[default]
    Sanitized,
    /// As the conventions recommend: a text with parameters as it is, other text sanitised.
    ///
    /// A literal in a text with parameters leaves the process in this mode.
    Parameterized,
    /// The text as it is, with all its values.
    Raw,
    /// No text. Summaries are still made.
    Off,
}

type Filter = Arc<dyn Fn(&Operation<'_>) -> bool + Send + Sync>;
type SpanName = Arc<dyn Fn(&Operation<'_>) -> Option<Cow<'static, str>> + Send + Sync>;

/// See [`TelemetryBuilder`](crate::TelemetryBuilder), whose methods document each.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that a user sets by name")]
pub(crate) struct Settings {
    pub(crate) enabled: Option<bool>,
    pub(crate) query_text: QueryText,
    pub(crate) query_text_limit: usize,
    pub(crate) masked_keys: bool,
    pub(crate) returned_rows: bool,
    pub(crate) query_parameters: bool,
    pub(crate) error_messages: bool,
    pub(crate) connect_spans: bool,
    pub(crate) transaction_spans: bool,
    pub(crate) health_check_spans: bool,
    pub(crate) require_parent: bool,
    pub(crate) skip_unsampled_parent: bool,
    pub(crate) operation_names: bool,
    pub(crate) bound_instruments: bool,
    pub(crate) pool_acquire_threshold: Option<Duration>,
    pub(crate) pool_hold_threshold: Option<Duration>,
    pub(crate) filter: Option<Filter>,
    pub(crate) span_name: Option<SpanName>,
    pub(crate) attributes: Vec<KeyValue>,
}

impl Settings {
    /// The defaults, as changed by the environment.
    pub(crate) fn from_environment(environment: &Environment<'_>) -> Self {
        Self {
            enabled: None,
            query_text: environment.query_text("DBTRACE_QUERY_TEXT", QueryText::Sanitized),
            query_text_limit: environment.bytes("DBTRACE_QUERY_TEXT_LIMIT", 1_024),
            masked_keys: environment.flag("DBTRACE_MASKED_KEYS", false),
            returned_rows: environment.flag("DBTRACE_RETURNED_ROWS", true),
            query_parameters: environment.flag("DBTRACE_QUERY_PARAMETERS", false),
            error_messages: environment.flag("DBTRACE_ERROR_MESSAGES", false),
            connect_spans: environment.flag("DBTRACE_CONNECT_SPANS", true),
            transaction_spans: environment.flag("DBTRACE_TRANSACTION_SPANS", true),
            health_check_spans: environment.flag("DBTRACE_HEALTH_CHECK_SPANS", false),
            require_parent: environment.flag("DBTRACE_REQUIRE_PARENT", false),
            skip_unsampled_parent: environment.samples_by_parent(),
            operation_names: environment.flag("DBTRACE_OPERATION_NAMES", false),
            bound_instruments: cfg!(feature = "bound-instruments")
                && environment.flag("DBTRACE_BOUND_INSTRUMENTS", false),
            pool_acquire_threshold: environment.milliseconds("DBTRACE_POOL_ACQUIRE_THRESHOLD"),
            pool_hold_threshold: environment.milliseconds("DBTRACE_POOL_HOLD_THRESHOLD"),
            filter: None,
            span_name: None,
            attributes: Vec::new(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("enabled", &self.enabled)
            .field("query_text", &self.query_text)
            .field("query_text_limit", &self.query_text_limit)
            .field("masked_keys", &self.masked_keys)
            .field("returned_rows", &self.returned_rows)
            .field("query_parameters", &self.query_parameters)
            .field("error_messages", &self.error_messages)
            .field("connect_spans", &self.connect_spans)
            .field("transaction_spans", &self.transaction_spans)
            .field("health_check_spans", &self.health_check_spans)
            .field("require_parent", &self.require_parent)
            .field("skip_unsampled_parent", &self.skip_unsampled_parent)
            .field("operation_names", &self.operation_names)
            .field("bound_instruments", &self.bound_instruments)
            .field("pool_acquire_threshold", &self.pool_acquire_threshold)
            .field("pool_hold_threshold", &self.pool_hold_threshold)
            .field("filter", &self.filter.is_some())
            .field("span_name", &self.span_name.is_some())
            .field("attributes", &self.attributes)
            .finish()
    }
}
