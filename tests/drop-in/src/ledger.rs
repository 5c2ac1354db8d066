//! Accounts and transfers between them: transactions, savepoints, isolation levels.

use chrono::NaiveDate;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, GenericClient, IsolationLevel, Row, ToStatement, Transaction};

use crate::Report;
use crate::values::Money;

pub(crate) async fn run(client: &mut Client, report: &mut Report) -> Result<(), Error> {
    for (name, balance) in [("alice", Money(50_000)), ("bob", Money(10_000)), ("carol", Money(0))] {
        open_account(client, name, balance).await?;
    }
    report.add_failure("twice the same name", open_account(client, "alice", Money(1)).await);

    transfer(client, "alice", "bob", Money(12_345)).await?;
    report.add_failure("too much", transfer(client, "bob", "carol", Money(1_000_000)).await);
    let paid = pay_what_is_possible(client, report).await?;
    report.add("paid of three", paid);
    report.add("forgotten", forget(client).await?);
    report.add_failure("read only", write_in_read_only(client).await);
    report.add("balances", balances(client).await?);
    Ok(())
}

/// Works on a client and inside a transaction alike.
async fn open_account<C: GenericClient>(client: &C, name: &str, balance: Money) -> Result<u64, Error> {
    client.execute("INSERT INTO account (name, balance) VALUES ($1, $2)", &[&name, &balance]).await
}

/// One row by any kind of statement: a text or a prepared one.
pub(crate) async fn one<C, S>(
    client: &C,
    statement: &S,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Row, Error>
where
    C: GenericClient,
    S: ?Sized + ToStatement + Sync + Send,
{
    client.query_one(statement, parameters).await
}

async fn book(transaction: &Transaction<'_>, account: &str, amount: Money) -> Result<Money, Error> {
    let statement = transaction
        .prepare("UPDATE account SET balance = balance + $2 WHERE name = $1 RETURNING balance")
        .await?;
    let row = one(transaction, &statement, &[&account, &amount]).await?;
    let day = NaiveDate::from_ymd_opt(2026, 1, 31);
    transaction
        .execute(
            "INSERT INTO entry (account, amount, booked) VALUES ($1, $2, $3)",
            &[&account, &amount, &day],
        )
        .await?;
    row.try_get("balance")
}

async fn transfer(client: &mut Client, from: &str, to: &str, amount: Money) -> Result<(), Error> {
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::Serializable)
        .read_only(false)
        .deferrable(false)
        .start()
        .await?;
    book(&transaction, from, Money(-amount.0)).await?;
    book(&transaction, to, amount).await?;
    transaction.commit().await
}

/// Each payment in a savepoint of its own, so that one that fails does not spoil the others.
async fn pay_what_is_possible(client: &mut Client, report: &mut Report) -> Result<usize, Error> {
    let mut transaction = client.transaction().await?;
    let mut paid = 0;
    for amount in [Money(-50), Money(75), Money(-25)] {
        let savepoint = transaction.savepoint("payment").await?;
        match book(&savepoint, "carol", amount).await {
            Ok(balance) => {
                report.add("carol has", balance);
                savepoint.commit().await?;
                paid += 1;
            }
            Err(error) if error.code() == Some(&SqlState::CHECK_VIOLATION) => savepoint.rollback().await?,
            Err(error) => return Err(error),
        }
    }
    let nested = transaction.transaction().await?;
    report.add("entries inside", count(&nested).await?);
    nested.commit().await?;
    transaction.commit().await?;
    Ok(paid)
}

async fn count(client: &impl GenericClient) -> Result<i64, Error> {
    client.query_one("SELECT count(*) FROM entry", &[]).await?.try_get(0)
}

/// A transaction that is dropped rolls back by itself.
async fn forget(client: &mut Client) -> Result<(i64, i64), Error> {
    let transaction = client.transaction().await?;
    transaction.execute("DELETE FROM entry", &[]).await?;
    let inside = count(&transaction).await?;
    drop(transaction);
    Ok((inside, count(client).await?))
}

async fn write_in_read_only(client: &mut Client) -> Result<u64, Error> {
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    open_account(&transaction, "dave", Money(1)).await
}

async fn balances(client: &Client) -> Result<Vec<(String, Money)>, Error> {
    let rows = client.query("SELECT name, balance FROM account ORDER BY name", &[]).await?;
    rows.iter().map(|row| Ok((row.try_get("name")?, row.try_get("balance")?))).collect()
}
