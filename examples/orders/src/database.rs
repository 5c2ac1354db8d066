//! The shop's tables in PostgreSQL.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_postgres::NoTls;
use tokio_postgres::deadpool::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};

use crate::Error;

const POOL_SIZE: usize = 8;
const POOL_WAIT: Duration = Duration::from_secs(2);
/// Two services may start at once: `IF NOT EXISTS` alone does not keep them apart.
const TABLES: &str = "
    SELECT pg_advisory_xact_lock(7214);
    CREATE TABLE IF NOT EXISTS products (id BIGINT PRIMARY KEY, name TEXT NOT NULL, price BIGINT NOT NULL);
    CREATE TABLE IF NOT EXISTS orders (
        id BIGSERIAL PRIMARY KEY,
        customer TEXT NOT NULL,
        product BIGINT NOT NULL REFERENCES products,
        quantity BIGINT NOT NULL CONSTRAINT quantity_in_stock CHECK (quantity BETWEEN 1 AND 99),
        total BIGINT NOT NULL,
        state TEXT NOT NULL DEFAULT 'new'
    );
    INSERT INTO products VALUES (1, 'Slide rule', 1250), (2, 'Punched cards', 300), (3, 'Nanosecond wire', 70)
        ON CONFLICT DO NOTHING;";

/// An order as a customer asks for it.
#[derive(Clone, Deserialize)]
pub(crate) struct NewOrder {
    /// The customer's e-mail address.
    pub(crate) customer: String,
    /// The product's number.
    pub(crate) product: i64,
    /// The number of pieces.
    pub(crate) quantity: i64,
}

/// An order, as the client sees it.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Order {
    /// Its number.
    pub(crate) id: i64,
    /// The customer's e-mail address.
    pub(crate) customer: String,
    /// The price of all of it, in cents.
    pub(crate) total: i64,
    /// `new`, `packing` or `done`.
    pub(crate) state: String,
}

/// The pool of connections.
#[derive(Clone)]
pub(crate) struct Database {
    pool: Pool,
}

impl Database {
    /// Makes the pool. It connects when a connection is needed.
    pub(crate) fn new(url: &str) -> Result<Self, Error> {
        let manager = Manager::from_config(
            url.parse()?,
            NoTls,
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            // The name of the pool in the metrics.
            .pool_name("orders-postgres")
            .max_size(POOL_SIZE)
            .wait_timeout(Some(POOL_WAIT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Start(error.to_string()))?;
        Ok(Self { pool })
    }

    /// Creates the tables that are missing.
    pub(crate) async fn create_tables(&self) -> Result<(), Error> {
        Ok(self.pool.get().await?.batch_execute(TABLES).await?)
    }

    /// Returns whether the database answers.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        Ok(self.pool.get().await?.batch_execute("SELECT 1").await?)
    }

    /// Returns the price of a product in cents.
    pub(crate) async fn price(&self, product: i64) -> Result<Option<i64>, Error> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached("SELECT price FROM products WHERE id = $1").await?;
        Ok(client.query_opt(&statement, &[&product]).await?.map(|row| row.get("price")))
    }

    /// Returns how many orders of a customer are not done.
    pub(crate) async fn open_orders(&self, customer: &str) -> Result<i64, Error> {
        let client = self.pool.get().await?;
        let statement = client
            .prepare_cached("SELECT count(*) AS open FROM orders WHERE customer = $1 AND state <> 'done'")
            .await?;
        Ok(client.query_one(&statement, &[&customer]).await?.get("open"))
    }

    /// Stores an order and returns its number.
    pub(crate) async fn place(&self, order: &NewOrder, total: i64) -> Result<i64, Error> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let statement = transaction
            .prepare_cached(
                "INSERT INTO orders (customer, product, quantity, total) VALUES ($1, $2, $3, $4) RETURNING id",
            )
            .await?;
        let row = transaction
            .query_one(&statement, &[&order.customer, &order.product, &order.quantity, &total])
            .await?;
        transaction.commit().await?;
        Ok(row.get("id"))
    }

    /// Returns an order.
    pub(crate) async fn find(&self, id: i64) -> Result<Option<Order>, Error> {
        let client = self.pool.get().await?;
        let statement =
            client.prepare_cached("SELECT id, customer, total, state FROM orders WHERE id = $1").await?;
        let row = client.query_opt(&statement, &[&id]).await?;
        Ok(row.map(|row| Order {
            id: row.get("id"),
            customer: row.get("customer"),
            total: row.get("total"),
            state: row.get("state"),
        }))
    }

    /// Writes how far an order is.
    pub(crate) async fn set_state(&self, id: i64, state: &str) -> Result<(), Error> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached("UPDATE orders SET state = $2 WHERE id = $1").await?;
        client.execute(&statement, &[&id, &state]).await?;
        Ok(())
    }
}
