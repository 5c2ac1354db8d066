//! The back of a shop, written for redis-rs without a thought of tracing.
//!
//! The package `drop-in-redis` builds these sources with `redis = { package = "redis-trace" }`; the package
//! `drop-in-redis-plain`, in `plain/`, builds the same file with redis-rs itself. `tests/comparison.rs` runs both.

mod carts;
mod failure;
mod failures;
mod limits;
mod news;
mod orders;
mod ranking;
mod sessions;

use redis::{Client, RedisResult};

/// What the service saw.
pub type Report = drop_in_support::Report<failure::Failure>;

/// Lets the service do everything that it can, once, in a database that it empties before and after.
pub async fn run(url: &str) -> RedisResult<Report> {
    let client = Client::open(url)?;
    let mut report = Report::default();
    report.add("database", client.get_connection_info().redis_settings().db());
    let mut connection = client.get_connection()?;
    redis::cmd("FLUSHDB").exec(&mut connection)?;

    sessions::run(&mut connection, &mut report)?;
    ranking::run(&mut connection, &mut report)?;
    limits::run(&mut connection, &mut report)?;
    orders::run(&mut connection, &mut report)?;
    news::run(&client, &mut report)?;
    carts::run(&client, &mut report).await?;
    failures::run(&client, &mut report).await;

    redis::cmd("FLUSHDB").exec(&mut connection)?;
    Ok(report)
}
