//! The part that only PostgreSQL has.

use db_semconv::Outcome;
use diesel::associations::HasTable;
use diesel::dsl::Update;
use diesel::expression::{MixedAggregates, ValidGrouping, is_aggregate};
use diesel::migration::{CREATE_MIGRATIONS_TABLE, MigrationConnection};
use diesel::pg::{CopyFromQuery, GetPgMetadataCache, PgMetadataCache, TransactionBuilder};
use diesel::query_builder::{AsChangeset, IntoUpdateTarget};
use diesel::query_dsl::UpdateAndFetchResults;
use diesel::query_dsl::methods::LoadQuery;
use diesel::{Connection as _, ExecuteCopyFromDsl, QueryResult, RunQueryDsl as _, Table};

use crate::driver::{Driver, sealed::Sealed};
use crate::instrumentation_slot::Slot;
use crate::traced::Traced;

impl Sealed for diesel::PgConnection {}

impl Driver for diesel::PgConnection {}

impl Traced<diesel::PgConnection> {
    /// Like [`diesel::PgConnection::build_transaction`].
    pub fn build_transaction(&mut self) -> TransactionBuilder<'_, Self> {
        TransactionBuilder::new(self)
    }
}

impl GetPgMetadataCache for Traced<diesel::PgConnection> {
    fn get_metadata_cache(&mut self) -> &mut PgMetadataCache {
        self.driver.get_metadata_cache()
    }
}

impl MigrationConnection for Traced<diesel::PgConnection> {
    fn setup(&mut self) -> QueryResult<usize> {
        diesel::sql_query(CREATE_MIGRATIONS_TABLE).execute(self)
    }
}

/// Diesel builds the text inside the driver, whose instrumentation receives it. The number of rows is known here.
impl<T, A> ExecuteCopyFromDsl<Traced<diesel::PgConnection>> for CopyFromQuery<T, A>
where
    Self: ExecuteCopyFromDsl<diesel::PgConnection>,
{
    type Error = <Self as ExecuteCopyFromDsl<diesel::PgConnection>>::Error;

    fn execute(self, connection: &mut Traced<diesel::PgConnection>) -> Result<usize, Self::Error> {
        connection.gate.hold();
        let result = ExecuteCopyFromDsl::execute(self, &mut connection.driver);
        connection.gate.close();
        if let (Ok(rows), Some(slot)) = (&result, Slot::of(connection.driver.instrumentation())) {
            slot.take_held().end(Outcome::affected_rows(*rows as u64));
        }
        result
    }
}

impl<'b, Changes, Output> UpdateAndFetchResults<Changes, Output> for Traced<diesel::PgConnection>
where
    Changes: Copy + AsChangeset<Target = <Changes as HasTable>::Table> + IntoUpdateTarget,
    Update<Changes, Changes>: LoadQuery<'b, Self, Output>,
    <Changes::Table as Table>::AllColumns: ValidGrouping<()>,
    <<Changes::Table as Table>::AllColumns as ValidGrouping<()>>::IsAggregate:
        MixedAggregates<is_aggregate::No, Output = is_aggregate::No>,
{
    fn update_and_fetch(&mut self, changeset: Changes) -> QueryResult<Output> {
        diesel::update(changeset).set(changeset).get_result(self)
    }
}
