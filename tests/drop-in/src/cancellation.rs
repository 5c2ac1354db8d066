//! Gives up on a slow question, and asks the server to cancel it.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_postgres::{CancelToken, Config, Error, NoTls};

use crate::Report;
use crate::connection;

const SLOW: &str = "SELECT pg_sleep(30)";

/// Each on a connection of its own: no caller learns when the server has acted on a request to cancel, so it may hit the
/// connection's next statement.
pub(crate) async fn run(config: &Config, report: &mut Report) -> Result<(), Error> {
    let (client, _notifications) = connection::open(config, NoTls).await?;
    let token: CancelToken = client.cancel_token();
    let canceller = tokio::spawn(async move {
        sleep(Duration::from_millis(50)).await;
        token.cancel_query(NoTls).await
    });
    report.add_failure("cancelled by the server", client.query(SLOW, &[]).await);
    report.add("canceller", canceller.await.is_ok_and(|result| result.is_ok()));

    let (client, _notifications) = connection::open(config, NoTls).await?;
    let answer = timeout(Duration::from_millis(50), client.query(SLOW, &[])).await;
    report.add("dropped by the caller", answer.is_err());
    client.cancel_token().cancel_query(NoTls).await
}
