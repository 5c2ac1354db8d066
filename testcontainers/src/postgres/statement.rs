//! The few statements that we run ourselves.

use tokio_postgres::NoTls;

use crate::{Error, background::runtime};

/// Connects and runs one statement, on a runtime of its own: for threads that may block.
pub(super) fn execute(url: &str, statement: &str) -> Result<(), Error> {
    runtime()?
        .block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            let connection = tokio::spawn(connection);
            client.batch_execute(statement).await?;
            // The server sees a goodbye instead of a reset.
            drop(client);
            let _ = connection.await;
            Ok(())
        })
        .map_err(|error: tokio_postgres::Error| Error::new(with_cause(&error)))
}

/// `tokio_postgres::Error` alone says `db error` and leaves the message to its source.
fn with_cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", with_cause(source)),
        None => error.to_string(),
    }
}
