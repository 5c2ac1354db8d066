//! The connect of a pooled client.

use std::future::Future;
use std::pin::Pin;

use tokio::task::JoinHandle;

use crate::tls::{MakeTlsConnect, TlsConnect};
use crate::{Client, Config, Error, Socket, outcome};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Like `deadpool_postgres::Connect`: makes connections for a [`Manager`](super::Manager).
///
/// [`Config::connect`] makes traced ones; [`Client::from_driver`] traces what was connected in another way.
pub trait Connect: Sync + Send {
    /// Connects, and returns the client and the task that its connection runs in.
    fn connect(&self, pg_config: &Config) -> BoxFuture<'_, Result<(Client, JoinHandle<()>), Error>>;
}

/// Like `deadpool_postgres::ConfigConnectImpl`: connects as the configuration says.
#[derive(Debug)]
pub struct ConfigConnectImpl<T>
where
    T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
    T::Stream: Sync + Send,
    T::TlsConnect: Sync + Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    /// The maker of TLS sessions.
    pub tls: T,
}

impl<T> Connect for ConfigConnectImpl<T>
where
    T: MakeTlsConnect<Socket> + Clone + Sync + Send + 'static,
    T::Stream: Sync + Send,
    T::TlsConnect: Sync + Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn connect(&self, pg_config: &Config) -> BoxFuture<'_, Result<(Client, JoinHandle<()>), Error>> {
        let tls = self.tls.clone();
        let pg_config = pg_config.clone();
        Box::pin(async move {
            let (client, connection) = pg_config.connect(tls).await?;
            let task = tokio::spawn(async move {
                if let Err(error) = connection.await {
                    let failure = outcome::failure(&error);
                    tracing::warn!(target: "deadpool.postgres", "Connection error: {failure}");
                }
            });
            Ok((client, task))
        })
    }
}
