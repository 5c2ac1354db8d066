//! A proxy in front of a server, which counts how often the client waits for the server.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until};

/// A proxy for any number of connections. It ends with its runtime.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    path: Arc<Path>,
}

/// What a proxy does to what passes.
#[derive(Debug, Default)]
struct Path {
    /// For one direction.
    latency: Duration,
    /// A text of the client's, and another one of the same length.
    replaced: Option<(&'static str, &'static str)>,
    replaces_once: bool,
    has_replaced: AtomicBool,
    trips: AtomicUsize,
    has_answered: AtomicBool,
}

impl Proxy {
    /// Starts a proxy that only counts.
    pub async fn start(server: String) -> Self {
        Self::with(server, Path::default()).await
    }

    /// Starts a proxy through which a round trip takes at least `latency`.
    pub async fn with_latency(server: String, latency: Duration) -> Self {
        Self::with(server, Path { latency: latency / 2, ..Path::default() }).await
    }

    /// Starts a proxy that replaces a text of the client's by one of the same length.
    pub async fn replacing(server: String, text: &'static str, by: &'static str) -> Self {
        assert_eq!(text.len(), by.len(), "a message keeps its length");
        Self::with(server, Path { replaced: Some((text, by)), ..Path::default() }).await
    }

    /// Starts a proxy that does so with the first such text only.
    pub async fn replacing_first(server: String, text: &'static str, by: &'static str) -> Self {
        assert_eq!(text.len(), by.len(), "a message keeps its length");
        let path = Path { replaced: Some((text, by)), replaces_once: true, ..Path::default() };
        Self::with(server, path).await
    }

    async fn with(server: String, path: Path) -> Self {
        let path = Arc::new(path);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(accept(listener, server, Arc::clone(&path)));
        Self { address, path }
    }

    /// The host and the port of the proxy.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often the client sent something and waited, so far.
    pub fn round_trips(&self) -> usize {
        self.path.trips.load(Ordering::SeqCst)
    }
}

async fn accept(listener: TcpListener, server: String, path: Arc<Path>) {
    loop {
        let (client, _) = listener.accept().await.expect("a client");
        let server = TcpStream::connect(&server).await.expect("the server");
        for socket in [&client, &server] {
            socket.set_nodelay(true).expect("an option");
        }
        let (client_reads, client_writes) = client.into_split();
        let (server_reads, server_writes) = server.into_split();
        pass(client_reads, server_writes, Arc::clone(&path), Path::client_sent);
        pass(server_reads, client_writes, Arc::clone(&path), Path::server_sent);
    }
}

impl Path {
    fn client_sent(&self, bytes: &mut [u8]) {
        if self.has_answered.swap(false, Ordering::SeqCst) {
            self.trips.fetch_add(1, Ordering::SeqCst);
        }
        let Some((text, by)) = self.replaced else { return };
        for at in 0..=bytes.len().saturating_sub(text.len()) {
            let is_due = !(self.replaces_once && self.has_replaced.load(Ordering::SeqCst));
            if is_due && bytes[at..].starts_with(text.as_bytes()) {
                self.has_replaced.store(true, Ordering::SeqCst);
                bytes[at..at + by.len()].copy_from_slice(by.as_bytes());
            }
        }
    }

    fn server_sent(&self, _: &mut [u8]) {
        self.has_answered.store(true, Ordering::SeqCst);
    }
}

fn pass(from: OwnedReadHalf, to: OwnedWriteHalf, path: Arc<Path>, see: fn(&Path, &mut [u8])) {
    let (sender, receiver) = unbounded_channel();
    let latency = path.latency;
    tokio::spawn(read(from, sender, path, see));
    tokio::spawn(write(receiver, to, latency));
}

async fn read(
    from: OwnedReadHalf,
    to: UnboundedSender<(Instant, Vec<u8>)>,
    path: Arc<Path>,
    see: fn(&Path, &mut [u8]),
) {
    let mut bytes = vec![0; 64 * 1024];
    while from.readable().await.is_ok() {
        match from.try_read(&mut bytes) {
            Ok(0) => return,
            Ok(length) => {
                see(&path, &mut bytes[..length]);
                if to.send((Instant::now(), bytes[..length].to_vec())).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

async fn write(mut from: UnboundedReceiver<(Instant, Vec<u8>)>, to: OwnedWriteHalf, latency: Duration) {
    while let Some((read, bytes)) = from.recv().await {
        sleep_until(read + latency).await;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            if to.writable().await.is_err() {
                return;
            }
            match to.try_write(rest) {
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    }
}
