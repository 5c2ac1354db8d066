//! When the observation of a call begins.

use std::fmt;
use std::task::Poll;

use super::observation::Observation;
use crate::operation::Describe;
use crate::session::Session;

/// When the observation of a call begins, and what surrounds its polls.
///
/// An [`Observation`] has begun. [`AtFirstPoll`] begins with the first poll, [`UnlessCached`](super::UnlessCached) when the
/// call is known to reach the server.
pub trait Begin {
    /// Polls the call, with its span as the current one if others can nest in it. `is_success` says of an answer whether it
    /// is one.
    fn poll<R>(&mut self, poll: impl FnOnce() -> Poll<R>, is_success: impl Fn(&R) -> bool) -> Poll<R>;

    /// Gives the observation to `use_it`. It observes nothing before the call has begun.
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T;
}

impl Begin for Observation<'_> {
    #[inline]
    fn poll<R>(&mut self, poll: impl FnOnce() -> Poll<R>, _is_success: impl Fn(&R) -> bool) -> Poll<R> {
        let _nesting = self.context().map(|span| span.clone().attach());
        poll()
    }

    #[inline]
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T {
        use_it(self)
    }
}

/// An observation that begins with the first poll: for a client whose futures or streams have names, and so cannot be those
/// of an `async fn`.
// It names its lifetime once, and no trait relates it to another: so the compiler finds what holds it to be `Send` also if it
// has forgotten which lifetimes are the same, as it has for what is held over an `await`.
#[must_use = "nothing is observed before it is polled"]
pub struct AtFirstPoll<'a, D> {
    /// Taken at the first poll.
    later: Option<(&'a Session, D)>,
    observation: Observation<'a>,
}

impl<'a, D> AtFirstPoll<'a, D> {
    pub(super) fn new(session: &'a Session, operation: D) -> Self {
        Self { later: Some((session, operation)), observation: Observation::none() }
    }
}

impl<'a, D: Describe<'a>> Begin for AtFirstPoll<'a, D> {
    #[inline]
    fn poll<R>(&mut self, poll: impl FnOnce() -> Poll<R>, is_success: impl Fn(&R) -> bool) -> Poll<R> {
        if let Some((session, operation)) = self.later.take() {
            self.observation = session.start(operation);
        }
        self.observation.poll(poll, is_success)
    }

    #[inline]
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T {
        use_it(&mut self.observation)
    }
}

impl<D> fmt::Debug for AtFirstPoll<'_, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AtFirstPoll")
            .field("has_begun", &self.later.is_none())
            .field("observation", &self.observation)
            .finish_non_exhaustive()
    }
}
