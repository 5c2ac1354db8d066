//! How it ended.

use std::borrow::Cow;
use std::fmt;

/// How a call ended: what a client's `fn(&Result<T, E>) -> Outcome` tells of a result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// Rows that the server returned.
    pub returned_rows: Option<u64>,
    /// Rows that the statement changed.
    pub affected_rows: Option<u64>,
    /// Why it failed, where it did.
    pub failure: Option<Failure>,
}

impl Outcome {
    /// Success, and nothing is known of rows.
    pub fn success() -> Self {
        Self::default()
    }

    /// Success with a number of rows returned.
    pub fn returned_rows(rows: u64) -> Self {
        Self { returned_rows: Some(rows), ..Self::default() }
    }

    /// Success with a number of rows changed.
    pub fn affected_rows(rows: u64) -> Self {
        Self { affected_rows: Some(rows), ..Self::default() }
    }

    /// Failure.
    pub fn failure(failure: Failure) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }

    /// The outcome of a result, from what a success tells and what a failure tells.
    pub fn of<T, E>(
        result: &Result<T, E>,
        success: impl FnOnce(&T) -> Self,
        failure: impl FnOnce(&E) -> Failure,
    ) -> Self {
        match result {
            Ok(value) => success(value),
            Err(error) => Self::failure(failure(error)),
        }
    }
}

/// Why a call failed, in words that carry no data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub(crate) error_type: Cow<'static, str>,
    pub(crate) status_code: Option<Cow<'static, str>>,
    pub(crate) description: Cow<'static, str>,
    pub(crate) constraint: Option<String>,
    pub(crate) message: Option<String>,
}

impl Failure {
    /// A failure that the server did not tell of: `error.type` is its class, such as `closed` or `timeout`.
    pub fn class(class: &'static str) -> Self {
        Self {
            error_type: Cow::Borrowed(class),
            status_code: None,
            description: Cow::Borrowed(class),
            constraint: None,
            message: None,
        }
    }

    /// A failure with the server's own code, which is `error.type` and `db.response.status_code`; the description is
    /// the code and the name of the condition that it stands for.
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

    /// The name of the constraint that was violated: metadata that the server gives in a field of its own.
    #[must_use]
    pub fn with_constraint(mut self, constraint: Option<&str>) -> Self {
        self.constraint = constraint.map(str::to_owned);
        self
    }

    /// The message in full, with the values that it quotes. It goes out only where the user opted in.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }
}

/// Without the message, and so without data: the code and its condition, or the class.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.description)
    }
}
