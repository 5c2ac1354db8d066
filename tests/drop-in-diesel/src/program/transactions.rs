//! All or nothing.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::result::Error;
use drop_in_support::library::authors;

use super::Report;

super::for_all! {
    fn (run_on_sqlite, run_on_postgres, run_on_mysql)(connection, report) {
        let kept = connection.transaction::<usize, Error, _>(|connection| {
            connection.batch_execute("UPDATE authors SET name = REPLACE(name, ' ', '_')")?;
            let inner: Result<(), Error> = connection.transaction(|connection| {
                diesel::delete(authors::table.find(2)).execute(connection)?;
                Err(Error::RollbackTransaction)
            });
            report.push(format!("{inner:?}"));
            diesel::update(authors::table.find(1)).set(authors::name.eq("M. S.")).execute(connection)
        });
        report.push(format!("{kept:?}"));
        let names = connection.test_transaction::<Vec<String>, Error, _>(|connection| {
            diesel::insert_into(authors::table).values((authors::id.eq(3), authors::name.eq("nobody"))).execute(connection)?;
            authors::table.order(authors::id).select(authors::name).load(connection)
        });
        report.push(format!("{names:?}"));
        report.push(format!("{}", authors::table.count().get_result::<i64>(connection)?));
        Ok(())
    }
}

/// What only SQLite has.
pub(crate) fn immediately(
    connection: &mut crate::connections::SqliteConnection,
    report: &mut Report,
) -> QueryResult<()> {
    let count = connection.immediate_transaction(count_on_sqlite)?;
    report.push(format!("{count}"));
    connection.register_collation("backwards", |left, right| right.cmp(left))?;
    report.push(format!("{}", connection.serialize_database_to_buffer().len() > 1_000));
    Ok(())
}

fn count_on_sqlite(connection: &mut crate::connections::SqliteConnection) -> QueryResult<i64> {
    authors::table.count().get_result(connection)
}

/// What only PostgreSQL has.
pub(crate) fn serializably(
    connection: &mut crate::connections::PgConnection,
    report: &mut Report,
) -> QueryResult<()> {
    let count = connection.build_transaction().serializable().read_only().run(count_on_postgres)?;
    report.push(format!("{count}"));
    let rows = vec![(authors::id.eq(7), authors::name.eq("Ann Radcliffe"))];
    report.push(format!("{:?}", diesel::copy_from(authors::table).from_insertable(rows).execute(connection)));
    let returned: Vec<i32> =
        diesel::delete(authors::table.find(7)).returning(authors::id).get_results(connection)?;
    report.push(format!("{returned:?}"));
    connection.batch_execute("LISTEN news; NOTIFY news, 'payload'")?;
    for notification in connection.notifications_iter() {
        report.push(notification?.payload);
    }
    Ok(())
}

fn count_on_postgres(connection: &mut crate::connections::PgConnection) -> QueryResult<i64> {
    authors::table.count().get_result(connection)
}

/// What only MySQL has.
pub(crate) fn or_else(
    connection: &mut crate::connections::MysqlConnection,
    report: &mut Report,
) -> QueryResult<()> {
    let jane = (authors::id.eq(2), authors::name.eq("Jane"));
    report.push(format!(
        "{:?}",
        diesel::insert_or_ignore_into(authors::table).values(jane).execute(connection)
    ));
    let either =
        diesel::insert_into(authors::table).values(jane).on_conflict(diesel::dsl::DuplicatedKeys).do_update();
    report.push(format!("{:?}", either.set(authors::name.eq("Miss Austen")).execute(connection)));
    let ann = (authors::id.eq(8), authors::name.eq("Ann Radcliffe"));
    report.push(format!("{:?}", diesel::replace_into(authors::table).values(ann).execute(connection)));
    let names: Vec<String> = authors::table.order(authors::id).select(authors::name).load(connection)?;
    report.push(format!("{names:?}"));
    Ok(())
}
