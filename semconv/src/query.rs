//! The query: a statement, analysed once, or an operation.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use opentelemetry::KeyValue;

use crate::attribute::{DB_COLLECTION_NAME, DB_OPERATION_NAME, DB_QUERY_SUMMARY, DB_STORED_PROCEDURE_NAME};
use crate::measured::Measured;
use crate::name;
use crate::settings::{QueryText, Shown};
use crate::signals::{Bound, HasBound};
use crate::sql::Kind;
use crate::sql::{self, Dialect};
use crate::strings::Label;
use crate::strings::RecurringText;

/// A statement, or another request of a client, without any value of the caller. Calls share it.
#[derive(Clone, Debug)]
pub struct Query {
    class: Class,
    kind: Kind,
    /// It does not run the statement: it prepares or binds it.
    is_preparation: bool,
    pub(crate) summary: Option<Label>,
    pub(crate) text: Option<RecurringText>,
    pub(crate) operation: Option<Label>,
    collection: Option<Label>,
    stored_procedure: Option<Label>,
    /// What names a span that has no summary.
    pub(crate) operation_and_target: Option<Label>,
    pub(crate) measured: Measured,
    bound: Bound,
}

/// The class of a call, if the class has a setting of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// A statement of the caller, or an operation of a system without SQL.
    Statement,
    /// The start or end of a transaction or savepoint.
    TransactionControl,
    /// The creation of a connection.
    Connect,
    /// A check that a connection is alive.
    HealthCheck,
    /// Another call that has no text, such as a request to cancel.
    Other,
}

impl Class {
    /// A text that only controls a transaction follows the setting for it, no matter who wrote it.
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::TransactionBegin
            | Kind::TransactionCommit
            | Kind::TransactionRollback
            | Kind::Savepoint => Self::TransactionControl,
            _ => Self::Statement,
        }
    }
}

impl Query {
    const fn nothing() -> Self {
        Self {
            class: Class::Statement,
            kind: Kind::Other,
            is_preparation: false,
            summary: None,
            text: None,
            operation: None,
            collection: None,
            stored_procedure: None,
            operation_and_target: None,
            measured: Measured::nothing(),
            bound: Bound::new(),
        }
    }

    pub(crate) fn new(text: &str, dialect: Dialect, show: Shown) -> Self {
        sql::inspect(text, show.options(dialect), |found| {
            if has_no_statement(text, found.text) {
                return Self::control(name::operation::PING, Class::HealthCheck);
            }
            let raw = || sql::truncate(text, show.limit);
            let shown = match show.query_text {
                QueryText::Raw => raw(),
                QueryText::Parameterized if found.has_parameters => raw(),
                QueryText::Sanitized | QueryText::Parameterized => Cow::Borrowed(found.text),
                QueryText::Off => Cow::Borrowed(""),
            };
            let name = |name: &str| Label::interned(&show.name(name));
            Self {
                class: Class::of(found.kind()),
                kind: found.kind(),
                summary: (!found.summary.is_empty()).then(|| name(found.summary)),
                text: (!shown.is_empty()).then(|| RecurringText::new(shown)),
                operation: found.operation().filter(|_| show.operation_names).map(Label::interned),
                collection: found.collection().filter(|_| show.operation_names).map(name),
                stored_procedure: found.stored_procedure().map(name),
                ..Self::nothing()
            }
        })
    }

    /// Returns a call that is an operation and no text. Its name is the name of the span, the summary and `db.operation.name`.
    /// [`name::operation`] has those that recur.
    pub fn control(name: &'static str, class: Class) -> Self {
        Self {
            class,
            summary: Some(Label::Static(name)),
            operation: Some(Label::Static(name)),
            ..Self::nothing()
        }
    }

    /// Returns a call that begins or ends a transaction or a savepoint, by a method of the client and not by a text.
    pub fn transaction_control(name: &'static str, kind: Kind) -> Self {
        Self { kind, ..Self::control(name, Class::of(kind)) }
    }

    /// An operation of a system whose calls have no summary.
    pub(crate) fn operation(operation: &str, class: Class, operation_and_target: Label) -> Self {
        Self {
            class,
            operation: Some(Label::interned(operation)),
            operation_and_target: Some(operation_and_target),
            ..Self::nothing()
        }
    }

    pub(crate) fn with_collection(self, collection: Option<&str>) -> Self {
        Self { collection: collection.map(Label::interned), ..self }
    }

    pub(crate) fn with_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    pub(crate) fn with_stored_procedure(self, stored_procedure: Option<&str>) -> Self {
        Self { stored_procedure: stored_procedure.map(Label::interned), ..self }
    }

    /// Returns the same statement, for a call that does something else with it: `PREPARE SELECT users`.
    #[must_use]
    pub fn prefixed(&self, verb: &'static str) -> Self {
        // The words for a check are not those of a statement.
        let summary = self.summary.as_ref().filter(|_| self.class != Class::HealthCheck);
        Self {
            class: Class::Statement,
            kind: Kind::Other,
            is_preparation: true,
            summary: Some(name::prefixed(verb, summary)),
            operation: self.operation.as_ref().map(|_| Label::Static(verb)),
            ..self.clone()
        }
    }

    /// Returns the same statement under another summary.
    pub(crate) fn summarized(&self, summary: Label) -> Self {
        Self { summary: Some(summary), ..self.clone() }
    }

    /// Returns the same statement, for a call that checks a connection.
    #[must_use]
    pub fn as_health_check(&self) -> Self {
        Self { class: Class::HealthCheck, ..self.clone() }
    }

    /// Returns a statement of which nothing is known, for a client that is switched off.
    pub fn unknown() -> Arc<Self> {
        static UNKNOWN: LazyLock<Arc<Query>> = LazyLock::new(|| Arc::new(Query::nothing()));
        Arc::clone(&UNKNOWN)
    }

    /// Returns what the statement does: reads, writes, or begins or ends a transaction.
    #[inline]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the name of its spans: the summary, or operation and target.
    pub(crate) fn name(&self) -> Option<&Label> {
        self.summary.as_ref().or(self.operation_and_target.as_ref())
    }

    /// Returns `true` if the call runs a statement or a command.
    pub(crate) fn runs(&self) -> bool {
        self.class == Class::Statement && !self.is_preparation
    }

    #[inline]
    pub(crate) fn class(&self) -> Class {
        self.class
    }

    /// Returns the bytes that the query has beyond its own size, with those that other queries may share.
    pub(crate) fn bytes(&self) -> usize {
        [&self.summary, &self.operation, &self.collection, &self.stored_procedure, &self.operation_and_target]
            .into_iter()
            .flatten()
            .map(Label::as_str)
            .chain(self.text.as_ref().map(RecurringText::as_str))
            .map(str::len)
            .sum::<usize>()
            + Measured::BYTES
    }

    /// The attributes that spans and metrics share.
    #[inline(always)]
    pub(crate) fn for_each_shared_attribute(&self, mut each: impl FnMut(KeyValue)) {
        // Not a loop over the four: it would write them to the stack first.
        let mut known = |key, value: &Option<Label>| {
            if let Some(value) = value {
                each(KeyValue::new(key, value));
            }
        };
        known(DB_QUERY_SUMMARY, &self.summary);
        known(DB_OPERATION_NAME, &self.operation);
        known(DB_COLLECTION_NAME, &self.collection);
        known(DB_STORED_PROCEDURE_NAME, &self.stored_procedure);
    }
}

/// Returns `true` for a text without a statement: programs send one to ask whether the server is there. It is empty, or has only
/// white space, `;` and comments. MySQL and MariaDB execute what is in `/*! … */`, so such a comment may be a statement.
fn has_no_statement(text: &str, redacted: &str) -> bool {
    redacted.bytes().all(|byte| byte.is_ascii_whitespace() || byte == b';')
        && !["/*!", "/*M!"].iter().any(|executed| text.contains(executed))
}

impl HasBound for Query {
    #[inline]
    fn bound(&self) -> &Bound {
        &self.bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str, dialect: Dialect, query_text: QueryText) -> Query {
        Query::new(
            text,
            dialect,
            Shown { query_text, limit: 16, operation_names: false, masked_names: false, double_quotes: None },
        )
    }

    #[test]
    fn text_without_a_statement_is_a_health_check() {
        for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite, Dialect::Generic] {
            for query_text in [QueryText::Sanitized, QueryText::Raw, QueryText::Off] {
                for text in ["", " \n\t", ";", " ; ;", "/* ping */", "-- ping", "/* a long comment */;"] {
                    let query = query(text, dialect, query_text);
                    assert_eq!(query.class(), Class::HealthCheck, "{text:?}");
                    assert_eq!(query.summary.as_ref().map(Label::as_str), Some("PING"));
                    assert_eq!(
                        query.prefixed("PREPARE").summary.as_ref().map(Label::as_str),
                        Some("PREPARE")
                    );
                }
                for text in
                    ["SELECT 1", "()", "'x'", "/* open", "/*!40101 SET x = 1 */", ";/*M! SET x = 1 */"]
                {
                    assert_eq!(query(text, dialect, query_text).class(), Class::Statement, "{text:?}");
                }
            }
        }
    }
}
