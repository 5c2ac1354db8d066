//! Utilities for working with the PostgreSQL binary copy format, like [`tokio_postgres::binary_copy`].

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use db_semconv::{Observation, ObservedStream, Rows};
use futures_core::Stream;
use pin_project_lite::pin_project;
use tokio_postgres::binary_copy as driver;
pub use tokio_postgres::binary_copy::BinaryCopyOutRow;

use crate::types::{BorrowToSql, ToSql, Type};
use crate::{CopyInSink, CopyOutStream, Error, outcome};

pin_project! {
    /// Like [`tokio_postgres::binary_copy::BinaryCopyInWriter`].
    pub struct BinaryCopyInWriter {
        #[pin]
        inner: driver::BinaryCopyInWriter,
        observation: Observation<'static>,
    }
}

impl BinaryCopyInWriter {
    /// Like [`tokio_postgres::binary_copy::BinaryCopyInWriter::new`].
    pub fn new(sink: CopyInSink<Bytes>, types: &[Type]) -> BinaryCopyInWriter {
        let (sink, observation) = sink.into_parts();
        BinaryCopyInWriter { inner: driver::BinaryCopyInWriter::new(sink, types), observation }
    }

    /// Like [`tokio_postgres::binary_copy::BinaryCopyInWriter::write`].
    pub async fn write(self: Pin<&mut Self>, values: &[&(dyn ToSql + Sync)]) -> Result<(), Error> {
        let this = self.project();
        let result = this.inner.write(values).await;
        this.observation.check(result, outcome::failure)
    }

    /// Like [`tokio_postgres::binary_copy::BinaryCopyInWriter::write_raw`].
    pub async fn write_raw<P, I>(self: Pin<&mut Self>, values: I) -> Result<(), Error>
    where
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        let this = self.project();
        let result = this.inner.write_raw(values).await;
        this.observation.check(result, outcome::failure)
    }

    /// Like [`tokio_postgres::binary_copy::BinaryCopyInWriter::finish`].
    pub async fn finish(self: Pin<&mut Self>) -> Result<u64, Error> {
        let this = self.project();
        let result = this.inner.finish().await;
        if this.observation.is_active() {
            this.observation.finish(outcome::affected_rows(&result));
        }
        result
    }
}

impl fmt::Debug for BinaryCopyInWriter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BinaryCopyInWriter").finish_non_exhaustive()
    }
}

pin_project! {
    /// Like [`tokio_postgres::binary_copy::BinaryCopyOutStream`]: its rows are counted.
    pub struct BinaryCopyOutStream {
        #[pin]
        inner: ObservedStream<driver::BinaryCopyOutStream, BinaryCopyOutRow, Error>,
    }
}

impl BinaryCopyOutStream {
    /// Like [`tokio_postgres::binary_copy::BinaryCopyOutStream::new`].
    pub fn new(stream: CopyOutStream, types: &[Type]) -> BinaryCopyOutStream {
        let (stream, observation) = stream.into_parts();
        let rows = driver::BinaryCopyOutStream::new(stream, types);
        BinaryCopyOutStream { inner: ObservedStream::stream(rows, observation, Rows::each(outcome::failure)) }
    }
}

impl Stream for BinaryCopyOutStream {
    type Item = Result<BinaryCopyOutRow, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.project().inner.poll_next(context)
    }
}

impl fmt::Debug for BinaryCopyOutStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BinaryCopyOutStream").finish_non_exhaustive()
    }
}
