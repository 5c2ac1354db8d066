//! Requests to cancel calls that were dropped.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::IpAddr;
#[cfg(unix)]
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use db_semconv::{Failure, Operation, Outcome, Session, WorkEnd, context, control};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::runtime::Handle;
use tokio_postgres::config::Host;

use crate::outcome::{class_of_io, failure};
use crate::tls::{MakeTlsConnect, TlsConnect};
use crate::{Config, Error};

/// The next call of the connection waits no longer than this.
const LIMIT: Duration = Duration::from_secs(10);

const DEFAULT_PORT: u16 = 5_432;

/// Returns what sends a request to cancel the calls of `token`'s connection, to each host of its configuration. A server that has
/// no such connection ignores it.
pub(crate) fn requests<T>(
    token: tokio_postgres::CancelToken,
    session: &Session,
    config: &Config,
    tls: T,
) -> impl Fn() -> Option<WorkEnd> + Send + Sync + 'static
where
    T: MakeTlsConnect<CancelSocket> + Clone + Send + Sync + 'static,
    T::Stream: Send,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<CancelSocket>>::Future: Send,
{
    // Another connection, which has nothing to do with the transaction of this one.
    let session = session.sibling();
    let servers = servers(config.driver());
    move || {
        let runtime = Handle::try_current().ok()?;
        let parent = context::current();
        let (session, token, servers, tls) = (session.clone(), token.clone(), servers.clone(), tls.clone());
        let request = async move {
            let call = async {
                for server in &servers {
                    server.cancel(&token, tls.clone()).await?;
                }
                Ok(())
            };
            let limited = async { tokio::time::timeout(LIMIT, call).await.unwrap_or(Err(Failed::TooLate)) };
            let operation = || Operation::of(&control::CANCEL).implicit();
            let observed = {
                let _parent = context::attach(parent);
                session.observe_nesting(operation, |_| limited, outcome)
            };
            // The call that was dropped has nobody to take an error. The span has it.
            let _ = observed.await;
        };
        let request = runtime.spawn(request);
        Some(WorkEnd::new(async move {
            let _ = request.await;
        }))
    }
}

/// Why a request was not sent, or not known to have had its effect.
enum Failed {
    Connect(io::Error),
    Tls,
    Driver(Error),
    TooLate,
}

fn outcome(result: &Result<(), Failed>) -> Outcome<'_> {
    Outcome::of(
        result,
        |()| Outcome::success(),
        |failed| match failed {
            Failed::Connect(error) => Failure::class(class_of_io(error.kind()).unwrap_or("io")),
            Failed::Tls => Failure::class("tls"),
            Failed::Driver(error) => failure(error),
            Failed::TooLate => Failure::class("timeout"),
        },
    )
}

/// Where a connection of the configuration may be to.
#[derive(Clone)]
struct Server {
    address: Address,
    /// For the check of its certificate.
    name: String,
}

#[derive(Clone)]
enum Address {
    Name(String, u16),
    Ip(IpAddr, u16),
    #[cfg(unix)]
    Unix(PathBuf),
}

/// The hosts with their addresses and ports, as the driver pairs them.
fn servers(config: &tokio_postgres::Config) -> Vec<Server> {
    let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let server = |index: usize| {
        let port = ports.get(index).or_else(|| ports.first()).copied().unwrap_or(DEFAULT_PORT);
        let (address, name) = match (hosts.get(index), addresses.get(index)) {
            #[cfg(unix)]
            (Some(Host::Unix(folder)), _) => {
                (Address::Unix(folder.join(format!(".s.PGSQL.{port}"))), String::new())
            }
            (Some(Host::Tcp(name)), Some(address)) => (Address::Ip(*address, port), name.clone()),
            (Some(Host::Tcp(name)), None) => (Address::Name(name.clone(), port), name.clone()),
            (None, Some(address)) => (Address::Ip(*address, port), String::new()),
            (None, None) => return None,
        };
        Some(Server { address, name })
    };
    (0..hosts.len().max(addresses.len())).filter_map(server).collect()
}

impl Server {
    /// Returns when the server has closed the connection.
    async fn cancel<T>(&self, token: &tokio_postgres::CancelToken, mut tls: T) -> Result<(), Failed>
    where
        T: MakeTlsConnect<CancelSocket>,
    {
        let tls = tls.make_tls_connect(&self.name).map_err(|_| Failed::Tls)?;
        let socket = self.connect().await.map_err(Failed::Connect)?;
        let used = CancelSocket(Arc::clone(&socket.0));
        token.cancel_query_raw(used, tls).await.map_err(Failed::Driver)?;
        socket.closed().await;
        Ok(())
    }

    async fn connect(&self) -> io::Result<CancelSocket> {
        let socket = match &self.address {
            Address::Name(name, port) => Socket::Tcp(TcpStream::connect((name.as_str(), *port)).await?),
            Address::Ip(address, port) => Socket::Tcp(TcpStream::connect((*address, *port)).await?),
            #[cfg(unix)]
            Address::Unix(path) => Socket::Unix(UnixStream::connect(path).await?),
        };
        Ok(CancelSocket::new(socket))
    }
}

/// The socket of a request to cancel. [`Client::cancel_dropped_calls`](crate::Client::cancel_dropped_calls) needs a maker of TLS
/// connections over it. Those that are generic over the socket are.
pub struct CancelSocket(Arc<Mutex<Socket>>);

enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl CancelSocket {
    fn new(socket: Socket) -> Self {
        Self(Arc::new(Mutex::new(socket)))
    }

    fn poll<T>(&self, poll: impl FnOnce(Pin<&mut dyn Io>) -> T) -> T {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Socket::Tcp(socket) => poll(Pin::new(socket)),
            #[cfg(unix)]
            Socket::Unix(socket) => poll(Pin::new(socket)),
        }
    }

    /// Waits until the server has closed the connection, which the driver does not. The server does so after it has sent the signal.
    async fn closed(&self) {
        // A connection that cannot be shut down or read is closed.
        if poll_fn(|context| self.poll(|socket| socket.poll_shutdown(context))).await.is_err() {
            return;
        }
        loop {
            let mut bytes = [0; 64];
            let mut buffer = ReadBuf::new(&mut bytes);
            let read = poll_fn(|context| self.poll(|socket| socket.poll_read(context, &mut buffer))).await;
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

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|socket| socket.poll_shutdown(context))
    }
}

impl fmt::Debug for CancelSocket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CancelSocket").finish_non_exhaustive()
    }
}
