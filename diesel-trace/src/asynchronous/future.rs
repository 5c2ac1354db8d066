//! The futures and streams of a call.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use db_semconv::{
    Database, Describe, Later, Observation, Observed, ObservedStream, Opening, Operation, Query,
};
use diesel::result::Error;
use futures_util::TryFutureExt as _;
use futures_util::future::MapOk;
use pin_project_lite::pin_project;

use crate::backend::TracedBackend;
use crate::outcome;
use crate::quiet::quietly;
use crate::statements::Statement;

/// The future of a call that returns a number of rows.
pub type Executing<'a, F> = Later<'a, Call, Observed<'a, Quiet<F>, usize, Error>>;

/// The future of a call that returns rows.
pub type Loading<'a, F, S, R> =
    MapOk<Later<'a, Call, Opening<'a, Quiet<F>, Error>>, fn((S, Observation<'static>)) -> Rows<S, R>>;

/// The rows of a call.
pub type Rows<S, R> = ObservedStream<S, R, Error>;

/// What is known of a call when its future is made, which is before it begins.
#[derive(Debug)]
pub struct Call(Option<Statement>);

impl Call {
    /// `None` where the query cannot be built, or nobody will want to know.
    pub(crate) fn new(statement: Option<Statement>) -> Self {
        Self(statement)
    }

    pub(crate) fn execute<B, F>(self, database: &Database, call: F) -> Executing<'_, F>
    where
        B: TracedBackend,
        F: Future<Output = Result<usize, Error>>,
    {
        let changes_rows = self.0.as_ref().is_some_and(|statement| statement.changes_rows);
        let outcome = if changes_rows { outcome::affected_rows::<B> } else { outcome::done::<B, usize> };
        database.observe_later(self, Quiet { call }, outcome)
    }

    pub(crate) fn load<B, F, S, R>(self, database: &Database, call: F) -> Loading<'_, F, S, R>
    where
        B: TracedBackend,
        F: Future<Output = Result<S, Error>>,
    {
        let opening = database.open_later(self, Quiet { call }, outcome::failure::<B>);
        opening.map_ok(rows::<B, S, R>)
    }
}

impl Describe<'_> for Call {
    fn describe(self, _with_text: bool) -> Operation<'static> {
        Operation::new(self.0.map_or_else(Query::unknown, |statement| statement.query))
    }
}

fn rows<B: TracedBackend, S, R>((stream, mut observation): (S, Observation<'static>)) -> Rows<S, R> {
    observation.one_row_is_enough();
    ObservedStream::new(stream, observation, |_| 1, outcome::failure::<B>)
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
