//! The context of a call, in a statement that diesel-async's connection to PostgreSQL sends in front of it.

use std::fmt;
use std::future::ready;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use db_semconv::SendsInFront;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use futures_util::future::{BoxFuture, poll_fn};

use crate::asynchronous::driver::AsyncDriver as _;
use crate::suppression::silently;

/// diesel-async's connection. Neither an instrumentation nor a traced client records what it sends here.
#[derive(Clone, Copy)]
pub struct Raw<'a>(pub(crate) &'a AsyncPgConnection);

impl<'a> Raw<'a> {
    /// The first poll queues the statement.
    fn queue<'s>(self, statement: &'s str) -> (BoxFuture<'s, bool>, Poll<bool>)
    where
        'a: 's,
    {
        let Self(mut connection) = self;
        let mut sending: BoxFuture<'s, bool> =
            Box::pin(async move { connection.batch_execute(statement).await.is_ok() });
        let answer = poll(sending.as_mut(), &mut Context::from_waker(Waker::noop()));
        (sending, answer)
    }
}

impl<'a> SendsInFront for Raw<'a> {
    type Answer = BoxFuture<'a, bool>;

    fn send(self, statement: &str) {
        // The driver reads the answer of a future that is dropped, and discards it.
        drop(self.queue(statement));
    }

    fn ask(self, statement: &'static str) -> Self::Answer {
        let (mut sending, answer) = self.queue(statement);
        match answer {
            Poll::Ready(accepts) => Box::pin(ready(accepts)),
            Poll::Pending => Box::pin(poll_fn(move |context| poll(sending.as_mut(), context))),
        }
    }
}

impl fmt::Debug for Raw<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Raw").finish_non_exhaustive()
    }
}

fn poll(sending: Pin<&mut (dyn Future<Output = bool> + Send + '_)>, context: &mut Context<'_>) -> Poll<bool> {
    let _silence = AsyncPgConnection::silence();
    silently(|| sending.poll(context))
}
