//! The queries whose type determines their text, as far as they are known.

use std::any::TypeId;
use std::borrow::Cow;
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
pub(crate) struct Statements(HashMap<TypeId, Arc<Query>, RandomState>);

impl Statements {
    /// A call of `source`.
    pub(crate) fn call<'a, 's, B, T>(
        &'a mut self,
        database: &'a Database,
        source: &'s T,
    ) -> impl Describe<'a> + use<'a, 's, B, T>
    where
        B: TracedBackend,
        T: QueryFragment<B> + QueryId,
    {
        // A closure could be called twice, the compiler thinks.
        Call { statements: self, database, source, backend: PhantomData::<B> }
    }

    /// What is known of the statements of which `id` is one.
    #[cfg(feature = "async")]
    pub(crate) fn known(&self, id: TypeId) -> Option<Arc<Query>> {
        self.0.get(&id).cloned()
    }

    /// Remembers what is the same for all statements of which `id` is one.
    #[cfg(feature = "async")]
    pub(crate) fn remember(&mut self, id: TypeId, query: Arc<Query>) {
        self.0.insert(id, query);
    }

    /// `None` where it cannot be built, and so is not sent either.
    fn find<B, T>(&mut self, database: &Database, source: &T) -> Option<Cow<'_, Arc<Query>>>
    where
        B: TracedBackend,
        T: QueryFragment<B> + QueryId,
    {
        let Some(id) = id::<B, T>(source) else {
            return query::<B, T>(database, source).map(Cow::Owned);
        };
        match self.0.entry(id) {
            Entry::Occupied(entry) => Some(Cow::Borrowed(entry.into_mut())),
            Entry::Vacant(entry) => Some(Cow::Borrowed(entry.insert(query::<B, T>(database, source)?))),
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
    backend: PhantomData<B>,
}

impl<'a, B, T> Describe<'a> for Call<'a, '_, B, T>
where
    B: TracedBackend,
    T: QueryFragment<B> + QueryId,
{
    fn describe(self, with_text: bool) -> Operation<'a> {
        let parameters = with_text.then(|| parameters::of::<B>(self.source, self.database)).flatten();
        let operation = match self.statements.find::<B, T>(self.database, self.source) {
            Some(Cow::Borrowed(known)) => Operation::of(known),
            Some(Cow::Owned(query)) => Operation::new(query),
            None => Operation::new(Query::unknown()),
        };
        operation.with_parameters(parameters)
    }
}

/// What is known of a query from its text. `None` if the text cannot be built.
pub(crate) fn query<B, T>(database: &Database, source: &T) -> Option<Arc<Query>>
where
    B: TracedBackend,
    T: QueryFragment<B> + QueryId,
{
    Some(database.query(&text::<B>(source)?))
}

/// The text of a query. `None` if it cannot be built.
pub(crate) fn text<B: TracedBackend>(source: &impl QueryFragment<B>) -> Option<String> {
    let mut builder = B::QueryBuilder::default();
    source.to_sql(&mut builder, &B::default()).ok()?;
    Some(builder.finish())
}
