//! Streams of simple query messages.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use db_semconv::{Observation, ObservedStream, Rows};
use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::{Error, SimpleQueryMessage, outcome};

pin_project! {
    /// Like [`tokio_postgres::SimpleQueryStream`]: the span of the call ends when it is drained, fails or is dropped.
    pub struct SimpleQueryStream {
        #[pin]
        inner: ObservedStream<tokio_postgres::SimpleQueryStream, SimpleQueryMessage, Error>,
    }

    impl PinnedDrop for SimpleQueryStream {
        fn drop(this: Pin<&mut Self>) {
            this.project().inner.look_for_end();
        }
    }
}

impl SimpleQueryStream {
    pub(crate) fn new(
        (stream, observation): (tokio_postgres::SimpleQueryStream, Observation<'static>),
    ) -> Self {
        let rows = Rows::new(outcome::message, outcome::failure);
        Self { inner: ObservedStream::stream(stream, observation, rows) }
    }
}

impl Stream for SimpleQueryStream {
    type Item = Result<SimpleQueryMessage, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.project().inner.poll_next(context)
    }
}

impl fmt::Debug for SimpleQueryStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SimpleQueryStream").finish_non_exhaustive()
    }
}
