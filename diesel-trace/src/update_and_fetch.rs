//! `save_changes`, for databases that return the changed row to a second query.

use diesel::associations::{HasTable, Identifiable};
use diesel::dsl::{Find, Update};
use diesel::expression::{MixedAggregates, ValidGrouping, is_aggregate};
use diesel::query_builder::{AsChangeset, IntoUpdateTarget};
use diesel::query_dsl::UpdateAndFetchResults;
use diesel::query_dsl::methods::{ExecuteDsl, FindDsl, LoadQuery};
use diesel::{QueryResult, RunQueryDsl as _, Table};

use crate::traced::Traced;

/// Changes a row and reads it as diesel's own connection does, under the same bounds.
macro_rules! update_and_fetch {
    ($driver:ty) => {
        impl<'b, Changes, Output> UpdateAndFetchResults<Changes, Output> for Traced<$driver>
        where
            Changes:
                Copy + Identifiable + AsChangeset<Target = <Changes as HasTable>::Table> + IntoUpdateTarget,
            Changes::Table: FindDsl<Changes::Id>,
            Update<Changes, Changes>: ExecuteDsl<Self>,
            Find<Changes::Table, Changes::Id>: LoadQuery<'b, Self, Output>,
            <Changes::Table as Table>::AllColumns: ValidGrouping<()>,
            <<Changes::Table as Table>::AllColumns as ValidGrouping<()>>::IsAggregate:
                MixedAggregates<is_aggregate::No, Output = is_aggregate::No>,
        {
            fn update_and_fetch(&mut self, changeset: Changes) -> QueryResult<Output> {
                diesel::update(changeset).set(changeset).execute(self)?;
                Changes::table().find(changeset.id()).get_result(self)
            }
        }
    };
}

#[cfg(feature = "mysql")]
update_and_fetch!(diesel::MysqlConnection);
#[cfg(feature = "sqlite")]
update_and_fetch!(diesel::SqliteConnection);
