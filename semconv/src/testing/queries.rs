//! The calls of a part of a program, and what a test asserts of them.

use std::borrow::Cow;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::Status;

use super::recording::Call;
use super::tree;
use crate::attribute::{DB_QUERY_TEXT, DBTRACE_OUTCOME, ERROR_TYPE};

/// The calls that a part of a program made, in the order of their beginnings.
///
/// The assertions count queries: statements and Redis commands that run. Connects, preparations, health checks and the calls
/// that begin or end a transaction are in the tree that a failed assertion prints, and are not counted.
#[derive(Clone, Debug)]
pub struct Queries<T = ()> {
    calls: Vec<Call>,
    /// The output of the future or function that was recorded.
    pub output: T,
}

/// A query that was recorded, as a span shows it.
#[derive(Clone, Copy, Debug)]
pub struct Query<'q>(&'q Call);

impl<T> Queries<T> {
    pub(super) fn new(calls: Vec<Call>, output: T) -> Self {
        Self { calls, output }
    }

    /// Returns the queries, in the order of their beginnings.
    pub fn iter(&self) -> impl Iterator<Item = Query<'_>> {
        self.calls.iter().filter(|call| call.is_statement).map(Query)
    }

    /// Returns the number of queries.
    pub fn count(&self) -> usize {
        self.iter().count()
    }

    /// Returns the tree of all calls with their numbers and times, as a failed assertion prints it.
    pub fn tree(&self) -> String {
        tree::of(&self.calls)
    }

    /// Asserts that there were exactly `count` queries.
    ///
    /// # Panics
    ///
    /// If there were more or fewer. The message has the tree of calls, as that of each assertion.
    #[track_caller]
    pub fn assert_count(&self, count: usize) -> &Self {
        self.assert(self.count() == count, || format!("exactly {count} expected"))
    }

    /// Asserts that there were at most `most` queries.
    ///
    /// # Panics
    ///
    /// If there were more.
    #[track_caller]
    pub fn assert_count_at_most(&self, most: usize) -> &Self {
        self.assert(self.count() <= most, || format!("at most {most} expected"))
    }

    /// Asserts that no query was made twice, with the same values or with others: the N+1 problem.
    ///
    /// # Panics
    ///
    /// If two queries have the same summary and text.
    #[track_caller]
    pub fn assert_no_repetition(&self) -> &Self {
        let repeated = self.iter().enumerate().find_map(|(number, query)| {
            let is_same = |earlier: &Query<'_>| earlier.identity() == query.identity();
            self.iter().take(number).any(|earlier| is_same(&earlier)).then_some(query)
        });
        self.assert(repeated.is_none(), || {
            let query = repeated.map(|query| query.name().to_owned()).unwrap_or_default();
            format!("no repetition expected, and {query} is repeated")
        })
    }

    /// Asserts that `value` is in nothing that was recorded: no name, no text, no attribute and no status.
    ///
    /// # Panics
    ///
    /// If a call shows it.
    #[track_caller]
    pub fn assert_no_value(&self, value: &str) -> &Self {
        let shows = |call: &&Call| {
            let of =
                |pair: &KeyValue| pair.key.as_str().contains(value) || pair.value.to_string().contains(value);
            let description = match &call.status {
                Status::Error { description } => description.as_ref(),
                _ => "",
            };
            call.name.contains(value) || description.contains(value) || call.attributes.iter().any(of)
        };
        let found = self.calls.iter().find(shows);
        self.assert(found.is_none(), || {
            let name = found.map(|call| call.name.clone()).unwrap_or_default();
            format!("{value:?} expected nowhere, and {name} shows it")
        })
    }

    /// Asserts that each query was made in a transaction. A transaction that began before the recording counts if something
    /// recorded its beginning.
    ///
    /// # Panics
    ///
    /// If a query was made outside of one.
    #[track_caller]
    pub fn assert_all_in_transaction(&self) -> &Self {
        let outside = self.iter().find(|query| !query.is_in_transaction());
        self.assert(outside.is_none(), || {
            let query = outside.map(|query| query.name().to_owned()).unwrap_or_default();
            format!("all in a transaction expected, and {query} is not")
        })
    }

    /// Asserts that no query failed and none was cancelled.
    ///
    /// # Panics
    ///
    /// If one did not succeed.
    #[track_caller]
    pub fn assert_all_succeeded(&self) -> &Self {
        let other = self.iter().find(|query| query.error_type().is_some() || query.is_cancelled());
        self.assert(other.is_none(), || {
            let query = other.map(|query| query.name().to_owned()).unwrap_or_default();
            format!("success expected, and {query} failed or was cancelled")
        })
    }

    #[track_caller]
    fn assert(&self, holds: bool, expected: impl FnOnce() -> String) -> &Self {
        assert!(holds, "{} queries: {}\n{}", self.count(), expected(), self.tree());
        self
    }
}

impl<'q> Query<'q> {
    /// Returns the name of the span: the summary, or the command of Redis with its target.
    pub fn name(&self) -> &'q str {
        &self.0.name
    }

    /// Returns the text without values.
    pub fn text(&self) -> Option<Cow<'q, str>> {
        self.0.attribute(DB_QUERY_TEXT)
    }

    /// Returns the attributes of the span.
    pub fn attributes(&self) -> &'q [KeyValue] {
        &self.0.attributes
    }

    /// Returns how long the query took, or `None` if it was under way when the recording ended.
    pub fn duration(&self) -> Option<Duration> {
        self.0.duration()
    }

    /// Returns `true` if the query was made in a transaction.
    pub fn is_in_transaction(&self) -> bool {
        self.0.in_transaction
    }

    /// Returns `error.type` if the query failed.
    pub fn error_type(&self) -> Option<Cow<'q, str>> {
        self.0.attribute(ERROR_TYPE)
    }

    /// Returns `true` if the caller dropped the query before its end.
    pub fn is_cancelled(&self) -> bool {
        self.0.attribute(DBTRACE_OUTCOME).is_some()
    }

    fn identity(self) -> (&'q str, Option<Cow<'q, str>>) {
        (self.name(), self.text())
    }
}
