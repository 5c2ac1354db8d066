//! The shop's carts and its till, written as for redis-rs. Nothing in this file knows of tracing.

use redis::aio::MultiplexedConnection;
use redis::{AsyncCommands, Client, RedisResult, Script, cmd, pipe};

use crate::values::{ADA, GRACE, PRODUCTS};

const CART: &str = "quickstart:cart:1";
const ORDERS: &str = "quickstart:orders";
const SOLD: &str = "quickstart:sold";

/// Carts are kept apart from the books: they come and go.
pub(crate) struct Carts {
    connection: MultiplexedConnection,
}

impl Carts {
    /// Connects, and forgets what an earlier run has left.
    pub(crate) async fn open(url: &str) -> RedisResult<Self> {
        let mut connection = Client::open(url)?.get_multiplexed_async_connection().await?;
        connection.del::<_, ()>(&[CART, ORDERS, SOLD]).await?;
        Ok(Self { connection })
    }

    /// A cart is a hash, and it ends by itself.
    pub(crate) async fn fill(&mut self) -> RedisResult<()> {
        self.connection.hset::<_, _, _, ()>(CART, "customer", ADA.email).await?;
        pipe()
            .hset(CART, "product", PRODUCTS[0].0)
            .ignore()
            .hset(CART, "price", PRODUCTS[0].2)
            .ignore()
            .hset(CART, "card", ADA.card)
            .ignore()
            .query_async::<()>(&mut self.connection)
            .await?;
        self.connection.expire::<_, ()>(CART, 3_600).await
    }

    /// The order and the sum of what was sold change together or not at all.
    pub(crate) async fn check_out(&mut self) -> RedisResult<()> {
        pipe()
            .atomic()
            .rpush(ORDERS, GRACE.name)
            .incr(SOLD, PRODUCTS[0].2)
            .del(CART)
            .query_async::<()>(&mut self.connection)
            .await?;
        let highest = Script::new("return math.max(redis.call('GET', KEYS[1]), ARGV[1])");
        highest.key(SOLD).arg(PRODUCTS[1].2).invoke_async::<()>(&mut self.connection).await
    }

    /// One program waits for an order. Another one treats the list of orders as a number.
    pub(crate) async fn pack(&mut self) -> RedisResult<()> {
        let _order: (String, String) = self.connection.blpop(ORDERS, 1.0).await?;
        let _nobody: Option<String> = self.connection.lpop(ORDERS, None).await?;
        self.connection.rpush::<_, _, ()>(ORDERS, GRACE.email).await?;
        match cmd("INCRBY").arg(ORDERS).arg(PRODUCTS[2].2).exec_async(&mut self.connection).await {
            Err(error) if error.code() == Some("WRONGTYPE") => Ok(()),
            result => result,
        }
    }
}
