//! Functions of the user's that run before each call.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::operation::Operation;

/// Returns `true` if the call is to be recorded.
pub(crate) type Filter = Hook<dyn Fn(&Operation<'_>) -> bool + Send + Sync>;
/// Returns the span's name, or `None` for the name that the conventions give.
pub(crate) type SpanName = Hook<dyn Fn(&Operation<'_>) -> Option<Cow<'static, str>> + Send + Sync>;

/// A function of the user's, called through `Deref`. Its `Debug` says only that it is set.
pub(crate) struct Hook<F: ?Sized>(pub(crate) Arc<F>);

impl<F: ?Sized> Clone for Hook<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<F: ?Sized> Deref for Hook<F> {
    type Target = F;

    #[inline]
    fn deref(&self) -> &F {
        &self.0
    }
}

impl<F: ?Sized> fmt::Debug for Hook<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("set")
    }
}
