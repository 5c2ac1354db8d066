//! `COPY … FROM STDIN`.

use std::fmt;
use std::future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use db_semconv::Observation;
use futures_sink::Sink;
use pin_project_lite::pin_project;

use crate::{Error, outcome};

pin_project! {
    /// Like [`tokio_postgres::CopyInSink`]: the span of the call ends when it is finished, fails or is dropped.
    pub struct CopyInSink<T> {
        #[pin]
        inner: tokio_postgres::CopyInSink<T>,
        observation: Observation<'static>,
    }
}

impl<T> CopyInSink<T>
where
    T: Buf + 'static + Send,
{
    pub(crate) fn new((inner, observation): (tokio_postgres::CopyInSink<T>, Observation<'static>)) -> Self {
        Self { inner, observation }
    }

    pub(crate) fn into_parts(self) -> (tokio_postgres::CopyInSink<T>, Observation<'static>) {
        (self.inner, self.observation)
    }

    /// Like [`tokio_postgres::CopyInSink::poll_finish`].
    pub fn poll_finish(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<u64, Error>> {
        let this = self.project();
        let result = ready!(this.inner.poll_finish(context));
        if this.observation.is_active() {
            this.observation.finish(outcome::affected_rows(&result));
        }
        Poll::Ready(result)
    }

    /// Like [`tokio_postgres::CopyInSink::finish`].
    pub async fn finish(mut self: Pin<&mut Self>) -> Result<u64, Error> {
        future::poll_fn(|context| self.as_mut().poll_finish(context)).await
    }
}

impl<T> Sink<T> for CopyInSink<T>
where
    T: Buf + 'static + Send,
{
    type Error = Error;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let this = self.project();
        let result = ready!(this.inner.poll_ready(context));
        Poll::Ready(this.observation.check(result, outcome::failure))
    }

    fn start_send(self: Pin<&mut Self>, item: T) -> Result<(), Error> {
        let this = self.project();
        let result = this.inner.start_send(item);
        this.observation.check(result, outcome::failure)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let this = self.project();
        let result = ready!(this.inner.poll_flush(context));
        Poll::Ready(this.observation.check(result, outcome::failure))
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.poll_finish(context).map_ok(|_| ())
    }
}

impl<T> fmt::Debug for CopyInSink<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CopyInSink").finish_non_exhaustive()
    }
}
