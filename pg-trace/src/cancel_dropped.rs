//! Requests to cancel calls that were dropped.

use std::any::TypeId;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
#[cfg(unix)]
use std::path::PathBuf;
use std::time::Duration;

use db_semconv::{Failure, Operation, Outcome, Session, WorkEnd, context, control};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::net::{TcpStream, lookup_host};
use tokio::runtime::Handle;
use tokio_postgres::config::Host;
use tokio_postgres::tls::NoTlsStream;

use crate::cancel_socket::{CancelSocket, KeepsOpen, Transport};
use crate::outcome::{class_of_io, failure};
use crate::tls::{MakeTlsConnect, TlsConnect};
use crate::{Config, Error, NoTls, Socket};

/// The next call of the connection waits no longer than this.
const LIMIT: Duration = Duration::from_secs(10);

/// The longest time for which a host is waited for that takes no connection, such as one that is down. It has no request then.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);

const DEFAULT_PORT: u16 = 5_432;

/// Returns what sends a request to cancel the calls of `token`'s connection, to each server of its configuration that the connection
/// may be to. A server that has no such connection ignores it.
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
    let servers = servers(config.driver(), host_of(&token).as_deref());
    let connect_limit = config.get_connect_timeout().copied().unwrap_or(CONNECT_LIMIT);
    move || {
        let runtime = Handle::try_current().ok()?;
        let parent = context::current();
        let (session, token, servers, tls) = (session.clone(), token.clone(), servers.clone(), tls.clone());
        let request = async move {
            let request = Request { token, tls, connect_limit };
            let call = any(servers.iter().map(|server| request.send_to(server)));
            let limited = async { tokio::time::timeout(LIMIT, call).await.unwrap_or(Err(Failed::TooLate)) };
            let operation = || Operation::of(&control::CANCEL).implicit();
            let observed = {
                let _parent = context::attach(parent);
                session.observe_nesting(operation, |_| limited, outcome)
            };
            // The span has the error. The program dropped the call, so no caller waits for a result.
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

/// The hosts with their addresses and ports, as the driver pairs them. If the name of the connection's host is known, the others
/// are left out: a request to one that is down takes time.
fn servers(config: &tokio_postgres::Config, host: Option<&str>) -> Vec<Server> {
    let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let server = |index: usize| {
        let port = ports.get(index).or_else(|| ports.first()).copied().unwrap_or(DEFAULT_PORT);
        let name = match hosts.get(index) {
            Some(Host::Tcp(name)) => name.clone(),
            _ => String::new(),
        };
        let address = match (addresses.get(index), hosts.get(index)) {
            (Some(address), _) => Address::Ip(*address, port),
            (None, Some(Host::Tcp(name))) => Address::Name(name.clone(), port),
            #[cfg(unix)]
            (None, Some(Host::Unix(folder))) => Address::Unix(folder.join(format!(".s.PGSQL.{port}"))),
            (None, None) => return None,
        };
        Some(Server { address, name })
    };
    let servers = (0..hosts.len().max(addresses.len())).filter_map(server);
    servers.filter(|server| host.is_none_or(|host| host == server.name)).collect()
}

/// Returns the name of the host that the driver has connected to. It is empty for a Unix socket, and for an address without a name.
///
/// The driver makes a TLS connector for that name, before it connects.
fn host_of(token: &tokio_postgres::CancelToken) -> Option<String> {
    let mut name = None;
    // It fails at the connector.
    let _ = token.cancel_query(KeepsName(&mut name)).now_or_never();
    name
}

struct KeepsName<'a>(&'a mut Option<String>);

impl MakeTlsConnect<Socket> for KeepsName<'_> {
    type Stream = NoTlsStream;
    type TlsConnect = NoTls;
    type Error = io::Error;

    fn make_tls_connect(&mut self, name: &str) -> io::Result<NoTls> {
        *self.0 = Some(name.to_owned());
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Returns the first success once all have ended, because each may have an effect until then.
async fn any(
    requests: impl IntoIterator<Item = impl Future<Output = Result<(), Failed>>>,
) -> Result<(), Failed> {
    let unknown = Err(Failed::Connect(io::ErrorKind::NotFound.into()));
    join_all(requests).await.into_iter().fold(unknown, |all, one| if all.is_ok() { all } else { one })
}

struct Request<T> {
    token: tokio_postgres::CancelToken,
    tls: T,
    connect_limit: Duration,
}

impl<T> Request<T>
where
    T: MakeTlsConnect<CancelSocket> + Clone + 'static,
{
    /// Returns when each of the server's addresses has closed the connection.
    async fn send_to(&self, server: &Server) -> Result<(), Failed> {
        let name = &server.name;
        match &server.address {
            Address::Name(host, port) => {
                let found = self.limited(lookup_host((host.as_str(), *port))).await?;
                any(found.map(|address| self.send(name, connect_tcp(address)))).await
            }
            Address::Ip(address, port) => self.send(name, connect_tcp((*address, *port).into())).await,
            #[cfg(unix)]
            Address::Unix(path) => {
                self.send(name, async { UnixStream::connect(path).await.map(Transport::Unix) }).await
            }
        }
    }

    async fn send(
        &self,
        name: &str,
        connect: impl Future<Output = io::Result<Transport>>,
    ) -> Result<(), Failed> {
        let tls = self.tls.clone().make_tls_connect(name).map_err(|_| Failed::Tls)?;
        let socket = CancelSocket::new(self.limited(connect).await?);
        let used = socket.shared();
        // The driver does not use a `NoTls`, which it knows by a method that other crates cannot implement.
        if TypeId::of::<T>() == TypeId::of::<NoTls>() {
            self.token.cancel_query_raw(used, tls).await.map_err(Failed::Driver)?;
        } else {
            self.token.cancel_query_raw(used, KeepsOpen(tls)).await.map_err(Failed::Driver)?;
        }
        socket.closed().await;
        Ok(())
    }

    async fn limited<V>(&self, connect: impl Future<Output = io::Result<V>>) -> Result<V, Failed> {
        let connected = tokio::time::timeout(self.connect_limit, connect).await;
        connected.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).map_err(Failed::Connect)
    }
}

async fn connect_tcp(address: SocketAddr) -> io::Result<Transport> {
    TcpStream::connect(address).await.map(Transport::Tcp)
}
