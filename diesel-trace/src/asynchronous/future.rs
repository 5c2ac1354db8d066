//! The futures and streams of a call.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use db_semconv::{
    Database, Describe, ObservedLater, ObservedRowsLater, ObservedStream, Operation, Parameters, Query,
};
use diesel::result::Error;
use pin_project_lite::pin_project;

use crate::backend::TracedBackend;
use crate::outcome;
use crate::quiet::quietly;
use crate::statements::Statement;

/// The future of a call that returns a number of rows.
pub type Executing<'a, F> = ObservedLater<'a, Call, Quiet<F>, usize, Error>;

/// The future of a call that returns rows.
pub type Loading<'a, F> = ObservedRowsLater<'a, Call, Quiet<F>, Error>;

/// The rows of a call.
pub type Rows<S, R> = ObservedStream<S, R, Error>;

/// What is known of a call when its future is made, which is before it begins.
#[derive(Debug, Default)]
pub struct Call {
    /// `None` where the query cannot be built, or nobody will want to know.
    pub(crate) statement: Option<Statement>,
    pub(crate) parameters: Option<Parameters>,
}

impl Call {
    pub(crate) fn execute<B, F>(self, database: &Database, call: F) -> Executing<'_, F>
    where
        B: TracedBackend,
    {
        let changes_rows = self.statement.as_ref().is_some_and(|statement| statement.changes_rows);
        let outcome = if changes_rows { outcome::affected_rows::<B> } else { outcome::done::<B, usize> };
        database.observe_later(self, Quiet { call }, outcome)
    }

    pub(crate) fn load<B, F>(self, database: &Database, call: F) -> Loading<'_, F>
    where
        B: TracedBackend,
    {
        database.observe_rows_later(self, Quiet { call }, outcome::failure::<B>)
    }
}

impl Describe<'_> for Call {
    fn describe(self, _with_text: bool) -> Operation<'static> {
        let query = self.statement.map_or_else(Query::unknown, |statement| statement.query);
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
