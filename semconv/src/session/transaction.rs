//! The state of a connection's transaction.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::sql::Kind;

/// Whether a transaction is open.
#[derive(Debug, Default)]
pub(crate) struct TransactionState(AtomicBool);

impl TransactionState {
    /// Follows a call that has ended. A beginning counts if it succeeded. An end counts however it went: a server gives a
    /// transaction up that it could not commit, and one whose connection is lost.
    #[inline]
    pub(crate) fn follow(&self, kind: Kind, succeeded: bool) {
        match kind {
            Kind::TransactionBegin if succeeded => self.0.store(true, Ordering::Relaxed),
            Kind::TransactionEnd => self.0.store(false, Ordering::Relaxed),
            _ => {}
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transaction_is_open_from_a_beginning_that_succeeded_to_any_end() {
        let state = TransactionState::default();
        state.follow(Kind::TransactionBegin, false);
        assert!(!state.is_open());
        state.follow(Kind::TransactionBegin, true);
        state.follow(Kind::Write, false);
        state.follow(Kind::Savepoint, true);
        assert!(state.is_open());
        state.follow(Kind::TransactionEnd, false);
        assert!(!state.is_open());
    }
}
