//! Several questions at once.

use std::pin::pin;

use diesel::QueryResult;
use diesel::prelude::{ExpressionMethods as _, IntoSql as _, QueryDsl as _};
use diesel::sql_types::Integer;
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use drop_in_support::library::{authors, books};
use futures_util::{StreamExt as _, try_join};

use crate::connections::AsyncPgConnection;

pub(crate) async fn run(connection: &mut AsyncPgConnection, report: &mut crate::Report) -> QueryResult<()> {
    let (numbers, names) = try_join!(numbers(connection), names(connection))?;
    report.push(format!("{numbers:?} {names:?}"));
    let first = books::table.count().get_result::<i64>(&mut &*connection);
    let second = authors::table.count().get_result::<i64>(&mut &*connection);
    let both = futures_util::future::try_select(Box::pin(first), Box::pin(second)).await;
    report.push(format!("{}", both.is_ok()));
    let selected = futures_util::future::select(
        books::table.count().get_result::<i64>(&mut &*connection),
        books::table.select(books::id).load::<i32>(&mut &*connection),
    );
    drop(selected);
    Ok(())
}

async fn numbers(mut connection: &AsyncPgConnection) -> QueryResult<(i32, Vec<i32>, usize)> {
    let one = diesel::select(1_i32.into_sql::<Integer>()).get_result::<i32>(&mut connection);
    let two = diesel::select(2_i32.into_sql::<Integer>()).load::<i32>(&mut connection);
    let three = diesel::select(3_i32.into_sql::<Integer>()).execute(&mut connection);
    try_join!(one, two, three)
}

async fn names(connection: &AsyncPgConnection) -> QueryResult<Vec<String>> {
    authors::table.order(authors::id.desc()).select(authors::name).load(&mut &*connection).await
}

pub(crate) async fn listen(
    connection: &mut AsyncPgConnection,
    report: &mut crate::Report,
) -> QueryResult<()> {
    connection.batch_execute("LISTEN news; NOTIFY news, 'payload'").await?;
    let mut notifications = pin!(connection.notifications_stream());
    if let Some(notification) = notifications.next().await {
        report.push(notification?.payload);
    }
    Ok(())
}
