//! What the session of a connection to PostgreSQL holds of the context of calls, as far as it was sent.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use opentelemetry::trace::{SpanContext, SpanId};

use crate::in_front::Effect;
use crate::propagation::traceparent;
use crate::settings::SessionContext;
use crate::sql::Kind;

/// A statement that takes no snapshot: `SET TRANSACTION` and `LOCK TABLE` may follow it.
pub(crate) type Statement = Cow<'static, str>;

/// Returns an error if the server has reserved the prefix without having the setting, as old versions of `pg_tracing` do. That
/// error would abort a transaction, so the question is asked outside of one.
pub(crate) const PROBE: &str = "RESET pg_tracing.trace_context";

/// What was sent on a connection, in the order in which the server executes it.
#[derive(Debug, Default)]
pub(crate) struct SentContext(Mutex<Sent>);

#[derive(Debug, Default)]
pub(crate) struct Sent {
    transaction: Transaction,
    /// Whose context was sent last, unless something else was sent after it.
    last: Option<SpanId>,
    /// `true` if the server may hold the context of a call that has ended.
    may_remain: bool,
    /// Whether the server takes `pg_tracing.trace_context`, once that is known.
    accepts: Option<bool>,
    /// `true` if the program sets `application_name` itself. The name is the program's then.
    names_itself: bool,
}

/// The state of the transaction after what was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Transaction {
    #[default]
    Outside,
    Inside,
    /// A beginning was sent, an end failed, or a text of several statements did something.
    Unknown,
}

/// The turn of a call. No other call sends anything on the connection while it lasts.
pub(crate) struct Turn<'t> {
    sent: Option<MutexGuard<'t, Sent>>,
    has_turn: bool,
}

impl Turn<'_> {
    /// Returns what was sent. It is `None` in a turn within another one of this thread: a value that a call encodes may make
    /// calls of its own, which would wait for themselves.
    pub(crate) fn sent(&mut self) -> Option<&mut Sent> {
        self.sent.as_deref_mut()
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let _ = HAS_TURN.try_with(|has_turn| has_turn.set(self.has_turn));
    }
}

impl SentContext {
    /// Waits until it is the caller's turn to send something on the connection.
    pub(crate) fn turn(&self) -> Turn<'_> {
        // On a thread that is about to end, nothing is known of it.
        let has_turn = HAS_TURN.try_with(|has_turn| has_turn.replace(true)).unwrap_or(true);
        let sent = if has_turn { self.try_lock() } else { Some(self.lock()) };
        Turn { sent, has_turn }
    }

    /// A panic leaves nothing half changed.
    fn lock(&self) -> MutexGuard<'_, Sent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_lock(&self) -> Option<MutexGuard<'_, Sent>> {
        match self.0.try_lock() {
            Ok(sent) => Some(sent),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

thread_local! {
    static HAS_TURN: Cell<bool> = const { Cell::new(false) };
}

impl Sent {
    /// Returns what has to be sent in front of a call of `span`, or of a call without a trace.
    pub(crate) fn statement(
        &mut self,
        setting: SessionContext,
        span: Option<&SpanContext>,
        effect: Effect,
    ) -> Option<Statement> {
        match setting {
            SessionContext::Off => None,
            SessionContext::PgTracing => self.trace_context(span),
            SessionContext::ApplicationName => {
                self.names_itself |= effect.sets_name;
                self.application_name(span.filter(|_| !self.names_itself))
            }
        }
    }

    /// In a transaction only, at whose end it is gone.
    fn trace_context(&mut self, span: Option<&SpanContext>) -> Option<Statement> {
        let span = span.filter(|_| self.transaction == Transaction::Inside && self.accepts == Some(true));
        let Some(span) = span else { return self.clear_trace_context() };
        self.is_news(span).then(|| {
            let traceparent = traceparent(span);
            Cow::Owned(format!("SET LOCAL pg_tracing.trace_context TO 'traceparent=''{traceparent}'''"))
        })
    }

    /// Inside of a transaction each call needs it, because a savepoint that is returned to brings the context back.
    fn clear_trace_context(&mut self) -> Option<Statement> {
        if !self.may_remain || self.transaction == Transaction::Outside {
            return None;
        }
        self.last = None;
        // Outside of a transaction the server gives a notice, so an unknown one gets the statement once.
        self.may_remain = self.transaction == Transaction::Inside;
        Some(Cow::Borrowed("SET LOCAL pg_tracing.trace_context TO DEFAULT"))
    }

    /// For the session: a name that is set in a transaction may be rolled back to that of a call before.
    fn application_name(&mut self, span: Option<&SpanContext>) -> Option<Statement> {
        let Some(span) = span else { return self.restore_application_name() };
        self.is_news(span).then(|| Cow::Owned(format!("SET application_name TO '{}'", traceparent(span))))
    }

    /// Inside of a transaction each call needs it, because a rollback brings back what was before.
    fn restore_application_name(&mut self) -> Option<Statement> {
        if !self.may_remain {
            return None;
        }
        self.last = None;
        self.may_remain = self.transaction != Transaction::Outside;
        Some(Cow::Borrowed("RESET application_name"))
    }

    fn is_news(&mut self, span: &SpanContext) -> bool {
        self.may_remain = true;
        self.last.replace(span.span_id()) != Some(span.span_id())
    }

    /// Returns `true` if the server is to be asked what it accepts, in front of a call.
    pub(crate) fn asks(&self, setting: SessionContext, effect: Effect) -> bool {
        setting == SessionContext::PgTracing
            && self.accepts.is_none()
            && self.transaction == Transaction::Outside
            && effect.kind == Kind::TransactionBegin
    }

    pub(crate) fn answered(&mut self, accepts: bool) {
        self.accepts = Some(accepts);
    }

    /// Follows a call that is being sent.
    pub(crate) fn sending(&mut self, setting: SessionContext, effect: Effect) {
        match effect.kind {
            _ if effect.is_uncertain => self.transaction = Transaction::Unknown,
            Kind::TransactionBegin if self.transaction == Transaction::Outside => {
                self.transaction = Transaction::Unknown;
            }
            kind if kind.ends_transaction() => {
                self.transaction = Transaction::Outside;
                self.may_remain &= setting != SessionContext::PgTracing;
            }
            _ => {}
        }
    }

    /// Follows a call that has its answer.
    pub(crate) fn ended(&mut self, effect: Effect, succeeded: bool) {
        match (effect.kind, self.transaction, succeeded) {
            _ if effect.is_uncertain => {}
            (Kind::TransactionBegin, Transaction::Unknown, true) => self.transaction = Transaction::Inside,
            // A server gives a transaction up that it could not commit, but not one whose end it could not read.
            (kind, Transaction::Outside, false) if kind.ends_transaction() => {
                self.transaction = Transaction::Unknown;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{TraceFlags, TraceId, TraceState};

    use super::*;

    const SET_NAME: &str =
        "SET application_name TO '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000001-01'";
    const RESET_NAME: &str = "RESET application_name";
    const SET_CONTEXT: &str = "SET LOCAL pg_tracing.trace_context TO \
        'traceparent=''00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000001-01'''";
    const CLEAR_CONTEXT: &str = "SET LOCAL pg_tracing.trace_context TO DEFAULT";

    fn span(id: u64) -> SpanContext {
        let trace = TraceId::from_hex("4bf92f3577b34da6a3ce929d0e0e4736").expect("a trace");
        SpanContext::new(trace, SpanId::from(id), TraceFlags::SAMPLED, false, TraceState::default())
    }

    /// Makes a call that succeeds, and returns what is sent in front of it.
    fn call(sent: &mut Sent, setting: SessionContext, id: Option<u64>, sql: &str) -> Option<String> {
        call_that(sent, setting, id, sql, true)
    }

    fn call_that(
        sent: &mut Sent,
        setting: SessionContext,
        id: Option<u64>,
        sql: &str,
        succeeds: bool,
    ) -> Option<String> {
        let kind = crate::sql::analyze(sql, crate::sql::Dialect::Postgres, 0).kind();
        let effect = Effect::of_text(kind, sql);
        let statement = sent.statement(setting, id.map(span).as_ref(), effect);
        if sent.asks(setting, effect) {
            sent.answered(true);
        }
        sent.sending(setting, effect);
        sent.ended(effect, succeeds);
        statement.map(Cow::into_owned)
    }

    #[test]
    fn traceparent_in_a_name_has_55_bytes() {
        assert_eq!(traceparent(&span(1)).len(), 55);
    }

    #[test]
    fn name_is_set_by_each_traced_call_and_restored_once_by_the_next_other() {
        use SessionContext::ApplicationName as NAME;
        let sent = &mut Sent::default();
        assert_eq!(call(sent, NAME, None, "SELECT 1"), None, "nothing is to be restored");
        assert_eq!(call(sent, NAME, Some(1), "SELECT 1").as_deref(), Some(SET_NAME));
        assert_eq!(call(sent, NAME, Some(1), "SELECT 1"), None, "the same call");
        assert!(call(sent, NAME, Some(2), "SELECT 1").is_some());
        assert_eq!(call(sent, NAME, None, "SELECT 1").as_deref(), Some(RESET_NAME));
        assert_eq!(call(sent, NAME, None, "SELECT 1"), None, "it is restored");
    }

    #[test]
    fn name_is_restored_by_each_call_of_a_transaction_because_a_rollback_brings_it_back() {
        use SessionContext::ApplicationName as NAME;
        for (begin, end) in [
            ("BEGIN", "ROLLBACK"),
            ("SELECT 1; BEGIN", "ROLLBACK"),
            ("BEGIN", "COMMIT AND CHAIN"),
            ("BEGIN", "PREPARE TRANSACTION 'x'"),
        ] {
            let sent = &mut Sent::default();
            assert!(call(sent, NAME, Some(1), begin).is_some());
            for sql in ["SELECT 1", "SAVEPOINT s", "ROLLBACK TO s", "SELECT 1", end] {
                assert_eq!(call(sent, NAME, None, sql).as_deref(), Some(RESET_NAME), "{begin}: {sql}");
            }
            assert_eq!(call(sent, NAME, None, "SELECT 1").as_deref(), Some(RESET_NAME), "{begin}");
            let is_restored = call(sent, NAME, None, "SELECT 1").is_none();
            assert_eq!(is_restored, !end.ends_with("CHAIN"), "{end}");
        }
    }

    #[test]
    fn name_of_an_end_that_failed_is_restored_until_another_end_succeeds() {
        use SessionContext::ApplicationName as NAME;
        let sent = &mut Sent::default();
        call(sent, NAME, None, "BEGIN");
        assert!(call(sent, NAME, Some(1), "SELECT 1").is_some());
        assert!(call_that(sent, NAME, None, "COMMIT", false).is_some());
        for _ in 0..2 {
            assert_eq!(call(sent, NAME, None, "SELECT 1").as_deref(), Some(RESET_NAME));
        }
        assert!(call(sent, NAME, None, "ROLLBACK").is_some());
        assert!(call(sent, NAME, None, "SELECT 1").is_some());
        assert_eq!(call(sent, NAME, None, "SELECT 1"), None);
    }

    #[test]
    fn name_that_the_program_sets_is_never_changed_again() {
        use SessionContext::ApplicationName as NAME;
        for sql in ["SET application_name = 'own'", "select SET_CONFIG('Application_Name', 'own', false)"] {
            let sent = &mut Sent::default();
            assert!(call(sent, NAME, Some(1), "SELECT application_name FROM pg_stat_activity").is_some());
            assert_eq!(call(sent, NAME, Some(2), sql).as_deref(), Some(RESET_NAME), "{sql}");
            assert_eq!(call(sent, NAME, Some(3), "SELECT 1"), None, "{sql}");
            assert_eq!(call(sent, NAME, None, "SELECT 1"), None, "{sql}");
        }
    }

    #[test]
    fn context_for_pg_tracing_is_set_in_a_transaction_only_and_cleared_by_its_other_calls() {
        use SessionContext::PgTracing as CONTEXT;
        let sent = &mut Sent::default();
        assert_eq!(call(sent, CONTEXT, Some(1), "SELECT 1"), None, "outside of a transaction");
        assert_eq!(call(sent, CONTEXT, Some(1), "BEGIN"), None, "it has not begun");
        assert_eq!(call(sent, CONTEXT, None, "SELECT 1"), None, "nothing is to be cleared");
        assert_eq!(call(sent, CONTEXT, Some(1), "SELECT 1").as_deref(), Some(SET_CONTEXT));
        for sql in ["SELECT 1", "SELECT 1", "ROLLBACK TO s", "SELECT 1"] {
            assert_eq!(call(sent, CONTEXT, None, sql).as_deref(), Some(CLEAR_CONTEXT), "{sql}");
        }
        assert!(call(sent, CONTEXT, Some(2), "COMMIT").is_some());
        assert_eq!(call(sent, CONTEXT, Some(3), "SELECT 1"), None, "it has ended");
        assert_eq!(call(sent, CONTEXT, None, "BEGIN"), None);
        assert_eq!(call(sent, CONTEXT, None, "SELECT 1"), None, "the end has cleared it");
    }

    #[test]
    fn context_is_not_sent_in_a_transaction_to_a_server_that_refuses_it_or_was_not_asked() {
        use SessionContext::PgTracing as CONTEXT;
        for accepts in [None, Some(false)] {
            let sent = &mut Sent { accepts, transaction: Transaction::Inside, ..Sent::default() };
            assert_eq!(call(sent, CONTEXT, Some(1), "SELECT 1"), None);
            assert_eq!(call(sent, CONTEXT, None, "SELECT 1"), None);
        }
    }

    #[test]
    fn server_is_asked_once_and_outside_of_a_transaction_only() {
        let begin = Effect::of_kind(Kind::TransactionBegin);
        let mut sent = Sent::default();
        assert!(!sent.asks(SessionContext::ApplicationName, begin));
        assert!(!sent.asks(SessionContext::PgTracing, Effect::of_kind(Kind::Read)));
        assert!(sent.asks(SessionContext::PgTracing, begin));
        sent.transaction = Transaction::Unknown;
        assert!(!sent.asks(SessionContext::PgTracing, begin));
        sent.transaction = Transaction::Outside;
        sent.answered(false);
        assert!(!sent.asks(SessionContext::PgTracing, begin));
    }

    #[test]
    fn turn_within_a_turn_of_the_same_thread_does_not_wait() {
        let (one, other) = (SentContext::default(), SentContext::default());
        let mut turn = one.turn();
        assert!(turn.sent().is_some() && one.turn().sent().is_none() && other.turn().sent().is_some());
        drop(turn);
        assert!(one.turn().sent().is_some());
    }
}
