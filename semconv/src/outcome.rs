//! How a call ended.

use std::borrow::Cow;
use std::fmt;

use opentelemetry::KeyValue;

use crate::operation::OwnAttributes;

use crate::postgres::condition_name;

/// How a call ended.
///
/// An adapter's `fn(&Result<T, E>) -> Outcome` finds it in a result, and borrows from the result.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Outcome<'e> {
    /// Rows that the server returned.
    pub returned_rows: Option<u64>,
    /// Rows that the statement changed.
    pub affected_rows: Option<u64>,
    /// Why the call failed, if it did.
    pub failure: Option<Failure<'e>>,
    pub(crate) attributes: OwnAttributes,
}

impl<'e> Outcome<'e> {
    /// Returns a success without a number of rows.
    pub fn success() -> Self {
        Self::default()
    }

    /// Returns a success with the number of rows that the server returned.
    pub fn returned_rows(rows: u64) -> Self {
        Self { returned_rows: Some(rows), ..Self::default() }
    }

    /// Returns a success with the number of rows that the statement changed.
    pub fn affected_rows(rows: u64) -> Self {
        Self { affected_rows: Some(rows), ..Self::default() }
    }

    /// Returns a failure.
    pub fn failure(failure: Failure<'e>) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }

    /// Returns the outcome of a result: `success` reads the value, `failure` reads the error.
    pub fn of<T, E>(
        result: &'e Result<T, E>,
        success: impl FnOnce(&'e T) -> Self,
        failure: impl FnOnce(&'e E) -> Failure<'e>,
    ) -> Self {
        match result {
            Ok(value) => success(value),
            Err(error) => Self::failure(failure(error)),
        }
    }

    /// Adds an attribute of the adapter's own to the span.
    ///
    /// It is exported as it is: never add a value of the caller, and no name that begins with `db.`.
    #[must_use]
    pub fn with_attribute(mut self, attribute: KeyValue) -> Self {
        self.attributes.get_or_insert_default().push(attribute);
        self
    }

    /// The same outcome, for a call that ends later. Its message is made now, or never.
    pub(crate) fn into_owned(self, message: bool) -> Outcome<'static> {
        Outcome {
            returned_rows: self.returned_rows,
            affected_rows: self.affected_rows,
            failure: self.failure.map(|failure| failure.into_owned(message)),
            attributes: self.attributes,
        }
    }
}

/// Why a call failed: a class or a code, which carry no data, and the way to the server's message, which carries data.
pub struct Failure<'e> {
    pub(crate) error_type: Cow<'static, str>,
    pub(crate) status_code: Option<Cow<'static, str>>,
    pub(crate) description: Cow<'static, str>,
    pub(crate) constraint: Option<Cow<'e, str>>,
    message: Option<Message<'e>>,
}

impl<'e> Failure<'e> {
    /// Returns a failure that the server did not report. `error.type` is its class, such as `closed` or `timeout`.
    pub fn class(class: &'static str) -> Self {
        Self {
            error_type: Cow::Borrowed(class),
            status_code: None,
            description: Cow::Borrowed(class),
            constraint: None,
            message: None,
        }
    }

    /// Returns a failure with the server's own code, which is `error.type` and `db.response.status_code`.
    ///
    /// The status description is the code and the name of the condition that it stands for.
    pub fn status(code: impl Into<Cow<'static, str>>, condition: Option<&'static str>) -> Self {
        let code = code.into();
        let description = match condition {
            Some(condition) => Cow::Owned(format!("{code} {condition}")),
            None => code.clone(),
        };
        Self {
            error_type: code.clone(),
            status_code: Some(code),
            description,
            constraint: None,
            message: None,
        }
    }

    /// Returns a failure with an SQLSTATE: as [`status`](Self::status), with the name of the condition that the code stands
    /// for if PostgreSQL has one.
    ///
    /// ```
    /// assert_eq!(db_semconv::Failure::sqlstate("23505").to_string(), "23505 unique_violation");
    /// ```
    pub fn sqlstate(code: &str) -> Self {
        match condition_name(code) {
            Some((code, condition)) => Self::status(code, Some(condition)),
            None => Self::status(code.to_owned(), None),
        }
    }

    /// Adds the name of the constraint that was violated. Only take it from a field of its own, never from a message.
    #[must_use]
    pub fn with_constraint(mut self, constraint: Option<&'e str>) -> Self {
        self.constraint = constraint.map(Cow::Borrowed);
        self
    }

    /// Adds the way to the message, with the values that it quotes. It is formatted only if the user opted in.
    #[must_use]
    pub fn with_message(mut self, message: Message<'e>) -> Self {
        self.message = Some(message);
        self
    }

    /// Returns the message. The caller has seen that the user opted in.
    pub(crate) fn message(&self) -> Option<Cow<'_, str>> {
        self.message.as_ref().map(Message::text)
    }

    fn into_owned(self, message: bool) -> Failure<'static> {
        let message = self.message.filter(|_| message).map(|message| message.text().into_owned());
        Failure {
            error_type: self.error_type,
            status_code: self.status_code,
            description: self.description,
            constraint: self.constraint.map(|constraint| Cow::Owned(constraint.into_owned())),
            message: message.map(|message| Message(Source::Text(Cow::Owned(message)))),
        }
    }
}

/// Shows the code and its condition, or the class. The message is not shown, and so no data.
impl fmt::Display for Failure<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.description)
    }
}

/// As [`Display`](fmt::Display).
impl fmt::Debug for Failure<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Failure")
            .field("error_type", &self.error_type)
            .field("status_code", &self.status_code)
            .field("description", &self.description)
            .field("constraint", &self.constraint)
            .finish_non_exhaustive()
    }
}

/// The way to the server's message, which quotes values. It is formatted only if the user opted in.
///
/// ```
/// use std::num::ParseIntError;
///
/// use db_semconv::{Failure, Message};
///
/// fn failure(error: &ParseIntError) -> Failure<'_> {
///     Failure::class("conversion").with_message(Message::display(error))
/// }
/// # failure(&"x".parse::<u8>().expect_err("no number"));
/// ```
pub struct Message<'e>(Source<'e>);

enum Source<'e> {
    Text(Cow<'e, str>),
    Display(&'e (dyn fmt::Display + Sync)),
    Made(Box<dyn Fn() -> String + Send + Sync + 'e>),
}

impl<'e> Message<'e> {
    /// Returns a message that is a text already.
    pub fn text_of(text: &'e str) -> Self {
        Self(Source::Text(Cow::Borrowed(text)))
    }

    /// Returns a message that is what `error` displays.
    pub fn display(error: &'e (dyn fmt::Display + Sync)) -> Self {
        Self(Source::Display(error))
    }

    /// Returns a message that a function makes, for an error that displays only a part of it.
    pub fn made_by(make: impl Fn() -> String + Send + Sync + 'e) -> Self {
        Self(Source::Made(Box::new(make)))
    }

    fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Source::Text(text) => Cow::Borrowed(text),
            Source::Display(error) => Cow::Owned(error.to_string()),
            Source::Made(make) => Cow::Owned(make()),
        }
    }
}

/// Shows nothing of the message.
impl fmt::Debug for Message<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Message(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_and_display_of_an_outcome_show_no_message() {
        let secret = "Key (email)=(alice@example.com) already exists.";
        let messages = [
            Message::text_of(secret),
            Message::display(&secret),
            Message::made_by(|| panic!("formatted without an opt-in")),
        ];
        for message in messages {
            assert_eq!(format!("{message:?}"), "Message(…)");
            let outcome =
                Outcome::failure(Failure::status("23505", Some("unique_violation")).with_message(message));
            let failure = outcome.failure.as_ref().expect("a failure");
            for shown in [format!("{outcome:?}"), format!("{outcome:#?}"), failure.to_string()] {
                assert!(!shown.contains("alice"), "{shown}");
                assert!(shown.contains("23505 unique_violation"), "{shown}");
            }
        }
    }

    #[test]
    fn owned_outcome_has_its_message_only_after_an_opt_in() {
        let outcome = || Outcome::failure(Failure::class("io").with_message(Message::text_of("secret")));
        let message = |outcome: &Outcome<'_>| {
            let failure = outcome.failure.as_ref().expect("a failure");
            failure.message().map(Cow::into_owned)
        };
        assert_eq!(message(&outcome().into_owned(false)), None);
        assert_eq!(message(&outcome().into_owned(true)).as_deref(), Some("secret"));
    }
}
