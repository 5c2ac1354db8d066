//! Opens connections, and hands on the notifications that arrive on them.

use std::future;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_postgres::config::{ChannelBinding, SslMode, TargetSessionAttrs};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, NoTls, Notification, Socket, connect};

use crate::Report;

pub(crate) fn configure(url: &str) -> Result<Config, Error> {
    let mut config: Config = url.parse()?;
    config
        .application_name("ledger")
        .options("-c search_path=ledger,public")
        .ssl_mode(SslMode::Disable)
        .channel_binding(ChannelBinding::Disable)
        .target_session_attrs(TargetSessionAttrs::ReadWrite)
        .keepalives_idle(Duration::from_secs(60))
        .connect_timeout(Duration::from_secs(10));
    Ok(config)
}

pub(crate) fn describe(config: &Config, report: &mut Report) {
    report.add("configuration", config);
    report.add("hosts", (config.get_hosts().len(), config.get_application_name(), config.get_options()));
}

pub(crate) async fn open<T>(
    config: &Config,
    tls: T,
) -> Result<(Client, UnboundedReceiver<Notification>), Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection): (Client, Connection<Socket, T::Stream>) = config.connect(tls).await?;
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(forward(connection, sender));
    Ok((client, receiver))
}

async fn forward<S>(mut connection: Connection<Socket, S>, sender: UnboundedSender<Notification>)
where
    S: tokio_postgres::tls::TlsStream + Unpin,
{
    while let Some(message) = future::poll_fn(|context| connection.poll_message(context)).await {
        match message {
            Ok(AsyncMessage::Notification(notification)) => {
                // Perhaps no task listens any more, and the connection must still be driven to its end.
                drop(sender.send(notification));
            }
            Ok(_) => {}
            Err(error) => eprintln!("connection: {error}"),
        }
    }
}

/// What a program sees if it connects to no server.
pub(crate) async fn fail(config: &Config, report: &mut Report) {
    report.add_failure("no such port", connect("host=127.0.0.1 port=1 user=nobody", NoTls).await);
    report.add_failure("no such option", "host=localhost colour=blue".parse::<Config>());

    let Ok((client, connection)) = config.connect(NoTls).await else { return };
    drop(connection);
    report.add("closed", client.is_closed());
    report.add_failure("closed connection", client.execute("SELECT 1", &[]).await);
}
