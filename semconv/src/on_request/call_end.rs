//! The end of a call, for the user's function.

use std::fmt;
use std::time::Duration;

use opentelemetry::KeyValue;

use super::EndedCall;
use crate::query::Class;
use crate::sql::Kind;
use crate::strings::Label;

/// A call that has ended, as [`TelemetryBuilder::on_end`](crate::TelemetryBuilder::on_end) sees it. It holds no value of the
/// caller.
pub struct CallEnd<'c> {
    call: &'c EndedCall<'c>,
    attributes: Vec<KeyValue>,
}

impl<'c> CallEnd<'c> {
    pub(super) fn new(call: &'c EndedCall<'c>) -> Self {
        Self { call, attributes: Vec::new() }
    }

    pub(crate) fn into_attributes(self) -> Vec<KeyValue> {
        self.attributes
    }

    /// Returns the summary: operation words and targets.
    pub fn summary(&self) -> Option<&str> {
        self.call.query.summary.as_ref().map(Label::as_str)
    }

    /// Returns the name of the operation, as [`Operation::name`](crate::Operation::name) does.
    pub fn name(&self) -> Option<&str> {
        self.call.query.operation.as_ref().map(Label::as_str)
    }

    /// Returns the class of the call.
    pub fn class(&self) -> Class {
        self.call.query.class()
    }

    /// Returns what the statement did.
    pub fn kind(&self) -> Kind {
        self.call.query.kind()
    }

    /// Returns how long the call took.
    pub fn duration(&self) -> Duration {
        self.call.duration()
    }

    /// Returns `true` if the caller dropped the call before its end.
    pub fn is_cancelled(&self) -> bool {
        self.call.cancelled
    }

    /// Returns `error.type` if the call failed.
    pub fn error_type(&self) -> Option<&str> {
        self.call.outcome.failure.as_ref().map(|failure| failure.error_type.as_ref())
    }

    /// Returns `db.response.status_code` if the server reported a failure.
    pub fn status_code(&self) -> Option<&str> {
        self.call.outcome.failure.as_ref().and_then(|failure| failure.status_code.as_deref())
    }

    /// Returns the number of rows that the server returned, if it is known.
    pub fn returned_rows(&self) -> Option<u64> {
        self.call.returned_rows
    }

    /// Returns the number of rows that the statement changed, if it is known.
    pub fn affected_rows(&self) -> Option<u64> {
        self.call.affected_rows
    }

    /// Adds an attribute to the span, if the call has one. It is exported as it is.
    pub fn set_attribute(&mut self, attribute: KeyValue) {
        self.attributes.push(attribute);
    }
}

impl fmt::Debug for CallEnd<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallEnd")
            .field("summary", &self.summary())
            .field("duration", &self.duration())
            .field("error_type", &self.error_type())
            .finish_non_exhaustive()
    }
}
