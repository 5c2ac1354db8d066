//! Connections that are shared.

use diesel::prelude::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, bb8, deadpool, mobc};
use drop_in_support::library::authors;

macro_rules! for_both {
    ($name:ident, $connection:ident) => {
        pub(crate) async fn $name(url: &str, report: &mut crate::Report) -> Result<(), super::Failure> {
            type Connection = crate::connections::$connection;

            let manager = || AsyncDieselConnectionManager::<Connection>::new(url);
            let pool: deadpool::Pool<Connection> = deadpool::Pool::builder(manager()).max_size(2).build()?;
            let tasks: Vec<_> = (20..24)
                .map(|id| {
                    let pool = pool.clone();
                    tokio::spawn(async move {
                        let mut connection = pool.get().await.ok()?;
                        let author = (authors::id.eq(id), authors::name.eq(format!("author {id}")));
                        diesel::insert_into(authors::table).values(author).execute(&mut connection).await.ok()
                    })
                })
                .collect();
            for task in tasks {
                report.push(format!("{:?}", task.await?));
            }
            let pool: bb8::Pool<Connection> = bb8::Pool::builder().max_size(1).build(manager()).await?;
            let connection = &mut pool.get().await?;
            report.push(format!("{}", authors::table.count().get_result::<i64>(connection).await?));
            let pool: mobc::Pool<Connection> = mobc::Pool::new(manager());
            let connection = &mut pool.get().await?;
            let names =
                authors::table.order(authors::id).select(authors::name).load::<String>(connection).await?;
            report.push(format!("{names:?}"));
            Ok(())
        }
    };
}

for_both!(run_on_postgres, AsyncPgConnection);
for_both!(run_on_mysql, AsyncMysqlConnection);
