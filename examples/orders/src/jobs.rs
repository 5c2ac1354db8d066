//! The orders that wait to be packed: a Redis stream, in which each message carries the context of its sender.

use redis::queue::Producer;

use crate::Error;
use crate::cache::Cache;

/// The stream of the orders to pack.
pub(crate) const STREAM: &str = "orders:to-pack";
/// The group of the workers.
pub(crate) const GROUP: &str = "workers";

/// Asks a worker to pack an order.
pub(crate) async fn send(cache: &Cache, order: i64) -> Result<(), Error> {
    let mut connection = cache.connection().await?;
    let producer = Producer::new(&*connection, STREAM);
    producer.send_async(&mut *connection, &[("order", order)]).await?;
    Ok(())
}
