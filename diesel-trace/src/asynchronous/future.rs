//! The futures and streams of a call.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use db_semconv::call::{AtFirstPoll, OpensRows, Returns};
use db_semconv::{
    Describe, Observed, ObservedStream, Operation, Parameters, Query, Rows as EachRow, Session,
};
use diesel::result::Error;
use pin_project_lite::pin_project;

use crate::backend::TracedBackend;
use crate::outcome;
use crate::suppression::quietly;

/// The future of a call that returns a number of rows.
pub type Executing<'a, F> = Observed<AtFirstPoll<'a, Call>, Quiet<F>, Returns<usize, Error>>;

/// The future of a call that returns rows.
pub type Loading<'a, F, R> = Observed<AtFirstPoll<'a, Call>, Quiet<F>, OpensRows<R, Error>>;

/// The rows of a call.
pub type Rows<S, R> = ObservedStream<S, R, Error>;

/// What is known of a call when its future is made, which is before it begins.
#[derive(Debug, Default)]
pub struct Call {
    /// `None` if the query cannot be built, or nothing records it.
    pub(crate) query: Option<Arc<Query>>,
    pub(crate) parameters: Option<Parameters>,
}

impl Call {
    pub(crate) fn execute<B, F>(self, session: &Session, call: F) -> Executing<'_, F>
    where
        B: TracedBackend,
    {
        let outcome = outcome::counted::<B>(self.query.as_deref().map(Query::kind));
        session.observe_later(self, Quiet { call }, outcome)
    }

    /// A caller who asked for one row drops the stream after it.
    pub(crate) fn load<B, F, R>(self, session: &Session, call: F) -> Loading<'_, F, R>
    where
        B: TracedBackend,
    {
        session.open_rows_later(self, Quiet { call }, EachRow::each(outcome::failure::<B>).one_is_enough())
    }
}

impl Describe<'_> for Call {
    fn describe(self, _with_text: bool) -> Operation<'static> {
        let query = self.query.unwrap_or_else(Query::unknown);
        Operation::new(query).with_parameters(self.parameters)
    }
}

pin_project! {
    /// A future of the driver's, of which the connection around it tells: what an instrumentation of ours hears meanwhile
    /// is no news.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Quiet<F> {
        #[pin]
        call: F,
    }
}

impl<F> Quiet<F> {
    pub(crate) fn new(call: F) -> Self {
        Self { call }
    }
}

impl<F: Future> Future for Quiet<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        quietly(|| self.project().call.poll(context))
    }
}
