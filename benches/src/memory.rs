//! A stream that answers from memory.
//!
//! What is written is answered at once, into a buffer that the next read empties. There is neither a socket, whose
//! time varies by a factor of ten, nor a task that plays the server, whose turns would be measured too.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What answers requests.
pub trait Server: Unpin + Send + 'static {
    /// Answers the complete requests at the beginning of `requests`, and returns how many bytes they are.
    fn answer(&mut self, requests: &[u8], answers: &mut Vec<u8>) -> usize;
}

/// A client's end of a connection to a server in memory.
#[derive(Debug)]
pub struct Memory<S> {
    server: S,
    requests: Vec<u8>,
    answers: Vec<u8>,
    read: usize,
    reader: Option<Waker>,
}

impl<S: Server> Memory<S> {
    /// Connects to `server`.
    pub fn connect(server: S) -> Self {
        Self { server, requests: Vec::new(), answers: Vec::new(), read: 0, reader: None }
    }
}

impl<S: Server> AsyncRead for Memory<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let unread = &this.answers[this.read..];
        if unread.is_empty() {
            this.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let size = unread.len().min(buffer.remaining());
        buffer.put_slice(&unread[..size]);
        this.read += size;
        if this.read == this.answers.len() {
            this.answers.clear();
            this.read = 0;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: Server> AsyncWrite for Memory<S> {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.requests.is_empty() {
            let answered = this.server.answer(bytes, &mut this.answers);
            this.requests.extend_from_slice(&bytes[answered..]);
        } else {
            this.requests.extend_from_slice(bytes);
            let answered = this.server.answer(&this.requests, &mut this.answers);
            this.requests.drain(..answered);
        }
        if this.read < this.answers.len()
            && let Some(reader) = this.reader.take()
        {
            reader.wake();
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
