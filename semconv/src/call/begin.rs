//! When the observation of a call begins.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::observation::Observation;
use crate::operation::{Describe, Operation};
use crate::session::Session;

/// The beginning of an observation, and what surrounds the polls of its call.
///
/// An [`Observation`] has begun, and so has [`AroundNested`]. [`AtFirstPoll`] begins with the first poll,
/// [`UnlessCached`](super::UnlessCached) when the call is known to reach the server.
pub trait Begin {
    /// Polls the call by `poll`, with its span as the current one if others can nest in it. `is_success` returns `true` if an answer is
    /// a success.
    fn poll<C, R>(
        &mut self,
        call: Pin<&mut C>,
        context: &mut Context<'_>,
        poll: impl FnOnce(Pin<&mut C>, &mut Context<'_>) -> Poll<R>,
        is_success: impl Fn(&R) -> bool,
    ) -> Poll<R>;

    /// Passes the observation to `use_it`. It observes nothing before the call has begun.
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T;
}

impl Observation<'_> {
    /// The one copy of the driver's future for calls that something watches.
    #[cold]
    #[inline(never)]
    fn poll_watched<C, R>(
        &mut self,
        call: Pin<&mut C>,
        context: &Context<'_>,
        poll: impl FnOnce(Pin<&mut C>, &mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        poll(call, &mut self.watch(context))
    }
}

impl Begin for Observation<'_> {
    #[inline]
    fn poll<C, R>(
        &mut self,
        call: Pin<&mut C>,
        context: &mut Context<'_>,
        poll: impl FnOnce(Pin<&mut C>, &mut Context<'_>) -> Poll<R>,
        _is_success: impl Fn(&R) -> bool,
    ) -> Poll<R> {
        if self.is_watched() { self.poll_watched(call, context, poll) } else { poll(call, context) }
    }

    #[inline]
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T {
        use_it(self)
    }
}

/// An observation that has begun, of a call in which other spans can nest: its span is the current one during each poll.
#[derive(Debug)]
#[must_use = "dropping an observation records that the call was cancelled"]
pub struct AroundNested<'a>(pub(super) Observation<'a>);

impl Begin for AroundNested<'_> {
    // The futures that nest are those that connect, with some ten kB of code each: so there is one copy of each.
    #[inline(never)]
    fn poll<C, R>(
        &mut self,
        call: Pin<&mut C>,
        context: &mut Context<'_>,
        poll: impl FnOnce(Pin<&mut C>, &mut Context<'_>) -> Poll<R>,
        _is_success: impl Fn(&R) -> bool,
    ) -> Poll<R> {
        let _nesting = self.0.nesting();
        poll(call, &mut self.0.watch(context))
    }

    #[inline]
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T {
        use_it(&mut self.0)
    }
}

/// An observation that begins with the first poll.
///
/// It is for a client whose futures or streams have names, and so cannot be those of an `async fn`.
// It names its lifetime once, and no trait relates it to another: so the compiler finds what holds it to be `Send` also if it
// has forgotten which lifetimes are the same, as it has for what is held over an `await`.
#[must_use = "nothing is observed before it is polled"]
pub struct AtFirstPoll<'a, D> {
    /// Taken at the first poll.
    later: Option<(Cow<'a, Session>, D)>,
    observation: Observation<'a>,
}

impl<'a, D> AtFirstPoll<'a, D> {
    pub(super) fn new(session: &'a Session, operation: D) -> Self {
        Self { later: Some((Cow::Borrowed(session), operation)), observation: Observation::none() }
    }

    pub(super) fn into_owned(self) -> AtFirstPoll<'static, D> {
        AtFirstPoll {
            later: self.later.map(|(session, operation)| (Cow::Owned(session.into_owned()), operation)),
            observation: self.observation.into_owned(),
        }
    }
}

impl<'a, D: Describe<'a>> Begin for AtFirstPoll<'a, D> {
    #[inline]
    fn poll<C, R>(
        &mut self,
        call: Pin<&mut C>,
        context: &mut Context<'_>,
        poll: impl FnOnce(Pin<&mut C>, &mut Context<'_>) -> Poll<R>,
        is_success: impl Fn(&R) -> bool,
    ) -> Poll<R> {
        if let Some((session, operation)) = self.later.take() {
            let late = operation.late();
            self.observation = match session {
                Cow::Borrowed(session) => session.start(operation),
                Cow::Owned(session) => {
                    let operation = Shorter { operation, longer: PhantomData };
                    session.start(operation).into_owned()
                }
            };
            if let Some(late) = late {
                late.begin(&self.observation);
            }
        }
        self.observation.poll(call, context, poll, is_success)
    }

    #[inline]
    fn with<T>(&mut self, use_it: impl FnOnce(&mut Observation<'_>) -> T) -> T {
        use_it(&mut self.observation)
    }
}

/// The description of an operation that lives longer than is asked for.
struct Shorter<'l, D> {
    operation: D,
    longer: PhantomData<&'l ()>,
}

impl<'s, 'l: 's, D: Describe<'l>> Describe<'s> for Shorter<'l, D> {
    fn describe(self, with_text: bool) -> Operation<'s> {
        self.operation.describe(with_text)
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
