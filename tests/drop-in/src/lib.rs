//! A task queue with a ledger, written for tokio-postgres without a thought of tracing.
//!
//! The package `drop-in` builds these sources with `tokio-postgres = { package = "pg-trace" }`; the package
//! `drop-in-plain`, in `plain/`, builds the same file with tokio-postgres itself. `tests/comparison.rs` runs both.

mod archive;
mod cancellation;
mod connection;
mod failure;
mod ledger;
mod listing;
mod schema;
mod tasks;
mod values;

use tokio_postgres::{Error, NoTls};

/// What the service saw.
pub type Report = drop_in_support::Report<failure::Failure>;

/// Lets the service do everything that it can, once, in a schema of its own, which it creates.
pub async fn run(url: &str) -> Result<Report, Error> {
    let config = connection::configure(url)?;
    let mut report = Report::default();
    connection::describe(&config, &mut report);

    let (mut client, mut notifications) = connection::open(&config, NoTls).await?;
    schema::create(&client).await?;
    ledger::run(&mut client, &mut report).await?;
    archive::run(&mut client, &mut report).await?;
    listing::run(&client, &mut report).await?;
    cancellation::run(&config, &mut report).await?;

    let tasks = tasks::Tasks::new(client).await?;
    tasks::run(tasks, &mut notifications, &mut report).await?;
    connection::fail(&config, &mut report).await;
    Ok(report)
}
