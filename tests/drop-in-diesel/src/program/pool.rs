//! Connections that are shared.

use std::error::Error;

use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool, TestCustomizer};
use diesel_migrations::MigrationHarness as _;
use drop_in_support::library::authors;

use super::{MIGRATIONS, Report};

pub(crate) fn run(report: &mut Report) -> Result<(), Box<dyn Error + Send + Sync>> {
    let manager = ConnectionManager::<crate::connections::SqliteConnection>::new(":memory:");
    let pool = Pool::builder().max_size(1).connection_customizer(Box::new(TestCustomizer)).build(manager)?;
    pool.get()?.run_pending_migrations(MIGRATIONS)?;
    std::thread::scope(|scope| {
        for id in 0..4 {
            scope.spawn({
                let pool = pool.clone();
                move || {
                    let author = (authors::id.eq(id), authors::name.eq(format!("author {id}")));
                    let connection = &mut pool.get().ok()?;
                    diesel::insert_into(authors::table).values(author).execute(connection).ok()
                }
            });
        }
    });
    let connection = &mut pool.get()?;
    report.push(format!(
        "{:?}",
        authors::table.order(authors::id).select(authors::name).load::<String>(connection)?
    ));
    Ok(())
}
