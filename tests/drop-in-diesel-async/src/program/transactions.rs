//! All or nothing.

use diesel::prelude::{ExpressionMethods as _, QueryDsl as _};
use diesel::result::Error;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection as _};
use drop_in_support::library::authors;

super::for_each! {
    async fn (run_on_sqlite, run_on_mysql, run_on_postgres)(connection, report) {
        let kept = connection
            .transaction::<usize, Error, _>(async |connection| {
                connection.batch_execute("UPDATE authors SET name = 'somebody'").await?;
                let inner: Result<(), Error> = connection
                    .transaction(async |connection| {
                        diesel::delete(authors::table.find(2)).execute(connection).await?;
                        Err(Error::RollbackTransaction)
                    })
                    .await;
                report.push(format!("{inner:?}"));
                diesel::update(authors::table.find(1)).set(authors::name.eq("M. S.")).execute(connection).await
            })
            .await;
        report.push(format!("{kept:?}"));
        let names = connection
            .test_transaction::<Vec<String>, Error, _>(async |connection| {
                let nobody = (authors::id.eq(3), authors::name.eq("nobody"));
                diesel::insert_into(authors::table).values(nobody).execute(connection).await?;
                authors::table.order(authors::id).select(authors::name).load(connection).await
            })
            .await;
        report.push(format!("{names:?}"));
        report.push(format!("{}", authors::table.count().get_result::<i64>(connection).await?));
        Ok(())
    }
}

/// What only PostgreSQL has.
pub(crate) async fn serializably(
    connection: &mut crate::connections::AsyncPgConnection,
    report: &mut crate::Report,
) -> Result<(), Error> {
    let count = connection
        .build_transaction()
        .serializable()
        .read_only()
        .run::<_, Error, _>(async |connection| count(connection).await)
        .await?;
    report.push(format!("{count}"));
    let inserted =
        diesel::insert_into(authors::table).values((authors::id.eq(7), authors::name.eq("Ann Radcliffe")));
    report.push(format!("{:?}", inserted.returning(authors::name).get_result::<String>(connection).await));
    Ok(())
}

/// A function of any connection to PostgreSQL.
async fn count<C>(connection: &mut C) -> Result<i64, Error>
where
    C: AsyncConnection<Backend = diesel::pg::Pg>,
{
    RunQueryDsl::get_result(authors::table.count(), connection).await
}
