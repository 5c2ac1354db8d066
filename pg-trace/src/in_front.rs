//! The context of a call, in a statement that the driver's client sends in front of it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use db_semconv::{Effect, Following, Front, Observation, Operation, Query, SendsInFront, Session, WorkEnd};
use futures_util::{FutureExt as _, TryStreamExt as _};

use crate::client::CallSite;
use crate::{Error, outcome};

/// The driver's client. What it sends here is not traced.
#[derive(Clone, Copy)]
pub(crate) struct Raw<'a> {
    client: &'a tokio_postgres::Client,
    may_be_cancelled: bool,
}

impl<'a> Raw<'a> {
    /// For a call that no request cancels.
    pub(crate) fn uncancelled(client: &'a tokio_postgres::Client) -> Self {
        Self { client, may_be_cancelled: false }
    }

    pub(crate) fn new(client: &'a tokio_postgres::Client, may_be_cancelled: bool) -> Self {
        Self { client, may_be_cancelled }
    }

    /// The driver queues a simple query in the first poll, which returns the stream.
    fn queue(self, statement: &str) -> Option<tokio_postgres::SimpleQueryStream> {
        self.client.simple_query_raw(statement).now_or_never()?.ok()
    }
}

impl SendsInFront for Raw<'_> {
    type Answer = Pin<Box<dyn Future<Output = bool> + Send>>;

    fn send(self, statement: &str) {
        // The driver reads the answer of a stream that is dropped, and discards it.
        drop(self.queue(statement));
    }

    fn ask(self, statement: &'static str) -> Self::Answer {
        let answer = self.queue(statement);
        Box::pin(async move {
            match answer {
                Some(messages) => messages.try_for_each(|_| std::future::ready(Ok(()))).await.is_ok(),
                None => false,
            }
        })
    }

    fn send_mark(self) -> Option<WorkEnd> {
        let answer = self.ask("");
        Some(WorkEnd::new(async move {
            answer.await;
        }))
    }

    fn may_be_cancelled(self) -> bool {
        self.may_be_cancelled
    }
}

/// Returns what sends the context of a call, if the session does so.
pub(crate) fn front<'s>(session: &'s Session, observation: &Observation<'_>) -> Option<Front<'s>> {
    session.sends_in_front().then(|| session.front(observation))
}

/// Observes a call without a text that has the driver's client for itself, and sends its context in front of it.
pub(crate) async fn observe_alone<D, F, T>(
    session: &Session,
    query: &Arc<Query>,
    call_site: CallSite,
    driver: D,
    client: impl FnOnce(&D) -> &tokio_postgres::Client,
    call: impl FnOnce(D) -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let call = |observation: &Observation<'_>| {
        let front = front(session, observation);
        async move {
            if front.is_some() {
                session.when_cancelled().await;
            }
            let effect = Effect::of_kind(query.kind());
            let begun = front.map(|front| front.begin(Raw::uncancelled(client(&driver)), effect));
            Following::new(begun, call(driver)).await
        }
    };
    session.observe(|| Operation::of(query).called_from(call_site), call, outcome::done).await
}

/// Makes a call of the driver's with a statement, after its context. A text is prepared first, as the driver does it: in between,
/// other calls may send their contexts.
macro_rules! in_context {
    ($client:expr, $front:expr, $statement:expr, |$driver:ident| $call:expr) => {
        ::std::boxed::Box::pin(async move {
            let (client, front) = ($client, $front);
            let prepared;
            let ($driver, effect) = match $crate::statement::convert($statement) {
                $crate::statement::Converted::Statement(statement) => {
                    (statement.inner(), ::db_semconv::Effect::of_kind(statement.query().kind()))
                }
                $crate::statement::Converted::Query(text) => {
                    let preparing = client.driver().prepare(text);
                    prepared = client.around(front.clone(), ::db_semconv::Effect::default, preparing).await?;
                    (&prepared, client.effect_of_statement(text))
                }
            };
            client.around(front, || effect, $call).await
        })
    };
}

pub(crate) use in_context;
