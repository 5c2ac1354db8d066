//! In place of `bound`, without the feature `bound-instruments`: nothing is bound, and nothing is kept for it.

use std::sync::Arc;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Histogram, Meter};

use super::measurement::Measurement;
use crate::strings::FixedAttributes;

/// Something that instruments would be bound for: a query.
pub(crate) trait HasBound {
    /// What is bound for it: nothing.
    fn bound(&self) -> &Bound;
}

/// There is none.
pub(crate) enum Binder {}

impl Binder {
    pub(crate) fn new(_: bool, _: &Meter, _: &Histogram<f64>, _: &Histogram<u64>) -> Option<Self> {
        None
    }

    pub(crate) fn record(&self, _: &Bound, _: &Arc<FixedAttributes>, _: &Measurement) -> bool {
        match *self {}
    }

    pub(crate) fn bind(
        &self,
        _: &Arc<impl HasBound>,
        _: &Arc<FixedAttributes>,
        _: &Measurement,
        _: &[KeyValue],
    ) {
        match *self {}
    }
}

/// What is bound for a query.
#[derive(Clone, Debug)]
pub(crate) struct Bound;

impl Bound {
    pub(crate) const fn new() -> Self {
        Self
    }
}
