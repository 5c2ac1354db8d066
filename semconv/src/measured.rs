//! The attributes of the measurements of a statement's successes, kept with the statement.
//!
//! To make them and to drop them takes more than a tenth of what a measured call takes. They are those of the database and of
//! the statement, so they are the same for each success.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use opentelemetry::KeyValue;

use crate::strings::FixedAttributes;

/// The attributes of one database and one statement. Most programs send a statement to one database; the successes at another
/// one make theirs each time.
pub(crate) struct Measured {
    is_known: AtomicBool,
    kept: OnceLock<Box<Kept>>,
}

struct Kept {
    database: Arc<FixedAttributes>,
    attributes: Box<[KeyValue]>,
}

impl Measured {
    /// An estimate of what is kept, in bytes: a box of four attributes or five.
    pub(crate) const BYTES: usize = 320;

    pub(crate) const fn nothing() -> Self {
        Self { is_known: AtomicBool::new(false), kept: OnceLock::new() }
    }

    /// Returns the attributes of a success at `database`, if they are kept.
    #[inline]
    pub(crate) fn of(&self, database: &Arc<FixedAttributes>) -> Option<&[KeyValue]> {
        let kept = self.kept.get()?;
        Arc::ptr_eq(&kept.database, database).then_some(&*kept.attributes)
    }

    /// Keeps the attributes of a success, unless the statement comes for the first time: many never come again.
    pub(crate) fn keep(&self, database: &Arc<FixedAttributes>, attributes: &[KeyValue]) {
        if self.kept.get().is_some() || !self.is_known.swap(true, Ordering::Relaxed) {
            return;
        }
        let kept = Kept { database: Arc::clone(database), attributes: attributes.into() };
        let _ = self.kept.set(Box::new(kept));
    }
}

/// Another statement has other attributes.
impl Clone for Measured {
    fn clone(&self) -> Self {
        Self::nothing()
    }
}

impl fmt::Debug for Measured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Measured")
            .field("is_kept", &self.kept.get().is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(name: &'static str) -> Arc<FixedAttributes> {
        Arc::new([KeyValue::new("db.namespace", name)].iter().collect())
    }

    #[test]
    fn attributes_are_kept_at_the_second_success_for_the_database_of_that_success() {
        let measured = Measured::nothing();
        let (shop, books) = (database("shop"), database("books"));
        let attributes = [KeyValue::new("db.query.summary", "SELECT users")];
        measured.keep(&shop, &attributes);
        assert_eq!(measured.of(&shop), None);
        measured.keep(&shop, &attributes);
        assert_eq!(measured.of(&shop), Some(&attributes[..]));
        measured.keep(&books, &[]);
        assert_eq!((measured.of(&books), measured.of(&shop)), (None, Some(&attributes[..])));
        assert_eq!(measured.clone().of(&shop), None);
    }
}
