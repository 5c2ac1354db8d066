//! The setting for comments in SQL texts.

use std::sync::Arc;

use opentelemetry::propagation::TextMapPropagator;

use super::hooks::Hook;
use crate::propagation::GlobalPropagator;

/// Writes the context of a span into a carrier.
pub(crate) type Propagator = Hook<dyn TextMapPropagator + Send + Sync>;

/// Comments in SQL texts, which carry the context of a call's own span to the server: see
/// [SQL comments](crate::sql_comments).
///
/// ```
/// use db_semconv::{SqlComments, Telemetry};
///
/// // The context alone:
/// let telemetry = Telemetry::builder().sql_comments(true).build();
///
/// // With keys of your own:
/// let comments = SqlComments::new().key("application", "shop").key("framework", "axum");
/// let telemetry = Telemetry::builder().sql_comments(comments).build();
/// ```
#[derive(Clone, Debug)]
pub struct SqlComments(Option<Arc<Comments>>);

/// What is in a comment.
#[derive(Clone, Debug)]
pub(crate) struct Comments {
    pub(crate) keys: Vec<(String, String)>,
    pub(crate) propagator: Propagator,
}

impl SqlComments {
    /// Returns comments with the context of the span, as the global propagator writes it. If the program has set none, it is a
    /// `traceparent` of the W3C.
    pub fn new() -> Self {
        Self(Some(Comments::of_context()))
    }

    /// Returns no comments.
    pub const fn off() -> Self {
        Self(None)
    }

    /// Adds a key with the same value in each comment, such as `application`, `db_driver` or `framework`. The last value of a key
    /// counts. A key that the propagator writes has the propagator's value.
    ///
    /// The value reaches the server's logs: never give a user's data.
    #[must_use]
    pub fn key(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let (key, value) = (key.into(), value.into());
        self.changed(|comments| {
            comments.keys.retain(|(other, _)| *other != key);
            comments.keys.push((key, value));
        })
    }

    /// Writes the context by `propagator`, and not by the global one.
    #[must_use]
    pub fn propagator(self, propagator: impl TextMapPropagator + Send + Sync + 'static) -> Self {
        self.changed(|comments| comments.propagator = Hook::new(Arc::new(propagator)))
    }

    fn changed(self, change: impl FnOnce(&mut Comments)) -> Self {
        let mut comments = self.0.unwrap_or_else(Comments::of_context);
        change(Arc::make_mut(&mut comments));
        Self(Some(comments))
    }

    /// Returns what is in a comment, or `None` if there are no comments.
    #[inline]
    pub(crate) fn get(&self) -> Option<&Comments> {
        self.0.as_deref()
    }
}

impl Comments {
    fn of_context() -> Arc<Self> {
        Arc::new(Self { keys: Vec::new(), propagator: Hook::new(Arc::new(GlobalPropagator)) })
    }
}

impl Default for SqlComments {
    fn default() -> Self {
        Self::new()
    }
}

/// `true` is [`SqlComments::new`], and `false` is [`SqlComments::off`].
impl From<bool> for SqlComments {
    fn from(is_on: bool) -> Self {
        if is_on { Self::new() } else { Self::off() }
    }
}
