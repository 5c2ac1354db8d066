//! The connection of a request to cancel, which stays open until the server closes it.
//!
//! PgBouncer drops a request whose connection ends before it has passed the request on. The driver ends its side at once.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::TryFutureExt as _;
use futures_util::future::MapOk;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

use crate::tls::{ChannelBinding, TlsConnect, TlsStream};

/// The socket of a request to cancel. [`Client::cancel_dropped_calls`](crate::Client::cancel_dropped_calls) needs a maker of TLS
/// connections over it. Those that are generic over the socket are.
pub struct CancelSocket(Arc<Mutex<Transport>>);

pub(crate) enum Transport {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl CancelSocket {
    pub(crate) fn new(socket: Transport) -> Self {
        Self(Arc::new(Mutex::new(socket)))
    }

    /// Returns another handle of the same socket.
    pub(crate) fn shared(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    fn poll<T>(&self, poll: impl FnOnce(Pin<&mut dyn Io>) -> T) -> T {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Transport::Tcp(socket) => poll(Pin::new(socket)),
            #[cfg(unix)]
            Transport::Unix(socket) => poll(Pin::new(socket)),
        }
    }

    /// Waits until the server has closed the connection, which the driver does not. The server does so after it has sent the signal.
    pub(crate) async fn closed(&self) {
        loop {
            let mut bytes = [0; 64];
            let mut buffer = ReadBuf::new(&mut bytes);
            let read = poll_fn(|context| self.poll(|socket| socket.poll_read(context, &mut buffer))).await;
            // A connection that cannot be read is closed.
            if read.is_err() || buffer.filled().is_empty() {
                return;
            }
        }
    }
}

trait Io: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Io for T {}

impl AsyncRead for CancelSocket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.poll(|socket| socket.poll_read(context, buffer))
    }
}

impl AsyncWrite for CancelSocket {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll(|socket| socket.poll_write(context, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|socket| socket.poll_flush(context))
    }

    /// Leaves the connection open.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(context)
    }
}

impl fmt::Debug for CancelSocket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CancelSocket").finish_non_exhaustive()
    }
}

/// A maker of TLS connections, or one of them, which leaves the connection open at its end.
pub(crate) struct KeepsOpen<T>(pub(crate) T);

impl<T> TlsConnect<CancelSocket> for KeepsOpen<T>
where
    T: TlsConnect<CancelSocket>,
{
    type Stream = KeepsOpen<T::Stream>;
    type Error = T::Error;
    type Future = MapOk<T::Future, fn(T::Stream) -> KeepsOpen<T::Stream>>;

    fn connect(self, socket: CancelSocket) -> Self::Future {
        self.0.connect(socket).map_ok(KeepsOpen)
    }
}

impl<S: TlsStream + Unpin> TlsStream for KeepsOpen<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.0.channel_binding()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for KeepsOpen<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for KeepsOpen<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    /// Sends no end, which PgBouncer takes for the end of the connection.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(context)
    }
}
