//! What: one call, before it starts.

use std::borrow::Cow;
use std::mem;
use std::num::NonZeroUsize;
use std::panic::Location;
use std::sync::Arc;

use opentelemetry::KeyValue;

use crate::attribute::DB_QUERY_TEXT;
use crate::parameters::Parameters;
use crate::propagation::Late;
use crate::query::{Class, Query};
use crate::sql::Kind;
use crate::strings::Label;
use crate::strings::RecurringText;

/// The description of a call, which is made only if something may record the call.
///
/// A closure is one. Implement the trait for a type of your own if the type needs a name, or if the text differs in each call
/// and is expensive to make. The core decides first and describes afterwards.
pub trait Describe<'a> {
    /// Returns the operation, with its text if that will be looked at.
    fn describe(self, with_text: bool) -> Operation<'a>;

    /// Returns what a call which [begins later](crate::call::AtFirstPoll) sends of its context, if it sends any.
    #[inline]
    fn late(&self) -> Option<Late> {
        None
    }
}

impl<'a, F> Describe<'a> for F
where
    F: FnOnce() -> Operation<'a>,
{
    #[inline]
    fn describe(self, _with_text: bool) -> Operation<'a> {
        self()
    }
}

/// Attributes of the adapter's own. Most calls have none, and move one word for them, where a vector has three.
pub(crate) type OwnAttributes = Option<Box<Vec<KeyValue>>>;

/// A call before it starts: its statement, and what is known of this call alone.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    pub(crate) query: Cow<'a, Arc<Query>>,
    /// The text of this call alone, if the query has none.
    text: Option<Cow<'static, str>>,
    pub(crate) parameters: Option<Parameters>,
    /// One more than the size, which takes one word.
    batch_size: Option<NonZeroUsize>,
    pub(crate) implicit: bool,
    pub(crate) blocking: bool,
    /// Nothing is sent, so nothing is recorded.
    pub(crate) is_nothing: bool,
    pub(crate) attributes: OwnAttributes,
    pub(crate) call_site: Option<&'static Location<'static>>,
}

impl<'a> Operation<'a> {
    /// Returns a call of a statement that only this call uses.
    #[inline]
    pub fn new(query: Arc<Query>) -> Self {
        Self::from_query(Cow::Owned(query))
    }

    /// Returns a call of a statement that outlives the call, such as a prepared one.
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
            attributes: None,
            call_site: None,
        }
    }

    /// The text of this call alone: redacted, and no longer than the settings allow.
    #[must_use]
    #[inline]
    pub(crate) fn with_text(mut self, text: Option<Cow<'static, str>>) -> Self {
        self.text = text;
        self
    }

    /// Adds the values of the parameters, which may be filled in until the call ends.
    #[must_use]
    #[inline]
    pub fn with_parameters(mut self, parameters: Option<Parameters>) -> Self {
        self.parameters = parameters;
        self
    }

    /// Sets the number of operations that are sent as one. The conventions record it unless it is 1.
    #[must_use]
    #[inline]
    pub fn with_batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = Some(NonZeroUsize::MIN.saturating_add(batch_size));
        self
    }

    /// Adds an attribute of the adapter's own to the span. A sampler sees it.
    ///
    /// It is exported as it is: never add a value of the caller, and no name that begins with `db.`.
    #[must_use]
    pub fn with_attribute(mut self, attribute: KeyValue) -> Self {
        self.attributes.get_or_insert_default().push(attribute);
        self
    }

    /// Sets the line of the program that makes the call, for users who [ask for
    /// it](crate::TelemetryBuilder::call_site_threshold). A line of the adapter's own sources counts as unknown.
    #[must_use]
    #[inline]
    pub fn called_from(mut self, call_site: &'static Location<'static>) -> Self {
        self.call_site = Some(call_site);
        self
    }

    /// Marks a call that the caller did not make, such as the rollback of a dropped transaction.
    #[must_use]
    pub fn implicit(mut self) -> Self {
        self.implicit = true;
        self
    }

    /// Marks a call that waits at the server until there is an answer, if `blocking` is `true`.
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

    /// Returns the name of the operation: of a Redis command, of a call that has no text, or of a statement if the user opted
    /// in.
    pub fn name(&self) -> Option<&str> {
        self.query.operation.as_ref().map(Label::as_str)
    }

    /// Returns the summary: operation words and targets.
    pub fn summary(&self) -> Option<&str> {
        self.query.summary.as_ref().map(Label::as_str)
    }

    /// Returns the text, in the form that the setting chooses.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref().or_else(|| self.query.text.as_ref().map(RecurringText::as_str))
    }

    #[inline]
    pub(crate) fn batch_size(&self) -> Option<usize> {
        self.batch_size.map(|one_more| one_more.get() - 1)
    }

    /// The attribute that the text is: the call's own is moved there.
    #[inline(always)]
    pub(crate) fn take_text(&mut self, take: impl FnOnce(KeyValue)) {
        if let Some(text) = self.text.take() {
            take(KeyValue::new(DB_QUERY_TEXT, text));
        } else if let Some(text) = &self.query.text {
            take(KeyValue::new(DB_QUERY_TEXT, text.tell()));
        }
    }

    /// Drops the operation. One that holds nothing is forgotten, because its drop would be a call.
    #[inline(always)]
    pub(crate) fn discard(self) {
        let holds = self.text.is_some() | self.parameters.is_some() | self.attributes.is_some();
        if !holds && matches!(self.query, Cow::Borrowed(_)) {
            mem::forget(self);
        }
    }

    /// Returns the class of the call.
    pub fn class(&self) -> Class {
        self.query.class()
    }

    /// Returns what the statement does: reads, writes, or begins or ends a transaction.
    pub fn kind(&self) -> Kind {
        self.query.kind()
    }
}
