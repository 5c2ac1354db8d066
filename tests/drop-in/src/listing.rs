//! The other ways to ask: streams, simple queries, typed queries, scalars.

use std::pin::pin;

use futures_util::{Stream, TryStreamExt, future};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, GenericClient, Row, RowStream, SimpleQueryMessage};

use crate::Report;

const BY_ACCOUNT: &str =
    "SELECT account, count(*) AS entries FROM entry WHERE amount > $1 GROUP BY 1 ORDER BY 1";

pub(crate) async fn run(client: &Client, report: &mut Report) -> Result<(), Error> {
    report.add("streamed", streamed(client).await?);
    report.add("first of a stream", first(client).await?);
    report.add("simple", simple(client).await?);
    report.add("typed", typed(client).await?);
    report.add("scalars", scalars(client).await?);
    report.add("pipelined", pipelined(client).await?);
    report.add("described", described(client).await?);
    report.add_failure("no such table", client.query("SELECT * FROM nothing", &[]).await);
    report.add_failure("two rows", client.query_one("SELECT 1 FROM account LIMIT 2", &[]).await);
    report.add_failure("wrong column type", one_as_text(client).await);
    client.check_connection().await
}

async fn one_as_text(client: &Client) -> Result<String, Error> {
    client.query_one("SELECT 1", &[]).await?.try_get::<_, String>(0)
}

async fn streamed(client: &impl GenericClient) -> Result<(Vec<(String, i64)>, Option<u64>), Error> {
    let stream: RowStream = client.query_raw(BY_ACCOUNT, [0_i64]).await?;
    let mut stream = pin!(stream);
    let mut rows = Vec::new();
    while let Some(row) = stream.try_next().await? {
        rows.push((row.get(0), row.get("entries")));
    }
    Ok((rows, stream.rows_affected()))
}

/// Takes any stream of rows, and drops it before its end.
async fn first(client: &Client) -> Result<Option<i32>, Error> {
    async fn first_of(stream: impl Stream<Item = Result<Row, Error>>) -> Result<Option<i32>, Error> {
        let mut stream = pin!(stream);
        Ok(stream.try_next().await?.map(|row| row.get(0)))
    }
    let none: [&str; 0] = [];
    first_of(client.query_raw("SELECT id FROM entry ORDER BY id", none).await?).await
}

async fn simple(client: &Client) -> Result<Vec<String>, Error> {
    let messages = client
        .simple_query("SELECT name FROM account ORDER BY name; DELETE FROM entry WHERE amount = -7")
        .await?;
    Ok(messages
        .iter()
        .map(|message| match message {
            SimpleQueryMessage::Row(row) => format!("row {:?}", row.get("name")),
            SimpleQueryMessage::CommandComplete(rows) => format!("{rows} rows"),
            SimpleQueryMessage::RowDescription(columns) => format!("{} columns", columns.len()),
            _ => "something new".to_owned(),
        })
        .collect())
}

async fn typed(client: &Client) -> Result<(usize, String, bool, u64), Error> {
    let rows = client.query_typed(BY_ACCOUNT, &[(&0_i64, Type::INT8)]).await?;
    let name = client
        .query_typed_one("SELECT name FROM account WHERE name LIKE $1", &[(&"b%", Type::TEXT)])
        .await?
        .try_get(0)?;
    let none = client.query_typed_opt("SELECT 1 WHERE $1", &[(&false, Type::BOOL)]).await?;
    let changed = client
        .execute_typed("UPDATE entry SET amount = amount WHERE amount < $1", &[(&0_i64, Type::INT8)])
        .await?;
    Ok((rows.len(), name, none.is_none(), changed))
}

async fn scalars(client: &Client) -> Result<(Vec<String>, i64, Option<i64>), Error> {
    let names = client.query_scalar("SELECT name FROM account ORDER BY 1", &[]).await?;
    let entries = client.query_one_scalar("SELECT count(*) FROM entry", &[]).await?;
    let none = client.query_opt_scalar("SELECT amount FROM entry WHERE id = $1", &[&-1_i32]).await?;
    Ok((names, entries, none))
}

async fn pipelined(client: &Client) -> Result<(i64, Option<i64>), Error> {
    let accounts = client.query_one("SELECT count(*) FROM account", &[]);
    let nobody = client.query_opt("SELECT balance FROM account WHERE name = $1", &[&"nobody"]);
    let (accounts, nobody) = future::try_join(accounts, nobody).await?;
    Ok((accounts.try_get(0)?, nobody.map(|row| row.get(0))))
}

async fn described(client: &Client) -> Result<Vec<(String, String, Option<i16>)>, Error> {
    let statement = client.prepare_typed("SELECT name, $1 AS given FROM account", &[Type::INT4]).await?;
    let parameters = statement.params().iter().map(|kind| ("parameter".to_owned(), kind.to_string(), None));
    let columns = statement
        .columns()
        .iter()
        .map(|column| (column.name().to_owned(), column.type_().to_string(), column.column_id()));
    Ok(parameters.chain(columns).collect())
}
