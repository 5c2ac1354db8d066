//! A small shop, written as for tokio-postgres. Nothing in this file knows of tracing.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, TryStreamExt};
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error, NoTls};

use crate::values::{ADA, GRACE, PRODUCTS, Person};

/// The shop's one connection.
pub(crate) struct Shop {
    client: Client,
}

impl Shop {
    /// Connects, and makes the tables in one go.
    pub(crate) async fn open(url: &str) -> Result<Self, Error> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let shop = Self { client };
        shop.client
            .batch_execute(
                "CREATE TABLE customer (id SERIAL PRIMARY KEY, name TEXT, email TEXT UNIQUE, card TEXT, city TEXT);
                 CREATE TABLE product (id SERIAL PRIMARY KEY, name TEXT, material TEXT, price BIGINT);
                 CREATE TABLE sale (id SERIAL PRIMARY KEY, customer INT REFERENCES customer,
                     product INT REFERENCES product, paid BIGINT, day DATE DEFAULT current_date);",
            )
            .await?;
        Ok(shop)
    }

    /// Fills the shelf: one `COPY` instead of many inserts.
    pub(crate) async fn stock(&self) -> Result<u64, Error> {
        let sink = self.client.copy_in("COPY product (name, material, price) FROM STDIN").await?;
        let mut sink = pin!(sink);
        for (name, material, price) in PRODUCTS {
            sink.send(Bytes::from(format!("{name}\t{material}\t{price}\n"))).await?;
        }
        sink.finish().await
    }

    /// A statement prepared once and used for all customers. One comes twice: the server refuses.
    pub(crate) async fn register(&self) -> Result<(), Error> {
        let statement = self
            .client
            .prepare("INSERT INTO customer (name, email, card) VALUES ($1, $2, $3) RETURNING id")
            .await?;
        for Person { name, email, card } in [ADA, GRACE] {
            self.client.query_one(&statement, &[&name, &email, &card]).await?;
        }
        match self.client.query_one(&statement, &[&ADA.name, &ADA.email, &ADA.card]).await {
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(()),
            result => result.map(|_| ()),
        }
    }

    /// Two sales in a transaction; the voucher between them does not work out and is taken back.
    pub(crate) async fn sell(&mut self) -> Result<(), Error> {
        const SALE: &str = "INSERT INTO sale (customer, product, paid)
             SELECT c.id, p.id, p.price FROM customer c, product p WHERE c.email = $1 AND p.name = $2";
        let mut transaction = self.client.transaction().await?;
        transaction.execute(SALE, &[&ADA.email, &PRODUCTS[0].0]).await?;

        let voucher = transaction.savepoint("voucher").await?;
        voucher.execute("UPDATE sale SET paid = paid - 654321 WHERE 'SUMMER-VOUCHER' <> ''", &[]).await?;
        voucher.rollback().await?;

        transaction.execute(SALE, &[&GRACE.email, &PRODUCTS[2].0]).await?;
        transaction.commit().await
    }

    /// A customer who walks out: the transaction is dropped, and rolls back by itself.
    pub(crate) async fn walk_out(&mut self) -> Result<(), Error> {
        let transaction = self.client.transaction().await?;
        transaction.execute("DELETE FROM sale WHERE paid > $1", &[&PRODUCTS[1].2]).await?;
        drop(transaction);
        Ok(())
    }

    /// Two questions at once on the one connection, and one whose text holds data.
    pub(crate) async fn look_up(&self) -> Result<(), Error> {
        let bought = self.client.query(
            "SELECT c.name, p.name, s.paid FROM sale s
             JOIN customer c ON c.id = s.customer JOIN product p ON p.id = s.product ORDER BY s.paid DESC",
            &[],
        );
        let affordable = self.client.query("SELECT name FROM product WHERE price < $1", &[&PRODUCTS[2].2]);
        let (bought, affordable) = tokio::join!(bought, affordable);
        bought?;
        affordable?;

        self.client
            .simple_query(
                "SELECT name, 'Philadelphia' AS city /* ticket 82-7714 */ FROM customer
                 WHERE email IN ('ada@engine.example', 'grace@compiler.example') AND id < 654321",
            )
            .await?;
        self.client.execute("UPDATE sale SET day = '1906-12-09' WHERE paid = 1849950", &[]).await?;
        Ok(())
    }

    /// Rows one by one, as they come, and then all of them as text.
    pub(crate) async fn close_books(&self) -> Result<i64, Error> {
        let statement =
            "SELECT p.material, s.paid FROM sale s JOIN product p ON p.id = s.product WHERE s.paid > $1";
        let mut sales = pin!(self.client.query_raw(statement, [PRODUCTS[1].2]).await?);
        let mut takings = 0;
        while let Some(sale) = sales.try_next().await? {
            takings += sale.try_get::<_, i64>("paid")?;
        }
        let _archive: Vec<Bytes> =
            self.client.copy_out("COPY (SELECT * FROM sale) TO STDOUT").await?.try_collect().await?;
        Ok(takings)
    }

    /// A report that takes too long: the caller stops waiting, and asks the server to cancel.
    pub(crate) async fn run_out_of_patience(&self) -> Result<(), Error> {
        let slow = self.client.query("SELECT count(*), pg_sleep(10) FROM product", &[]);
        if timeout(Duration::from_millis(15), slow).await.is_err() {
            self.client.cancel_token().cancel_query(NoTls).await?;
        }
        Ok(())
    }
}
