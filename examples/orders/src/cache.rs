//! Prices and orders that Redis keeps for a while.

use std::time::Duration;

use redis::AsyncCommands;
use redis::deadpool::{Connection, Manager, Pool, Runtime};

use crate::Error;
use crate::database::Order;

const POOL_SIZE: usize = 8;
const POOL_WAIT: Duration = Duration::from_secs(2);
const KEPT_SECONDS: u64 = 60;

/// The pool of connections to Redis.
///
/// A key holds a number of the shop and no value of a customer, because keys are in the spans.
#[derive(Clone)]
pub(crate) struct Cache {
    pool: Pool,
}

impl Cache {
    /// Makes the pool. It connects when a connection is needed.
    pub(crate) fn new(url: &str) -> Result<Self, Error> {
        let pool = Pool::builder(Manager::new(url)?)
            .pool_name("orders-redis")
            .max_size(POOL_SIZE)
            .wait_timeout(Some(POOL_WAIT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Start(error.to_string()))?;
        Ok(Self { pool })
    }

    /// Returns a connection.
    pub(crate) async fn connection(&self) -> Result<Connection, Error> {
        Ok(self.pool.get().await?)
    }

    /// Returns whether Redis answers.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        let _: String = self.pool.get().await?.ping().await?;
        Ok(())
    }

    /// Returns the price of a product in cents, if it is kept.
    pub(crate) async fn price(&self, product: i64) -> Result<Option<i64>, Error> {
        Ok(self.pool.get().await?.get(format!("price:{product}")).await?)
    }

    /// Keeps the price of a product.
    pub(crate) async fn keep_price(&self, product: i64, price: i64) -> Result<(), Error> {
        Ok(self.pool.get().await?.set_ex(format!("price:{product}"), price, KEPT_SECONDS).await?)
    }

    /// Returns an order, if it is kept.
    pub(crate) async fn order(&self, id: i64) -> Result<Option<Order>, Error> {
        let kept: Option<String> = self.pool.get().await?.get(format!("order:{id}")).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
    }

    /// Keeps an order.
    pub(crate) async fn keep_order(&self, order: &Order) -> Result<(), Error> {
        let text = serde_json::to_string(order).unwrap_or_default();
        Ok(self.pool.get().await?.set_ex(format!("order:{}", order.id), text, KEPT_SECONDS).await?)
    }

    /// Forgets an order that has changed.
    pub(crate) async fn forget_order(&self, id: i64) -> Result<(), Error> {
        Ok(self.pool.get().await?.del(format!("order:{id}")).await?)
    }
}
