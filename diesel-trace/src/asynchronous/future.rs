//! The futures and streams of a call.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use db_semconv::call::{AtFirstPoll, OpensRows, Returns};
use db_semconv::{
    Describe, Effect, InFront, Late, Observed, ObservedStream, Operation, Parameters, Query, Rows as EachRow,
    Session,
};
use diesel::result::Error;
use pin_project_lite::pin_project;

use crate::asynchronous::driver::AsyncDriver;
use crate::outcome;
use crate::suppression::quietly;

/// The future of a call that returns a number of rows.
pub type Executing<'a, C, F> = Observed<AtFirstPoll<'a, Call>, Sent<'a, C, F>, Returns<usize, Error>>;

/// The future of a call that returns rows.
pub type Loading<'a, C, F, R> = Observed<AtFirstPoll<'a, Call>, Sent<'a, C, F>, OpensRows<R, Error>>;

/// The future of the connection `C`, next to what sends the context of its call.
type Sent<'a, C, F> = InFront<'a, <C as AsyncDriver>::Shared<'a>, Quiet<C, Sending<'a, F>>>;

/// The rows of a call.
pub type Rows<S, R> = ObservedStream<S, R, Error>;

/// The description of a call when its future is made, which is before the call begins.
#[derive(Debug, Default)]
pub struct Call {
    /// `None` if the query cannot be built, or nothing records it.
    pub(crate) query: Option<Arc<Query>>,
    pub(crate) parameters: Option<Parameters>,
    /// The part of its context that the call sends, if it sends any.
    pub(crate) late: Option<Late>,
    /// The effect on the session, if the session carries contexts.
    pub(crate) effect: Effect,
    /// `true` if other calls use the connection meanwhile.
    pub(crate) is_pipelined: bool,
}

impl Call {
    /// The call, of a connection that others use meanwhile.
    #[cfg(feature = "async-postgres")]
    pub(crate) fn pipelined(self) -> Self {
        Self { is_pipelined: true, ..self }
    }

    pub(crate) fn execute<'a, C, F>(
        self,
        session: &'a Session,
        shared: Option<C::Shared<'a>>,
        call: Sending<'a, F>,
    ) -> Executing<'a, C, F>
    where
        C: AsyncDriver,
    {
        let outcome = outcome::counted::<C::Backend>(self.query.as_deref().map(Query::kind));
        let call = self.in_front(session, shared, call);
        session.observe_later(self, call, outcome)
    }

    /// A caller who asked for one row drops the stream after it.
    pub(crate) fn load<'a, C, F, R>(
        self,
        session: &'a Session,
        shared: Option<C::Shared<'a>>,
        call: Sending<'a, F>,
    ) -> Loading<'a, C, F, R>
    where
        C: AsyncDriver,
    {
        let call = self.in_front(session, shared, call);
        session.open_rows_later(self, call, EachRow::each(outcome::failure::<C::Backend>).one_is_enough())
    }

    fn in_front<'a, C, F>(
        &self,
        session: &'a Session,
        shared: Option<C::Shared<'a>>,
        call: Sending<'a, F>,
    ) -> Sent<'a, C, F>
    where
        C: AsyncDriver,
    {
        let call = Quiet::new(call);
        let Some(shared) = shared else { return InFront::nothing(call) };
        let front = session.front_later(self.late.clone());
        // diesel-async may wait for its cache of statements, and prepares before it executes.
        if self.is_pipelined {
            front.around_each_poll(shared, self.effect, call)
        } else {
            front.around(shared, self.effect, call)
        }
    }
}

impl Describe<'_> for Call {
    fn describe(self, _with_text: bool) -> Operation<'static> {
        let query = self.query.unwrap_or_else(Query::unknown);
        Operation::new(query).with_parameters(self.parameters)
    }

    fn late(&self) -> Option<Late> {
        self.late.clone()
    }
}

pin_project! {
    /// A future of the driver's, made with the call or at its first poll, when the text can carry the call's context.
    #[must_use = "futures do nothing unless polled"]
    pub struct Sending<'a, F> {
        make: Option<Box<dyn FnOnce() -> F + Send + 'a>>,
        #[pin]
        made: Option<F>,
    }
}

impl<'a, F> Sending<'a, F> {
    pub(crate) fn made(call: F) -> Self {
        Self { make: None, made: Some(call) }
    }

    pub(crate) fn later(make: impl FnOnce() -> F + Send + 'a) -> Self {
        Self { make: Some(Box::new(make)), made: None }
    }
}

impl<F: Future> Future for Sending<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        if let Some(make) = this.make.take() {
            this.made.set(Some(make()));
        }
        match this.made.as_pin_mut() {
            Some(call) => call.poll(context),
            None => Poll::Pending,
        }
    }
}

impl<F: fmt::Debug> fmt::Debug for Sending<'_, F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sending").field("made", &self.made).finish_non_exhaustive()
    }
}

pin_project! {
    /// A future of the connection `C`, whose call the traced connection records. Nothing below it records the call again:
    /// neither an instrumentation in the connection nor a traced client inside of the connection.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Quiet<C, F> {
        #[pin]
        call: F,
        connection: PhantomData<fn() -> C>,
    }
}

impl<C, F> Quiet<C, F> {
    pub(crate) fn new(call: F) -> Self {
        Self { call, connection: PhantomData }
    }
}

impl<C: AsyncDriver, F: Future> Future for Quiet<C, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let _silence = C::silence();
        quietly(|| self.project().call.poll(context))
    }
}
