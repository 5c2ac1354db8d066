//! The ways to observe a call: one line of an adapter's method.

use std::future::Future;

use futures_core::Stream;

use super::begin::{AroundNested, AtFirstPoll};
use super::end::{HandsOver, OpensRows, Returns, Rows};
use super::future::Observed;
use super::observation::Observation;
use crate::operation::Describe;
use crate::outcome::{Failure, Outcome};
use crate::session::Session;

/// The ways to observe a call. [Write an adapter](crate::write_an_adapter#the-observation) has a table of them.
///
/// In most of them the call is a function of its observation, so it can carry the [identity of its own
/// span](Observation::span_context) to the server. The function runs once, after the observation has begun.
///
/// Use them in the body of an adapter's `async fn`, which runs at the first poll. For futures and streams that have a name, and
/// so cannot be those of an `async fn`, use `observe_later`, `open_rows_later` and `observe_rows`: they begin with the first
/// poll.
impl Session {
    /// Observes a call that ends when its future has its result.
    #[inline]
    pub fn observe<'a, F, T, E>(
        &'a self,
        operation: impl Describe<'a>,
        call: impl FnOnce(&Observation<'a>) -> F,
        outcome: fn(&Result<T, E>) -> Outcome<'_>,
    ) -> Observed<Observation<'a>, F, Returns<T, E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let observation = self.start(operation);
        let call = call(&observation);
        Observed::new(observation, call, Returns(outcome))
    }

    /// Like [`observe`](Self::observe), for a call in which other spans can nest: its span is the current one while the future
    /// is made and polled.
    pub fn observe_nesting<'a, F, T, E>(
        &'a self,
        operation: impl Describe<'a>,
        call: impl FnOnce(&Observation<'a>) -> F,
        outcome: fn(&Result<T, E>) -> Outcome<'_>,
    ) -> Observed<AroundNested<'a>, F, Returns<T, E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let observation = self.start_nesting(operation);
        let nesting = observation.nesting();
        let call = call(&observation);
        drop(nesting);
        Observed::new(AroundNested(observation), call, Returns(outcome))
    }

    /// Observes a call that opens a stream or a sink. A success returns it with the observation, which goes on.
    ///
    /// Make an [`ObservedStream`](crate::ObservedStream) of the two, or end the observation when the sink is closed.
    #[inline]
    pub fn open<'a, F, T, E>(
        &'a self,
        operation: impl Describe<'a>,
        call: impl FnOnce(&Observation<'a>) -> F,
        failure: fn(&E) -> Failure<'_>,
    ) -> Observed<Observation<'a>, F, HandsOver<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let observation = self.start(operation);
        let call = call(&observation);
        Observed::new(observation, call, HandsOver(failure))
    }

    /// Like [`observe`](Self::observe), from the first poll of a future that is made before.
    pub fn observe_later<D, F, T, E>(
        &self,
        operation: D,
        call: F,
        outcome: fn(&Result<T, E>) -> Outcome<'_>,
    ) -> Observed<AtFirstPoll<'_, D>, F, Returns<T, E>> {
        Observed::new(AtFirstPoll::new(self, operation), call, Returns(outcome))
    }

    /// Observes a call that opens a stream, from the first poll of a future that is made before.
    pub fn open_rows_later<D, F, T, E>(
        &self,
        operation: D,
        call: F,
        rows: Rows<T, E>,
    ) -> Observed<AtFirstPoll<'_, D>, F, OpensRows<T, E>> {
        Observed::new(AtFirstPoll::new(self, operation), call, OpensRows(rows))
    }

    /// Observes a call that is a stream, from the first poll of the stream, which is made before.
    ///
    /// ```
    /// # use db_semconv::{Database, Failure, Instrumentation, Operation, Rows, Session, System, Target, Telemetry};
    /// # let instrumentation = Instrumentation { name: "my-client", version: "1.0.0", variable: "MY_CLIENT" };
    /// # let database = Database::new(&Telemetry::global(), instrumentation, System::SQLITE, &Target::new());
    /// # let session = Session::new(database);
    /// # struct Row; struct Error;
    /// let driver = futures_util::stream::iter([Ok::<Row, Error>(Row), Ok(Row)]);
    /// let query = session.database().query("SELECT name FROM users");
    /// let rows = session.observe_rows(|| Operation::new(query), driver, Rows::each(|_| Failure::class("closed")));
    /// # drop(rows);
    /// ```
    pub fn observe_rows<D, S, T, E>(
        &self,
        operation: D,
        stream: S,
        rows: Rows<T, E>,
    ) -> Observed<AtFirstPoll<'_, D>, S, Rows<T, E>>
    where
        S: Stream<Item = Result<T, E>>,
    {
        Observed::new(AtFirstPoll::new(self, operation), stream, rows)
    }

    /// Like [`observe`](Self::observe), for a call that blocks.
    #[inline]
    pub fn observe_blocking<'a, T, E>(
        &'a self,
        operation: impl Describe<'a>,
        call: impl FnOnce(&Observation<'a>) -> Result<T, E>,
        outcome: fn(&Result<T, E>) -> Outcome<'_>,
    ) -> Result<T, E> {
        let mut observation = self.start(operation);
        let result = call(&observation);
        if observation.is_active() {
            observation.finish(outcome(&result));
        }
        result
    }
}
