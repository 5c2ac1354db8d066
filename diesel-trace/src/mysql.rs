//! The part that only MySQL and MariaDB have.

use diesel::migration::{CREATE_MIGRATIONS_TABLE, MigrationConnection};
use diesel::{QueryResult, RunQueryDsl as _};

use crate::driver::{Driver, sealed::Sealed};
use crate::traced::Traced;

impl Sealed for diesel::MysqlConnection {}

impl Driver for diesel::MysqlConnection {}

impl MigrationConnection for Traced<diesel::MysqlConnection> {
    fn setup(&mut self) -> QueryResult<usize> {
        diesel::sql_query(CREATE_MIGRATIONS_TABLE).execute(self)
    }
}
