//! What is known of the queries whose text their type tells.

use std::any::TypeId;
use std::cell::Cell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::marker::PhantomData;
use std::sync::Arc;

use db_semconv::{Database, Describe, Operation, Query};
use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{QueryBuilder as _, QueryFragment, QueryId};
use foldhash::fast::RandomState;

use crate::driver::Driver;
use crate::parameters;

/// Finds a query by what diesel finds its prepared statement by, so that its text is built once for a connection.
///
/// There are as many as the program has types of queries, and diesel keeps a prepared statement for each.
#[derive(Debug, Default)]
pub(crate) struct Statements(HashMap<TypeId, Statement, RandomState>);

#[derive(Debug)]
struct Statement {
    query: Arc<Query>,
    changes_rows: bool,
}

impl Statements {
    /// A call of `source` on a connection of `C`'s. It says in `changes_rows` whether a number of rows is one of changes,
    /// where something may record the call: of other statements databases tell any number, such as that of the call before.
    pub(crate) fn call<'a, 's, C, T>(
        &'a mut self,
        database: &'a Database,
        source: &'s T,
        changes_rows: &'s Cell<bool>,
    ) -> impl Describe<'a>
    where
        C: Driver,
        T: QueryFragment<C::Backend> + QueryId,
    {
        // A closure could be called twice, the compiler thinks.
        Call { statements: self, database, source, changes_rows, connection: PhantomData::<C> }
    }
}

struct Call<'a, 's, C, T> {
    statements: &'a mut Statements,
    database: &'a Database,
    source: &'s T,
    changes_rows: &'s Cell<bool>,
    connection: PhantomData<C>,
}

impl<'a, C, T> Describe<'a> for Call<'a, '_, C, T>
where
    C: Driver,
    T: QueryFragment<C::Backend> + QueryId,
{
    fn describe(self, with_text: bool) -> Operation<'a> {
        let (database, source) = (self.database, self.source);
        let backend = C::Backend::default();
        let parameters = with_text.then(|| parameters::of(source, &backend, database)).flatten();
        self.operation(&backend).with_parameters(parameters)
    }
}

impl<'a, C, T> Call<'a, '_, C, T>
where
    C: Driver,
    T: QueryFragment<C::Backend> + QueryId,
{
    fn operation(self, backend: &C::Backend) -> Operation<'a> {
        let Self { statements, database, source, changes_rows, .. } = self;
        let statement = || text(source, backend).map(|text| Statement::new(database.query(&text)));
        // The same two questions that diesel's own cache asks.
        let id = T::query_id().filter(|_| source.is_safe_to_cache_prepared(backend).unwrap_or(false));
        let Some(id) = id else {
            // A query that cannot be built is not sent either.
            let Ok(statement) = statement() else { return Operation::new(Query::unknown()) };
            changes_rows.set(statement.changes_rows);
            return Operation::new(statement.query);
        };
        let known = match statements.0.entry(id) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => match statement() {
                Ok(statement) => entry.insert(statement),
                Err(_) => return Operation::new(Query::unknown()),
            },
        };
        changes_rows.set(known.changes_rows);
        Operation::of(&known.query)
    }
}

impl Statement {
    fn new(query: Arc<Query>) -> Self {
        let operation = Operation::of(&query);
        let mut words = operation.summary().unwrap_or_default().split(' ');
        let changes = ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"];
        let changes_rows = words.any(|word| changes.iter().any(|change| word.eq_ignore_ascii_case(change)));
        Self { query, changes_rows }
    }
}

fn text<DB>(source: &impl QueryFragment<DB>, backend: &DB) -> QueryResult<String>
where
    DB: Backend<QueryBuilder: Default>,
{
    let mut builder = DB::QueryBuilder::default();
    source.to_sql(&mut builder, backend)?;
    Ok(builder.finish())
}
