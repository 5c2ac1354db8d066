//! What is known of the queries whose text their type tells.

use std::any::TypeId;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::marker::PhantomData;
use std::sync::Arc;

use db_semconv::{Database, Describe, Operation, Query};
use diesel::query_builder::{QueryBuilder as _, QueryFragment, QueryId};
use foldhash::fast::RandomState;

use crate::backend::TracedBackend;
use crate::parameters;

/// Finds a query by what diesel finds its prepared statement by, so that its text is built once for a connection.
///
/// There are as many as the program has types of queries, and diesel keeps a prepared statement for each.
#[derive(Debug, Default)]
pub(crate) struct Statements(HashMap<TypeId, Statement, RandomState>);

#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) query: Arc<Query>,
    /// Whether a number of rows is one of changes: of other statements databases tell any number, such as that of the call
    /// before.
    pub(crate) changes_rows: bool,
}

impl Statements {
    /// A call of `source`. It says in `changes_rows` whether the statement changes rows, where something may record it.
    pub(crate) fn call<'a, 's, B, T>(
        &'a mut self,
        database: &'a Database,
        source: &'s T,
        changes_rows: &'s Cell<bool>,
    ) -> impl Describe<'a>
    where
        B: TracedBackend,
        T: QueryFragment<B> + QueryId,
    {
        // A closure could be called twice, the compiler thinks.
        Call { statements: self, database, source, changes_rows, backend: PhantomData::<B> }
    }

    /// What is known of the statements of which `id` is one.
    #[cfg(feature = "async")]
    pub(crate) fn known(&self, id: TypeId) -> Option<Statement> {
        self.0.get(&id).cloned()
    }

    /// Remembers what is the same for all statements of which `id` is one.
    #[cfg(feature = "async")]
    pub(crate) fn remember(&mut self, id: TypeId, statement: Statement) {
        self.0.insert(id, statement);
    }

    /// `None` where it cannot be built, and so is not sent either.
    fn find<B, T>(&mut self, database: &Database, source: &T) -> Option<Cow<'_, Statement>>
    where
        B: TracedBackend,
        T: QueryFragment<B> + QueryId,
    {
        let Some(id) = id::<B, T>(source) else {
            return Statement::of::<B, T>(database, source).map(Cow::Owned);
        };
        match self.0.entry(id) {
            Entry::Occupied(entry) => Some(Cow::Borrowed(entry.into_mut())),
            Entry::Vacant(entry) => {
                Some(Cow::Borrowed(entry.insert(Statement::of::<B, T>(database, source)?)))
            }
        }
    }
}

/// What diesel's own cache finds a statement by, if it keeps it: these are the two questions that it asks.
pub(crate) fn id<B, T>(source: &T) -> Option<TypeId>
where
    B: TracedBackend,
    T: QueryFragment<B> + QueryId,
{
    T::query_id().filter(|_| source.is_safe_to_cache_prepared(&B::default()).unwrap_or(false))
}

struct Call<'a, 's, B, T> {
    statements: &'a mut Statements,
    database: &'a Database,
    source: &'s T,
    changes_rows: &'s Cell<bool>,
    backend: PhantomData<B>,
}

impl<'a, B, T> Describe<'a> for Call<'a, '_, B, T>
where
    B: TracedBackend,
    T: QueryFragment<B> + QueryId,
{
    fn describe(self, with_text: bool) -> Operation<'a> {
        let parameters = with_text.then(|| parameters::of::<B>(self.source, self.database)).flatten();
        let statement = self.statements.find::<B, T>(self.database, self.source);
        self.changes_rows.set(statement.as_ref().is_some_and(|statement| statement.changes_rows));
        let operation = match statement {
            Some(Cow::Borrowed(known)) => Operation::of(&known.query),
            Some(Cow::Owned(statement)) => Operation::new(statement.query),
            None => Operation::new(Query::unknown()),
        };
        operation.with_parameters(parameters)
    }
}

impl Statement {
    /// `None` where it cannot be built.
    pub(crate) fn of<B, T>(database: &Database, source: &T) -> Option<Self>
    where
        B: TracedBackend,
        T: QueryFragment<B> + QueryId,
    {
        Some(Self::new(database.query(&text::<B>(source)?)))
    }

    fn new(query: Arc<Query>) -> Self {
        let operation = Operation::of(&query);
        let mut words = operation.summary().unwrap_or_default().split(' ');
        let changes = ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"];
        let changes_rows = words.any(|word| changes.iter().any(|change| word.eq_ignore_ascii_case(change)));
        Self { query, changes_rows }
    }
}

fn text<B: TracedBackend>(source: &impl QueryFragment<B>) -> Option<String> {
    let mut builder = B::QueryBuilder::default();
    source.to_sql(&mut builder, &B::default()).ok()?;
    Some(builder.finish())
}
