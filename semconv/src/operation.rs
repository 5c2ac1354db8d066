//! What: a statement, analysed once, and a call of it.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use opentelemetry::KeyValue;

use crate::attribute::{
    DB_COLLECTION_NAME, DB_OPERATION_NAME, DB_QUERY_SUMMARY, DB_QUERY_TEXT, DB_STORED_PROCEDURE_NAME,
};
use crate::bound::Bound;
use crate::label::Label;
use crate::parameters::Parameters;
use crate::recurring_text::RecurringText;
use crate::settings::{QueryText, Settings};
use crate::sql::{self, Dialect, Options};

/// What is known of a statement or of another thing that a client asks of a server: no value of the caller's.
#[derive(Clone, Debug)]
pub struct Query {
    class: Class,
    summary: Option<Label>,
    text: Option<RecurringText>,
    operation: Option<Label>,
    collection: Option<Label>,
    stored_procedure: Option<Label>,
    /// Where it is not the summary.
    span_name: Option<Label>,
    pub(crate) bound: Bound,
}

/// What a call is for, where that has a setting of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// A statement of the caller's.
    Statement,
    /// The start or end of a transaction or savepoint.
    TransactionControl,
    /// The making of a connection.
    Connect,
    /// A check that a connection is alive.
    HealthCheck,
    /// Another call that has no text, such as a request to cancel.
    Other,
}

impl Query {
    pub(crate) fn new(text: &str, dialect: Dialect, settings: &Settings) -> Self {
        sql::inspect(text, Options::new(dialect, settings.query_text_limit), |found| {
            let raw = || sql::truncate(text, settings.query_text_limit);
            let shown = match settings.query_text {
                QueryText::Raw => raw(),
                QueryText::Parameterized if found.has_parameters => raw(),
                QueryText::Sanitized | QueryText::Parameterized => Cow::Borrowed(found.text),
                QueryText::Off => Cow::Borrowed(""),
            };
            let opt_in = |name: Option<&str>| name.filter(|_| settings.operation_names).map(Label::interned);
            Self {
                class: class_of(found.summary),
                summary: label(found.summary),
                text: (!shown.is_empty()).then(|| RecurringText::new(shown)),
                operation: opt_in(found.operation()),
                collection: opt_in(found.collection()),
                stored_procedure: found.stored_procedure().map(Label::interned),
                span_name: None,
                bound: Bound::new(),
            }
        })
    }

    /// A call that is an operation and no text: its name is the span's, the summary and `db.operation.name`.
    pub const fn control(name: &'static str, class: Class) -> Self {
        Self {
            class,
            summary: Some(Label::Static(name)),
            text: None,
            operation: Some(Label::Static(name)),
            collection: None,
            stored_procedure: None,
            span_name: None,
            bound: Bound::new(),
        }
    }

    /// An operation of a system whose calls have no summary: `{db.operation.name} {target}` names the span, as the
    /// conventions have it, where the target is the stored procedure, or else that of the database.
    pub(crate) fn of_operation(
        operation: &str,
        class: Class,
        stored_procedure: Option<&str>,
        target: &Label,
    ) -> Self {
        let name = format!("{operation} {}", stored_procedure.unwrap_or(target.as_str()));
        Self {
            class,
            summary: None,
            text: None,
            operation: Some(Label::interned(operation)),
            collection: None,
            stored_procedure: stored_procedure.map(Label::interned),
            span_name: Some(Label::interned(&name)),
            bound: Bound::new(),
        }
    }

    /// The same statement, for a call that does something else with it: `PREPARE SELECT users`.
    #[must_use]
    pub fn prefixed(&self, verb: &'static str) -> Self {
        let summary = match &self.summary {
            Some(summary) => Label::interned(&format!("{verb} {}", summary.as_str())),
            None => Label::Static(verb),
        };
        Self {
            class: Class::Statement,
            summary: Some(summary),
            operation: self.operation.as_ref().map(|_| Label::Static(verb)),
            ..self.clone()
        }
    }

    /// The same statement, for a call that is a check of a connection.
    #[must_use]
    pub fn as_health_check(&self) -> Self {
        Self { class: Class::HealthCheck, ..self.clone() }
    }

    /// Nothing known: what a switched-off client has in place of an analysis.
    pub fn unknown() -> Arc<Self> {
        static UNKNOWN: LazyLock<Arc<Query>> = LazyLock::new(|| {
            Arc::new(Query {
                class: Class::Statement,
                summary: None,
                text: None,
                operation: None,
                collection: None,
                stored_procedure: None,
                span_name: None,
                bound: Bound::new(),
            })
        });
        Arc::clone(&UNKNOWN)
    }

    /// How many bytes it has beyond its own size, with those that others may share.
    pub(crate) fn bytes(&self) -> usize {
        [&self.summary, &self.operation, &self.collection, &self.stored_procedure, &self.span_name]
            .into_iter()
            .flatten()
            .map(Label::as_str)
            .chain(self.text.as_ref().map(RecurringText::as_str))
            .map(str::len)
            .sum()
    }

    pub(crate) fn span_name(&self) -> Option<&Label> {
        self.span_name.as_ref().or(self.summary.as_ref())
    }

    /// The attributes that spans and metrics share.
    #[inline]
    pub(crate) fn for_each_shared_attribute(&self, mut each: impl FnMut(KeyValue)) {
        for (key, value) in [
            (DB_QUERY_SUMMARY, &self.summary),
            (DB_OPERATION_NAME, &self.operation),
            (DB_COLLECTION_NAME, &self.collection),
            (DB_STORED_PROCEDURE_NAME, &self.stored_procedure),
        ] {
            if let Some(value) = value {
                each(KeyValue::new(key, value));
            }
        }
    }
}

/// A text that does nothing but control a transaction follows the setting for it, whoever wrote it.
fn class_of(summary: &str) -> Class {
    match summary.to_ascii_uppercase().as_str() {
        "BEGIN"
        | "START TRANSACTION"
        | "COMMIT"
        | "END"
        | "ROLLBACK"
        | "ABORT"
        | "SAVEPOINT"
        | "RELEASE"
        | "RELEASE SAVEPOINT"
        | "ROLLBACK TO"
        | "ROLLBACK TO SAVEPOINT" => Class::TransactionControl,
        _ => Class::Statement,
    }
}

fn label(text: &str) -> Option<Label> {
    (!text.is_empty()).then(|| Label::interned(text))
}

/// Tells what a call is, where something may record it.
///
/// A closure does, unless the text is another for every call and worth the making only where it is looked at.
pub trait Describe<'a> {
    /// The operation, with its text if somebody will look at that.
    fn describe(self, with_text: bool) -> Operation<'a>;
}

impl<'a, F> Describe<'a> for F
where
    F: FnOnce() -> Operation<'a>,
{
    fn describe(self, _with_text: bool) -> Operation<'a> {
        self()
    }
}

/// One call: a statement and what is known of this call of it before it starts.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    pub(crate) query: Cow<'a, Arc<Query>>,
    /// That of this call, where it is not the query's.
    text: Option<Cow<'static, str>>,
    pub(crate) parameters: Option<Parameters>,
    pub(crate) batch_size: Option<usize>,
    pub(crate) implicit: bool,
    pub(crate) blocking: bool,
    /// Nothing goes out, so there is nothing to tell of.
    pub(crate) is_nothing: bool,
}

impl<'a> Operation<'a> {
    /// A call of a statement that this call alone knows.
    #[inline]
    pub fn new(query: Arc<Query>) -> Self {
        Self::from_query(Cow::Owned(query))
    }

    /// A call of a statement that outlives the call.
    #[inline]
    pub fn of(query: &'a Arc<Query>) -> Self {
        Self::from_query(Cow::Borrowed(query))
    }

    #[inline]
    pub(crate) fn from_query(query: Cow<'a, Arc<Query>>) -> Self {
        Self {
            query,
            text: None,
            parameters: None,
            batch_size: None,
            implicit: false,
            blocking: false,
            is_nothing: false,
        }
    }

    /// The text of this call alone: redacted, and no longer than the settings allow.
    #[must_use]
    #[inline]
    pub(crate) fn with_text(mut self, text: Option<Cow<'static, str>>) -> Self {
        self.text = text;
        self
    }

    /// The values of the parameters, which may be filled in until the call ends.
    #[must_use]
    #[inline]
    pub fn with_parameters(mut self, parameters: Option<Parameters>) -> Self {
        self.parameters = parameters;
        self
    }

    /// The number of operations that go out as one. The conventions record it unless it is 1.
    #[must_use]
    #[inline]
    pub fn with_batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = Some(batch_size);
        self
    }

    /// Marks a call that the caller did not make, such as the rollback of a dropped transaction.
    #[must_use]
    pub fn implicit(mut self) -> Self {
        self.implicit = true;
        self
    }

    /// Marks a call that waits at the server until there is something to answer.
    #[must_use]
    #[inline]
    pub fn blocking(mut self, blocking: bool) -> Self {
        self.blocking = blocking;
        self
    }

    /// Marks a call that sends nothing: it is not observed.
    #[must_use]
    #[inline]
    pub(crate) fn nothing(mut self, is_nothing: bool) -> Self {
        self.is_nothing = is_nothing;
        self
    }

    /// What is done: the name of a Redis command, of a call that has no text, or of a statement where the user opted in.
    pub fn name(&self) -> Option<&str> {
        self.query.operation.as_ref().map(Label::as_str)
    }

    /// The summary: operation words and targets.
    pub fn summary(&self) -> Option<&str> {
        self.query.summary.as_ref().map(Label::as_str)
    }

    /// The text, as the setting for it has it.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref().or_else(|| self.query.text.as_ref().map(RecurringText::as_str))
    }

    /// The attribute that the text is: the call's own is moved there.
    #[inline]
    pub(crate) fn take_text(&mut self, take: impl FnOnce(KeyValue)) {
        if let Some(text) = self.text.take() {
            take(KeyValue::new(DB_QUERY_TEXT, text));
        } else if let Some(text) = &self.query.text {
            take(KeyValue::new(DB_QUERY_TEXT, text.tell()));
        }
    }

    /// What the call is for.
    pub fn class(&self) -> Class {
        self.query.class
    }
}
