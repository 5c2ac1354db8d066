//! The state of a connection's transaction, and what the transaction did so far.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use opentelemetry::KeyValue;

use crate::attribute::{
    DBTRACE_TRANSACTION_DURATION, DBTRACE_TRANSACTION_END, DBTRACE_TRANSACTION_IDLE,
    DBTRACE_TRANSACTION_STATEMENTS,
};
use crate::operation::Operation;
use crate::sql::Kind;
use crate::strings::Label;

/// Whether a transaction is open. The rest is looked at only inside a transaction and at its two ends.
#[derive(Debug, Default)]
pub(crate) struct TransactionState {
    is_open: AtomicBool,
    transactions: Mutex<Transactions>,
}

/// The open transaction of a connection, and the number of the last one.
#[derive(Debug, Default)]
struct Transactions {
    open: Option<Open>,
    last: u32,
}

/// A transaction that has begun and not ended.
#[derive(Debug)]
struct Open {
    number: NonZeroU32,
    begin: SystemTime,
    /// Calls that have begun and not ended. Calls of one connection can overlap.
    under_way: u32,
    /// When the last call ended after which none was under way.
    idle_since: SystemTime,
    idle: Duration,
    statements: u32,
    /// `true` after a call that the caller did not make: the caller dropped the transaction, and the client rolls back.
    is_dropped: bool,
}

/// The transaction that a call belongs to, if any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Membership(Option<NonZeroU32>);

/// The end of a call, as far as a transaction is concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) kind: Kind,
    pub(crate) begin: SystemTime,
    pub(crate) end: SystemTime,
    pub(crate) succeeded: bool,
    /// `true` for a beginning that goes on with an open transaction: `MULTI` after `WATCH`.
    pub(crate) continues: bool,
}

/// The times of a transaction that has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ended {
    pub(crate) duration: Duration,
    idle: Duration,
    statements: u32,
    end: &'static str,
}

impl Membership {
    #[inline]
    pub(crate) fn is_one(self) -> bool {
        self.0.is_some()
    }
}

impl TransactionState {
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Relaxed)
    }

    /// Returns `true` for the two ends of a transaction.
    #[inline]
    pub(crate) fn is_changed_by(kind: Kind) -> bool {
        matches!(kind, Kind::TransactionBegin | Kind::TransactionCommit | Kind::TransactionRollback)
    }

    /// Counts a call that begins, if a transaction is open.
    #[inline]
    pub(crate) fn enter(&self, operation: &Operation<'_>, begin: SystemTime) -> Membership {
        if self.is_open() { self.enter_open(operation, begin) } else { Membership::default() }
    }

    #[cold]
    fn enter_open(&self, operation: &Operation<'_>, begin: SystemTime) -> Membership {
        let mut transactions = self.transactions();
        let Some(open) = &mut transactions.open else { return Membership::default() };
        if open.under_way == 0 {
            open.idle += begin.duration_since(open.idle_since).unwrap_or_default();
        }
        open.under_way = open.under_way.saturating_add(1);
        open.is_dropped |= operation.implicit;
        if matches!(operation.kind(), Kind::Read | Kind::Write | Kind::Other) {
            open.statements = open.statements.saturating_add(1);
        }
        Membership(Some(open.number))
    }

    /// Follows a call that has ended, and returns what the transaction did if that was its end.
    ///
    /// A beginning counts if it succeeded. An end counts however it went: a server gives a transaction up that it could not
    /// commit, and one whose connection is lost.
    pub(crate) fn follow(&self, membership: Membership, step: Step) -> Option<Ended> {
        let mut transactions = self.transactions();
        let transactions = &mut *transactions;
        if let Some(open) = &mut transactions.open
            && membership.0 == Some(open.number)
        {
            open.under_way = open.under_way.saturating_sub(1);
            open.idle_since = open.idle_since.max(step.end);
        }
        match step.kind {
            // Another beginning says that the end of the transaction before was not observed: a server has one at a time.
            Kind::TransactionBegin if step.succeeded && !(step.continues && transactions.open.is_some()) => {
                transactions.last = transactions.last.wrapping_add(1).max(1);
                transactions.open = NonZeroU32::new(transactions.last).map(|number| Open {
                    number,
                    begin: step.begin,
                    under_way: 0,
                    idle_since: step.end,
                    idle: Duration::ZERO,
                    statements: 0,
                    is_dropped: false,
                });
                self.is_open.store(true, Ordering::Relaxed);
                None
            }
            Kind::TransactionCommit | Kind::TransactionRollback => {
                self.is_open.store(false, Ordering::Relaxed);
                transactions.open.take().map(|open| open.end(step))
            }
            _ => None,
        }
    }

    /// No code of the program runs while this is locked.
    fn transactions(&self) -> MutexGuard<'_, Transactions> {
        self.transactions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn end(self, step: Step) -> Ended {
        let end = match step.kind {
            _ if self.is_dropped => "dropped",
            // A server undoes what it could not commit.
            Kind::TransactionCommit if step.succeeded => "commit",
            _ => "rollback",
        };
        let duration = step.end.duration_since(self.begin).unwrap_or_default();
        Ended { duration, idle: self.idle, statements: self.statements, end }
    }
}

impl Ended {
    /// The attributes of the span that ends the transaction.
    pub(crate) fn span_attributes(self) -> [KeyValue; 3] {
        [
            KeyValue::new(DBTRACE_TRANSACTION_DURATION, self.duration.as_secs_f64()),
            KeyValue::new(DBTRACE_TRANSACTION_IDLE, self.idle.as_secs_f64()),
            KeyValue::new(DBTRACE_TRANSACTION_STATEMENTS, i64::from(self.statements)),
        ]
    }

    /// The attribute that the metric has next to those of the database.
    pub(crate) fn end(self) -> KeyValue {
        KeyValue::new(DBTRACE_TRANSACTION_END, &Label::Static(self.end))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::query::Query;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn step(kind: Kind, begin: u64, end: u64) -> Step {
        Step { kind, begin: at(begin), end: at(end), succeeded: true, continues: false }
    }

    fn enter(state: &TransactionState, step: Step) -> Membership {
        let query = Query::transaction_control("", step.kind);
        state.enter(&Operation::new(Arc::new(query)), step.begin)
    }

    /// Makes a call that is alone under way.
    fn call(state: &TransactionState, step: Step) -> Option<Ended> {
        let membership = enter(state, step);
        state.follow(membership, step)
    }

    fn begun() -> TransactionState {
        let state = TransactionState::default();
        assert_eq!(call(&state, step(Kind::TransactionBegin, 10, 11)), None);
        state
    }

    fn ended(duration: u64, idle: u64, statements: u32, end: &'static str) -> Ended {
        let [duration, idle] = [duration, idle].map(Duration::from_secs);
        Ended { duration, idle, statements, end }
    }

    #[test]
    fn transaction_is_open_from_a_beginning_that_succeeded_to_any_end() {
        let state = TransactionState::default();
        call(&state, Step { succeeded: false, ..step(Kind::TransactionBegin, 1, 2) });
        assert!(!state.is_open());
        let state = begun();
        call(&state, Step { succeeded: false, ..step(Kind::Write, 12, 13) });
        call(&state, step(Kind::Savepoint, 13, 14));
        assert!(state.is_open());
        call(&state, Step { succeeded: false, ..step(Kind::TransactionCommit, 14, 15) });
        assert!(!state.is_open());
    }

    #[test]
    fn transaction_without_calls_under_way_is_idle() {
        let state = begun();
        call(&state, step(Kind::Write, 13, 15));
        call(&state, step(Kind::Savepoint, 15, 16));
        call(&state, step(Kind::Read, 20, 21));
        assert_eq!(
            call(&state, step(Kind::TransactionCommit, 22, 24)),
            Some(ended(14, 2 + 4 + 1, 2, "commit"))
        );
    }

    #[test]
    fn transaction_is_not_idle_while_one_of_several_calls_is_under_way() {
        let state = begun();
        let slow = step(Kind::Read, 11, 30);
        let membership = enter(&state, slow);
        call(&state, step(Kind::Read, 12, 13));
        call(&state, step(Kind::Read, 20, 21));
        state.follow(membership, slow);
        assert_eq!(call(&state, step(Kind::TransactionRollback, 31, 31)), Some(ended(21, 1, 3, "rollback")));
    }

    #[test]
    fn end_is_a_commit_only_if_the_commit_succeeded() {
        for (kind, succeeded, implicit, end) in [
            (Kind::TransactionCommit, true, false, "commit"),
            (Kind::TransactionCommit, false, false, "rollback"),
            (Kind::TransactionRollback, true, false, "rollback"),
            (Kind::TransactionRollback, true, true, "dropped"),
        ] {
            let state = begun();
            let step = Step { succeeded, ..step(kind, 11, 12) };
            let operation = Operation::new(Arc::new(Query::transaction_control("", kind)));
            let operation = if implicit { operation.implicit() } else { operation };
            let membership = state.enter(&operation, step.begin);
            assert_eq!(state.follow(membership, step), Some(ended(2, 0, 0, end)));
        }
    }

    #[test]
    fn call_that_outlives_its_transaction_does_not_change_the_next_one() {
        let state = begun();
        let stream = step(Kind::Read, 11, 40);
        let membership = enter(&state, stream);
        call(&state, step(Kind::TransactionCommit, 12, 13));
        call(&state, step(Kind::TransactionBegin, 14, 15));
        let write = step(Kind::Write, 15, 50);
        let in_next = enter(&state, write);
        state.follow(membership, stream);
        call(&state, step(Kind::Read, 45, 46));
        state.follow(in_next, write);
        assert_eq!(call(&state, step(Kind::TransactionCommit, 50, 51)), Some(ended(37, 0, 2, "commit")));
    }

    #[test]
    fn beginning_that_continues_and_second_end_change_nothing() {
        let state = begun();
        call(&state, Step { continues: true, ..step(Kind::TransactionBegin, 12, 13) });
        assert_eq!(call(&state, step(Kind::TransactionCommit, 13, 14)), Some(ended(4, 1, 0, "commit")));
        assert_eq!(call(&state, step(Kind::TransactionRollback, 14, 15)), None);
    }

    #[test]
    fn transaction_whose_end_was_not_observed_is_forgotten_at_the_next_beginning() {
        let state = begun();
        call(&state, step(Kind::Write, 12, 13));
        call(&state, step(Kind::TransactionBegin, 1_000, 1_001));
        call(&state, step(Kind::Read, 1_001, 1_002));
        assert_eq!(call(&state, step(Kind::TransactionCommit, 1_002, 1_003)), Some(ended(3, 0, 1, "commit")));
    }

    #[test]
    fn beginning_that_continues_nothing_begins() {
        let state = TransactionState::default();
        call(&state, Step { continues: true, ..step(Kind::TransactionBegin, 12, 13) });
        assert!(state.is_open());
    }

    #[test]
    fn clock_that_is_set_back_gives_no_negative_time() {
        let state = begun();
        call(&state, step(Kind::Write, 5, 6));
        assert_eq!(call(&state, step(Kind::TransactionCommit, 7, 8)), Some(ended(0, 0, 1, "commit")));
    }
}
