//! Parameters on their way to the driver, shown to those who opted in.

use db_semconv::{Database, Parameters};

use crate::types::{BorrowToSql, ToSql, Type};

/// The parameters of a call that takes them as an iterator.
///
/// They are taken by the driver, once and when it wants them; each is shown as it goes by.
pub(crate) struct Shown<I: IntoIterator> {
    parameters: I,
    sink: Option<Parameters>,
    show: fn(&I::Item, &Parameters),
}

impl<I> Shown<I>
where
    I: IntoIterator<Item: BorrowToSql>,
{
    pub(crate) fn untyped(parameters: I, sink: Option<Parameters>) -> Self {
        Self { parameters, sink, show: |value, sink| sink.push(&value.borrow_to_sql()) }
    }
}

impl<I, P> Shown<I>
where
    P: BorrowToSql,
    I: IntoIterator<Item = (P, Type)>,
{
    pub(crate) fn typed(parameters: I, sink: Option<Parameters>) -> Self {
        Self { parameters, sink, show: |(value, _), sink| sink.push(&value.borrow_to_sql()) }
    }
}

impl<I: IntoIterator> IntoIterator for Shown<I> {
    type Item = I::Item;
    type IntoIter = ShownIter<I::IntoIter>;

    fn into_iter(self) -> Self::IntoIter {
        ShownIter { parameters: self.parameters.into_iter(), sink: self.sink, show: self.show }
    }
}

pub(crate) struct ShownIter<I: Iterator> {
    parameters: I,
    sink: Option<Parameters>,
    show: fn(&I::Item, &Parameters),
}

impl<I: Iterator> Iterator for ShownIter<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let value = self.parameters.next()?;
        if let Some(sink) = &self.sink {
            (self.show)(&value, sink);
        }
        Some(value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.parameters.size_hint()
    }
}

impl<I: ExactSizeIterator> ExactSizeIterator for ShownIter<I> {
    fn len(&self) -> usize {
        self.parameters.len()
    }
}

/// Parameters as a method has them: how they come to be shown.
pub(crate) trait Show {
    fn show(self, database: &Database) -> Option<Parameters>;
}

impl Show for &[&(dyn ToSql + Sync)] {
    #[inline]
    fn show(self, database: &Database) -> Option<Parameters> {
        database.parameters().map(|sink| shown(sink, self))
    }
}

impl Show for &[(&(dyn ToSql + Sync), Type)] {
    fn show(self, database: &Database) -> Option<Parameters> {
        database.parameters().inspect(|sink| self.iter().for_each(|(value, _)| sink.push(value)))
    }
}

#[cold]
fn shown(sink: Parameters, parameters: &[&(dyn ToSql + Sync)]) -> Parameters {
    for value in parameters {
        sink.push(value);
    }
    sink
}

/// Parameters that are shown while the driver takes them.
impl Show for Option<Parameters> {
    fn show(self, _: &Database) -> Option<Parameters> {
        self
    }
}

/// No parameters.
impl Show for () {
    fn show(self, _: &Database) -> Option<Parameters> {
        None
    }
}
