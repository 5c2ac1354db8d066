//! Functions of the user's that run before each call.

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use opentelemetry::KeyValue;

use crate::notice;
use crate::on_request::CallEnd;
use crate::operation::Operation;

/// A function of the user's. Its `Debug` says only that it is set.
///
/// It may run in a `Drop`, where a panic can abort the process: a dropped transaction is a call as well. So a panic of it ends
/// here, with a warning for the first one.
pub(crate) struct Hook<F: ?Sized> {
    function: Arc<F>,
    has_panicked: Arc<AtomicBool>,
}

/// Returns `true` if the call is to be recorded.
pub(crate) type Filter = Hook<dyn Fn(&Operation<'_>) -> bool + Send + Sync>;
/// Returns the span's name, or `None` for the name that the conventions give.
pub(crate) type SpanName = Hook<dyn Fn(&Operation<'_>) -> Option<Cow<'static, str>> + Send + Sync>;

/// Sees the end of a call.
pub(crate) type OnEnd = Hook<dyn Fn(&mut CallEnd<'_>) + Send + Sync>;

impl<F: ?Sized> Hook<F> {
    pub(super) fn new(function: Arc<F>) -> Self {
        Self { function, has_panicked: Arc::default() }
    }

    /// Runs the function, and returns `None` if it panics.
    pub(crate) fn call<T>(&self, name: &str, otherwise: &str, call: impl FnOnce(&F) -> T) -> Option<T> {
        // The function may be left half done, as after a panic that a web server catches.
        let result = catch_unwind(AssertUnwindSafe(|| call(&self.function))).ok();
        if result.is_none() && !self.has_panicked.swap(true, Ordering::Relaxed) {
            let text = format!("the function `{name}` of the telemetry panicked: {otherwise}");
            notice::warning!("dbtrace.hook", text);
        }
        result
    }
}

impl Filter {
    /// Returns `true` if the call is to be recorded, also if the function panics.
    #[cold]
    pub(crate) fn admits(&self, operation: &Operation<'_>) -> bool {
        self.call("filter", "the call is recorded", |filter| filter(operation)).unwrap_or(true)
    }
}

impl SpanName {
    /// Returns the name that the user gives, and none if the function panics.
    #[cold]
    pub(crate) fn of(&self, operation: &Operation<'_>) -> Option<Cow<'static, str>> {
        self.call("span_name", "the span keeps its default name", |name| name(operation)).flatten()
    }
}

impl OnEnd {
    /// Runs the function. What it has added before a panic is discarded.
    #[cold]
    pub(crate) fn see(&self, mut end: CallEnd<'_>) -> Vec<KeyValue> {
        let seen = self.call("on_end", "the span lacks its attributes", |on_end| on_end(&mut end));
        seen.map(|()| end.into_attributes()).unwrap_or_default()
    }
}

impl<F: ?Sized> Clone for Hook<F> {
    fn clone(&self) -> Self {
        Self { function: Arc::clone(&self.function), has_panicked: Arc::clone(&self.has_panicked) }
    }
}

impl<F: ?Sized> fmt::Debug for Hook<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("set")
    }
}
