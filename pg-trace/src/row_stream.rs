//! Streams of rows.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use db_semconv::{Observation, ObservedStream, Rows};
use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::{Error, Row, outcome};

pin_project! {
    /// Like [`tokio_postgres::RowStream`]: the span of the call ends when it is drained, fails or is dropped.
    pub struct RowStream {
        #[pin]
        inner: ObservedStream<tokio_postgres::RowStream, Row, Error>,
    }

    impl PinnedDrop for RowStream {
        fn drop(this: Pin<&mut Self>) {
            this.project().inner.look_for_end();
        }
    }
}

impl RowStream {
    pub(crate) fn new((stream, observation): (tokio_postgres::RowStream, Observation<'static>)) -> Self {
        Self { inner: ObservedStream::stream(stream, observation, Rows::each(outcome::failure)) }
    }

    /// Like [`tokio_postgres::RowStream::rows_affected`].
    pub fn rows_affected(&self) -> Option<u64> {
        self.inner.inner().rows_affected()
    }
}

impl Stream for RowStream {
    type Item = Result<Row, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.project().inner.poll_next(context)
    }
}

impl fmt::Debug for RowStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RowStream").finish_non_exhaustive()
    }
}
