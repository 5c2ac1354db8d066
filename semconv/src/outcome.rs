//! The outcome of a call.

use std::borrow::Cow;
use std::fmt;

use opentelemetry::KeyValue;

use crate::operation::OwnAttributes;
use crate::postgres::condition_name;
use crate::sql;
use crate::strings::Bounded;

/// The end of a call: success or failure, and the number of rows.
///
/// An adapter's `fn(&Result<T, E>) -> Outcome` finds it in a result, and borrows from the result.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Outcome<'e> {
    /// Rows that the server returned.
    pub returned_rows: Option<u64>,
    /// Rows that the statement changed.
    pub affected_rows: Option<u64>,
    /// Why the call failed, if it did. It is boxed because most calls succeed, and move and drop one word for it.
    pub failure: Option<Box<Failure<'e>>>,
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
        Self { failure: Some(Box::new(failure)), ..Self::default() }
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

    /// Drops the outcome. One that holds nothing is forgotten, because its drop would be a call.
    #[inline]
    pub(crate) fn discard(self) {
        if self.failure.is_none() && self.attributes.is_none() {
            std::mem::forget(self);
        }
    }

    /// The same outcome, for a call that ends later. Its message is made now with the most bytes that it may have, or never.
    pub(crate) fn into_owned(self, message: Option<usize>) -> Outcome<'static> {
        Outcome {
            returned_rows: self.returned_rows,
            affected_rows: self.affected_rows,
            failure: self.failure.map(|failure| Box::new(failure.into_owned(message))),
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
    /// for if PostgreSQL has one. A text that is no SQLSTATE, of five letters and digits, is left out.
    ///
    /// ```
    /// assert_eq!(db_semconv::Failure::sqlstate("23505").to_string(), "23505 unique_violation");
    /// ```
    pub fn sqlstate(code: &str) -> Self {
        match condition_name(code) {
            Some((code, condition)) => Self::status(code, Some(condition)),
            None if is_sqlstate(code) => Self::status(code.to_owned(), None),
            // The conventions' value for an error that has no class.
            None => Self::class("_OTHER"),
        }
    }

    /// Adds the name of the constraint that was violated. Only take it from a field of its own, never from a message.
    ///
    /// It is left out unless the failure has an SQLSTATE of class 23 (integrity constraint violation), and if it has more than
    /// 63 bytes, the most of a name in PostgreSQL: a program can put any text into the field (`RAISE … USING CONSTRAINT`).
    #[must_use]
    pub fn with_constraint(mut self, constraint: Option<&'e str>) -> Self {
        let code = self.status_code.as_deref();
        let is_violated = code.is_some_and(|code| is_sqlstate(code) && code.starts_with("23"));
        let constraint = constraint.filter(|name| is_violated && name.len() <= LONGEST_NAME);
        self.constraint = constraint.map(Cow::Borrowed);
        self
    }

    /// Adds the way to the message, with the values that it quotes. It is formatted only if the user opted in.
    #[must_use]
    pub fn with_message(mut self, message: Message<'e>) -> Self {
        self.message = Some(message);
        self
    }

    /// Returns the message, of at most `limit` bytes; 0 is no limit. The caller has seen that the user opted in.
    pub(crate) fn message(&self, limit: usize) -> Option<Cow<'_, str>> {
        self.message.as_ref().map(|message| message.text(limit))
    }

    fn into_owned(self, message: Option<usize>) -> Failure<'static> {
        let message = message.and_then(|limit| Some(self.message?.text(limit).into_owned()));
        Failure {
            error_type: self.error_type,
            status_code: self.status_code,
            description: self.description,
            constraint: self.constraint.map(|constraint| Cow::Owned(constraint.into_owned())),
            message: message.map(|message| Message(Source::Text(Cow::Owned(message)))),
        }
    }
}

/// PostgreSQL's, without the byte that ends it (`NAMEDATALEN`).
const LONGEST_NAME: usize = 63;

fn is_sqlstate(code: &str) -> bool {
    code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
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

/// The way to the server's message, which quotes values. It is formatted only if the user opted in, and only up to the limit of
/// the text.
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
    Written(Box<Written<'e>>),
}

type Written<'e> = dyn Fn(&mut dyn fmt::Write) -> fmt::Result + Send + Sync + 'e;

impl<'e> Message<'e> {
    /// Returns a message that is a text already.
    pub fn text_of(text: &'e str) -> Self {
        Self(Source::Text(Cow::Borrowed(text)))
    }

    /// Returns a message that is what `error` displays.
    pub fn display(error: &'e (dyn fmt::Display + Sync)) -> Self {
        Self(Source::Display(error))
    }

    /// Returns a message that a function writes, for an error that displays only a part of it. At the limit the function gets
    /// an error, which it returns.
    ///
    /// ```
    /// # use db_semconv::Message;
    /// let (error, cause) = ("cannot connect", "connection refused");
    /// Message::written_by(move |text| write!(text, "{error}: {cause}"));
    /// ```
    pub fn written_by(write: impl Fn(&mut dyn fmt::Write) -> fmt::Result + Send + Sync + 'e) -> Self {
        Self(Source::Written(Box::new(write)))
    }

    fn text(&self, limit: usize) -> Cow<'_, str> {
        let written = match &self.0 {
            Source::Text(text) => return sql::truncate(text, limit),
            Source::Display(error) => Bounded::written(limit, |text| write!(text, "{error}")),
            Source::Written(write) => Bounded::written(limit, write),
        };
        // An error that cannot be displayed has no message.
        Cow::Owned(
            written.map(|written| sql::truncate(&written.text, limit).into_owned()).unwrap_or_default(),
        )
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
            Message::written_by(|_| panic!("formatted without an opt-in")),
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
            failure.message(0).map(Cow::into_owned)
        };
        assert_eq!(message(&outcome().into_owned(None)), None);
        assert_eq!(message(&outcome().into_owned(Some(0))).as_deref(), Some("secret"));
        assert_eq!(message(&outcome().into_owned(Some(5))).as_deref(), Some("se…"));
    }

    #[test]
    fn message_has_at_most_the_bytes_of_the_limit() {
        let text = "s".repeat(1_000);
        let messages = [
            Message::text_of(&text),
            Message::display(&text),
            Message::written_by(|message| write!(message, "{}{}", &text[..9], &text[9..])),
        ];
        for message in messages {
            assert_eq!(message.text(10), "sssssss…");
            assert_eq!(message.text(1_000), text);
            assert_eq!(message.text(0), text);
        }
    }

    #[test]
    fn error_that_cannot_be_displayed_has_an_empty_message() {
        struct Broken;
        impl fmt::Display for Broken {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                Err(fmt::Error)
            }
        }
        assert_eq!(Message::display(&Broken).text(10), "");
    }

    #[test]
    fn constraint_is_kept_for_integrity_violations_only() {
        let kept = |failure: Failure<'static>, name| failure.with_constraint(Some(name)).constraint;
        for code in ["23505", "23P01", "23999"] {
            assert_eq!(kept(Failure::sqlstate(code), "users_key").as_deref(), Some("users_key"), "{code}");
        }
        for code in ["P0001", "40001", "2350", "235055", "23é0"] {
            assert_eq!(kept(Failure::sqlstate(code), "zulu@example.com"), None, "{code}");
        }
        assert_eq!(kept(Failure::class("unique_violation"), "zulu@example.com"), None);
    }

    #[test]
    fn constraint_with_more_than_63_bytes_is_left_out() {
        let (longest, too_long) = ("x".repeat(63), "é".repeat(32));
        let kept = |name| Failure::sqlstate("23505").with_constraint(Some(name)).constraint.is_some();
        assert!(kept(&*longest));
        assert!(!kept(&*too_long));
    }

    #[test]
    fn code_that_is_no_sqlstate_is_left_out() {
        for code in ["", "zulu", "zulu@", "zulu zulu"] {
            let failure = Failure::sqlstate(code);
            assert_eq!((failure.status_code, &*failure.error_type), (None, "_OTHER"), "{code}");
        }
        assert_eq!(Failure::sqlstate("XYZZY").status_code.as_deref(), Some("XYZZY"));
    }
}
