//! A call that its adapter polls itself.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::observation::Observation;
use crate::session::Session;

impl Session {
    /// Returns `true` if something surrounds the calls of the connection: a statement [in front of
    /// them](Self::sends_in_front), or a [watch](Observation::watched) of each poll. It is for an adapter that has a way of its
    /// own for calls without both.
    pub fn surrounds_calls(&self) -> bool {
        self.sends_in_front() || self.database().settings().executor_delay
    }
}

/// A call of which each poll is watched. See [`Observation::watched`].
#[derive(Debug)]
#[must_use = "futures do nothing unless polled"]
pub struct Watched<'w, 'a, C> {
    pub(super) observation: &'w mut Observation<'a>,
    pub(super) call: C,
}

impl<C: Future + Unpin> Future for Watched<'_, '_, C> {
    type Output = C::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { observation, call } = &mut *self;
        Pin::new(call).poll(&mut observation.watch(context))
    }
}
