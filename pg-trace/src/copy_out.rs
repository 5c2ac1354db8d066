//! `COPY … TO STDOUT`.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use db_semconv::{Observation, Outcome};
use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::{Error, outcome};

pin_project! {
    /// Like [`tokio_postgres::CopyOutStream`]: the span of the call ends when it is drained, fails or is dropped.
    pub struct CopyOutStream {
        #[pin]
        inner: tokio_postgres::CopyOutStream,
        observation: Observation<'static>,
    }
}

impl CopyOutStream {
    pub(crate) fn new((inner, observation): (tokio_postgres::CopyOutStream, Observation<'static>)) -> Self {
        Self { inner, observation }
    }

    pub(crate) fn into_parts(self) -> (tokio_postgres::CopyOutStream, Observation<'static>) {
        (self.inner, self.observation)
    }
}

/// The data says nothing of rows, so none are counted.
impl Stream for CopyOutStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        let item = ready!(this.inner.poll_next(context)).transpose();
        let item = this.observation.check(item, outcome::failure);
        if let Ok(None) = item {
            this.observation.finish(Outcome::success());
        }
        Poll::Ready(item.transpose())
    }
}

impl fmt::Debug for CopyOutStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CopyOutStream").finish_non_exhaustive()
    }
}
