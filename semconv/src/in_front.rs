//! The context of a call, on its way to the server in a statement in front of the call.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use opentelemetry::trace::SpanContext;
use pin_project_lite::pin_project;

use crate::call::observation::Observation;
use crate::on_request::Queued;
use crate::propagation::Late;
use crate::session::Session;
use crate::session::cancel_requests::UnderWay;
use crate::session::sent_context::{PROBE, Sent, Turn};
use crate::session::work_end::WorkEnd;
use crate::settings::SessionContext;
use crate::sql::{Dialect, Kind};

/// A driver's connection to PostgreSQL that can send a statement in front of a call: a reference to it, mostly.
///
/// The methods queue a request and return. They make no span and call no hook. The driver writes the request together with the
/// next one.
pub trait SendsInFront: Copy {
    /// Whether the server accepted a statement. A future that is dropped cancels nothing.
    type Answer: Future<Output = bool> + Unpin;

    /// Queues a statement. Its answer is discarded.
    fn send(self, statement: &str);

    /// Queues a statement whose answer is wanted.
    fn ask(self, statement: &'static str) -> Self::Answer;

    /// Queues an empty statement after a call that was cancelled, and returns its answer. `None` is for a driver that does not
    /// go on with such a call.
    fn send_mark(self) -> Option<WorkEnd> {
        None
    }

    /// Whether a request to cancel may be sent if the call is dropped. It is not if something may be sent to the server without
    /// waiting for [its effect](Session::when_cancelled).
    fn may_be_cancelled(self) -> bool {
        false
    }
}

/// What a call does to the session, for the context in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effect {
    pub(crate) kind: Kind,
    /// `true` if a transaction may be open after it, or may not.
    pub(crate) is_uncertain: bool,
    /// `true` if it may set `application_name`.
    pub(crate) sets_name: bool,
}

impl Effect {
    /// Returns the effect of one statement, or of a call without a text.
    pub fn of_kind(kind: Kind) -> Self {
        Self { kind, is_uncertain: false, sets_name: false }
    }

    /// Returns the effect of the text of one statement.
    pub fn of_statement(kind: Kind, sql: &str) -> Self {
        let kind = if prepares_transaction(sql) { Kind::TransactionCommit } else { kind };
        // `COMMIT AND CHAIN` begins another transaction.
        let is_uncertain = kind.ends_transaction() && has_word_of(sql, &["chain"]);
        Self { kind, is_uncertain, sets_name: sets_name(sql) }
    }

    /// Returns the effect of a text that may have several statements. Its kind is that of all of them together.
    pub fn of_text(kind: Kind, sql: &str) -> Self {
        let is_control = kind.ends_transaction() || matches!(kind, Kind::TransactionBegin | Kind::Savepoint);
        // A semicolon in a literal counts too: then the context is sent less often, and restored more often.
        let has_several = sql.trim_end_matches(|end: char| end == ';' || end.is_whitespace()).contains(';');
        let of_statement = Self::of_statement(kind, sql);
        let is_uncertain = !is_control && has_several && has_word_of(sql, &CONTROLS);
        Self { is_uncertain: is_uncertain || of_statement.is_uncertain, ..of_statement }
    }

    fn may_end_transaction(self) -> bool {
        self.is_uncertain || self.kind.ends_transaction()
    }

    /// Returns the effect of the preparation of a statement, which does not run yet.
    pub fn of_preparation(sql: &str) -> Self {
        Self { sets_name: sets_name(sql), ..Self::default() }
    }
}

/// The words that begin and end a transaction.
const CONTROLS: [&str; 6] = ["begin", "start", "commit", "end", "rollback", "abort"];

/// The longest text that is searched, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;

/// Also `true` for some texts that only read the name, such as one that compares it in an `UPDATE … SET`.
fn sets_name(sql: &str) -> bool {
    sql.len() <= LONGEST_TEXT
        && has_word_of(sql, &["application_name"])
        && has_word_of(sql, &["set", "set_config"])
}

/// `PREPARE TRANSACTION` leaves the transaction to a later `COMMIT PREPARED`.
fn prepares_transaction(sql: &str) -> bool {
    let mut first = words(sql);
    ["prepare", "transaction"]
        .into_iter()
        .all(|expected| first.next().is_some_and(|word| word.eq_ignore_ascii_case(expected)))
}

/// `true` for a text that is too long to be searched.
fn has_word_of(sql: &str, searched: &[&str]) -> bool {
    sql.len() > LONGEST_TEXT
        || words(sql).any(|word| searched.iter().any(|searched| searched.eq_ignore_ascii_case(word)))
}

fn words(sql: &str) -> impl Iterator<Item = &str> {
    let is_end = |character: char| !character.is_alphanumeric() && character != '_';
    sql.split(is_end).filter(|word| !word.is_empty())
}

impl Session {
    /// Returns `true` if the calls of the connection send their context in front of them, or restore what was before: each call
    /// needs a [`Front`] then, also one that nothing records.
    pub fn sends_context(&self) -> bool {
        let database = self.database();
        database.settings().session_context != SessionContext::Off
            && database.system().dialect() == Dialect::Postgres
            && database.is_enabled()
    }

    /// Returns `true` if the calls of the connection send something in front of them: their context, or what shows how long they
    /// wait for calls that were cancelled. Each call needs a [`Front`] then, also one that nothing records.
    pub fn sends_in_front(&self) -> bool {
        self.sends_context() || self.follows_cancelled()
    }

    fn follows_cancelled(&self) -> bool {
        (self.database().settings().queued_behind_cancelled && self.database().is_enabled())
            || self.connection().cancel_requests.are_sent()
    }

    /// Sends a request to cancel for each call that is dropped from now on, by `send`, if it can cancel no other call.
    ///
    /// `send` returns when the request can have no more effect: when the server has closed the connection on which it came. It is
    /// called while a call is dropped. So it must not wait, and not run code of the program.
    pub fn cancel_dropped(&self, send: impl Fn() -> Option<WorkEnd> + Send + Sync + 'static) {
        self.connection().cancel_requests.send_by(Box::new(send));
    }

    /// Waits until no request to cancel can have an effect, for a call that is not [around](Front::around) another one.
    pub async fn when_cancelled(&self) {
        while let Some(request) = self.connection().cancel_requests.open() {
            std::future::poll_fn(|context| request.poll(context)).await;
        }
    }

    /// Returns `true` if a request to cancel may have an effect on what is sent now.
    pub fn may_cancel(&self) -> bool {
        self.connection().cancel_requests.open().is_some()
    }

    /// Returns what sends the context of a call in front of it.
    ///
    /// It is for a session that [sends something in front](Self::sends_in_front). [Session context](crate::session_context) has
    /// the rules.
    pub fn front(&self, observation: &Observation<'_>) -> Front<'_> {
        let queued = observation.queued().map(Arc::clone);
        Front { session: self, caller: Caller::Known(observation.sampled()), queued, opens_stream: false }
    }

    /// Like [`front`](Self::front), for the call of a message's step.
    #[cfg(feature = "messaging")]
    pub fn front_of_message(&self, step: &crate::messaging::MessageObservation) -> Front<'_> {
        Front::of(self, Caller::Known(step.sampled()))
    }

    /// Like [`front`](Self::front), for a call whose observation [begins later](crate::call::AtFirstPoll). `None` is a call that
    /// nothing records.
    pub fn front_later(&self, late: Option<Late>) -> Front<'_> {
        Front::of(self, late.map_or(Caller::Known(None), Caller::Late))
    }

    /// Follows a call that was sent without its context, and succeeded.
    pub fn follow_sent(&self, effect: Effect) {
        let setting = self.database().settings().session_context;
        if let Some(sent) = self.connection().sent_context.turn().sent() {
            sent.sending(setting, effect);
            sent.ended(effect, true);
        }
    }

    /// Restores what the session held before the context of a call was sent, for a connection that leaves the hands of its user.
    pub fn restore_context(&self, driver: impl SendsInFront) {
        if self.sends_context() {
            let connection = self.connection();
            let (front, mut turn) = (Front::of(self, Caller::Known(None)), connection.sent_context.turn());
            if turn.sent().is_some_and(|sent| front.send_in(sent, driver, Effect::default())) {
                // The answer is not seen, so a request for the next call could cancel this statement.
                drop(connection.cancel_requests.begin());
            }
        }
    }

    /// Sends a statement after the calls that were cancelled, for a connection that leaves the hands of its user: so the next
    /// user learns when the server has ended them, also if that is before the first call.
    pub fn follow_cancelled(&self, driver: impl SendsInFront) {
        if self.follows_cancelled() {
            let connection = self.connection();
            let mut turn = connection.sent_context.turn();
            if turn.sent().is_some() {
                connection.cancelled_work.send_behind(driver, connection.cancel_requests.last());
            }
        }
    }
}

/// What sends the context of a call in front of it.
#[derive(Clone, Debug)]
pub struct Front<'s> {
    session: &'s Session,
    caller: Caller,
    queued: Option<Arc<Queued>>,
    opens_stream: bool,
}

/// The span of a call, if it is sampled.
#[derive(Clone, Debug)]
enum Caller {
    Known(Option<SpanContext>),
    Late(Late),
}

impl<'s> Front<'s> {
    fn of(session: &'s Session, caller: Caller) -> Self {
        Front { session, caller, queued: None, opens_stream: false }
    }

    /// Returns the same, for a call that opens a stream or a sink: its result does not show that the server has ended it.
    #[must_use]
    pub fn opens_stream(self) -> Self {
        Self { opens_stream: true, ..self }
    }

    /// Returns `call`, which sends the context in front of itself at its first poll.
    ///
    /// The requests of the first poll leave together, and no call of another thread comes between them.
    pub fn around<D: SendsInFront, C>(self, driver: D, effect: Effect, call: C) -> InFront<'s, D, C> {
        InFront::new(self, driver, effect, false, call)
    }

    /// Like [`around`](Self::around), for a call that may send requests in later polls while others use the connection.
    pub fn around_each_poll<D: SendsInFront, C>(
        self,
        driver: D,
        effect: Effect,
        call: C,
    ) -> InFront<'s, D, C> {
        InFront::new(self, driver, effect, true, call)
    }

    /// Sends the context now, for a call that has the connection for itself. The call must be sent before another one.
    pub fn begin<D: SendsInFront>(&self, driver: D, effect: Effect) -> Begun<'s, D::Answer> {
        self.begin_in(&mut self.session.connection().sent_context.turn(), driver, effect)
    }

    fn begin_in<D: SendsInFront>(
        &self,
        turn: &mut Turn<'_>,
        driver: D,
        effect: Effect,
    ) -> Begun<'s, D::Answer> {
        let connection = self.session.connection();
        let (mut answer, mut ahead) = (None, None);
        if let Some(sent) = turn.sent() {
            if self.session.follows_cancelled() {
                ahead = connection.cancelled_work.ahead(driver, connection.cancel_requests.last());
            }
            self.send_in(sent, driver, effect);
            let setting = self.setting();
            answer = sent.asks(setting, effect).then(|| driver.ask(PROBE));
            sent.sending(setting, effect);
        }
        if let Some(queued) = &self.queued {
            queued.sent(ahead.as_ref());
        }
        let under_way = connection.cancel_requests.begin();
        let opens_stream = self.opens_stream;
        Begun { session: self.session, effect, answer, ahead, waits_since: None, under_way, opens_stream }
    }

    /// Sends a statement after the call, which is being cancelled, and the request to cancel it.
    fn cancel<D: SendsInFront>(&self, driver: D, under_way: Option<&UnderWay<'_>>) {
        if self.session.follows_cancelled() {
            let connection = self.session.connection();
            let mut turn = connection.sent_context.turn();
            let ended = connection.cancelled_work.ended();
            connection.cancelled_work.add();
            if turn.sent().is_some() {
                connection.cancelled_work.send_behind(driver, connection.cancel_requests.last());
                if let Some(call) = under_way.filter(|_| driver.may_be_cancelled()) {
                    connection.cancel_requests.answered(ended);
                    call.cancel();
                }
            }
            drop(turn);
            if let Some(queued) = &self.queued {
                queued.settled();
            }
        }
    }

    /// Returns `true` if it sends something.
    fn send_in<D: SendsInFront>(&self, sent: &mut Sent, driver: D, effect: Effect) -> bool {
        let span = match &self.caller {
            Caller::Known(span) => span.as_ref(),
            Caller::Late(late) => late.span(),
        };
        let statement = sent.statement(self.setting(), span, effect);
        if let Some(statement) = &statement {
            driver.send(statement);
        }
        statement.is_some()
    }

    fn setting(&self) -> SessionContext {
        self.session.database().settings().session_context
    }
}

/// A call whose context was sent.
#[must_use = "a call ends"]
pub struct Begun<'s, A> {
    session: &'s Session,
    effect: Effect,
    /// Read while the call waits: the driver has room for two parts of an answer that is not read, and then reads nothing at all.
    answer: Option<A>,
    /// The end of the cancelled calls that the server executes first.
    ahead: Option<WorkEnd>,
    /// When the call was first found to have no answer yet. One that has its answer at once was not sent to the server.
    waits_since: Option<Instant>,
    under_way: Option<UnderWay<'s>>,
    opens_stream: bool,
}

impl<A: Future<Output = bool> + Unpin> Begun<'_, A> {
    /// Follows the end of a call that has no future.
    pub fn end(self, succeeded: bool) {
        self.ended(succeeded);
    }

    fn ended(&self, succeeded: bool) {
        if let (Some(since), true) = (self.waits_since, succeeded) {
            self.session.connection().cancelled_work.answered_in(since.elapsed());
        }
        if let Some(sent) = self.session.connection().sent_context.turn().sent() {
            sent.ended(self.effect, succeeded);
        }
    }

    fn poll_answer(&mut self, context: &mut Context<'_>) {
        if self.ahead.as_ref().is_some_and(|ahead| ahead.poll(context).is_ready()) {
            self.ahead = None;
        }
        let Some(answer) = &mut self.answer else { return };
        if let Poll::Ready(accepts) = Pin::new(answer).poll(context) {
            self.answer = None;
            if let Some(sent) = self.session.connection().sent_context.turn().sent() {
                sent.answered(accepts);
            }
        }
    }
}

pin_project! {
    /// A call whose context was sent in front of it.
    #[must_use = "futures do nothing unless polled"]
    pub struct Following<'s, A, C> {
        // Apart, because a future that sends nothing shall not grow.
        begun: Option<Box<Begun<'s, A>>>,
        #[pin]
        call: C,
    }
}

impl<'s, A, C> Following<'s, A, C> {
    /// Returns the call. `None` sent nothing.
    pub fn new(begun: Option<Begun<'s, A>>, call: C) -> Self {
        Self { begun: begun.map(Box::new), call }
    }
}

impl<A, C, T, E> Following<'_, A, C>
where
    A: Future<Output = bool> + Unpin,
    C: Future<Output = Result<T, E>>,
{
    fn end(self: Pin<&mut Self>, context: &mut Context<'_>, result: &Poll<Result<T, E>>) {
        let Some(begun) = self.project().begun else { return };
        begun.poll_answer(context);
        match result {
            Poll::Ready(result) => {
                // An error may be the caller's, and the server still executes the call.
                if let (Some(call), true) = (&begun.under_way, result.is_ok() && !begun.opens_stream) {
                    call.answered();
                }
                begun.ended(result.is_ok());
            }
            Poll::Pending if begun.session.follows_cancelled() => {
                begun.waits_since.get_or_insert_with(Instant::now);
            }
            Poll::Pending => {}
        }
    }
}

impl<A, C, T, E> Future for Following<'_, A, C>
where
    A: Future<Output = bool> + Unpin,
    C: Future<Output = Result<T, E>>,
{
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let result = self.as_mut().project().call.poll(context);
        self.end(context, &result);
        result
    }
}

pin_project! {
    /// A call that sends its context in front of itself, if the session does so.
    #[must_use = "futures do nothing unless polled"]
    pub struct InFront<'s, D, C>
    where
        D: SendsInFront,
    {
        sending: Option<Box<Sending<'s, D>>>,
        #[pin]
        call: Following<'s, D::Answer, C>,
    }

    impl<D, C> PinnedDrop for InFront<'_, D, C>
    where
        D: SendsInFront,
    {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            if let (Some(sending), Some(begun)) = (this.sending, &this.call.begun) {
                // A cancelled end would leave its transaction open to the next user of the connection.
                let under_way = begun.under_way.as_ref().filter(|_| !sending.effect.may_end_transaction());
                sending.front.cancel(sending.driver, under_way);
            }
        }
    }
}

/// It is there until the call has ended.
struct Sending<'s, D> {
    front: Front<'s>,
    driver: D,
    effect: Effect,
    at_each_poll: bool,
    /// A request to cancel another call, which must have had its effect before this one is sent.
    waits_for: Option<WorkEnd>,
}

impl<'s, D: SendsInFront> Sending<'s, D> {
    /// Sends what belongs in front of the call, or of this poll. Returns the turn of the call if it sends something itself.
    fn begin_poll(
        &mut self,
        begun: &mut Option<Box<Begun<'s, D::Answer>>>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Turn<'s>>> {
        if begun.is_some() && !self.at_each_poll {
            return Poll::Ready(None);
        }
        let connection = self.front.session.connection();
        let mut turn = connection.sent_context.turn();
        if begun.is_none() {
            // Asked in the turn, because a call of another thread that is dropped sends the request in its turn.
            self.waits_for = connection.cancel_requests.open();
            if self.waits_for.as_ref().is_some_and(|request| request.poll(context).is_pending()) {
                return Poll::Pending;
            }
            *begun = Some(Box::new(self.front.begin_in(&mut turn, self.driver, self.effect)));
        } else if let Some(sent) = turn.sent() {
            self.front.send_in(sent, self.driver, Effect::default());
        }
        Poll::Ready(Some(turn))
    }
}

impl<'s, D: SendsInFront, C> InFront<'s, D, C> {
    /// Returns a call that sends nothing in front of itself.
    pub fn nothing(call: C) -> Self {
        Self { sending: None, call: Following::new(None, call) }
    }

    fn new(front: Front<'s>, driver: D, effect: Effect, at_each_poll: bool, call: C) -> Self {
        let sending = Sending { front, driver, effect, at_each_poll, waits_for: None };
        Self { sending: Some(Box::new(sending)), call: Following::new(None, call) }
    }
}

impl<D, C, T, E> Future for InFront<'_, D, C>
where
    D: SendsInFront,
    C: Future<Output = Result<T, E>>,
{
    type Output = Result<T, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let mut turn = None;
        if let Some(sending) = this.sending {
            turn = ready!(sending.begin_poll(this.call.as_mut().project().begun, context));
        }
        // One place for all, because the driver's future is inlined here.
        let result = this.call.as_mut().project().call.poll(context);
        drop(turn);
        this.call.end(context, &result);
        if result.is_ready() {
            *this.sending = None;
        }
        result
    }
}

impl<A> fmt::Debug for Begun<'_, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Begun").field("effect", &self.effect).finish_non_exhaustive()
    }
}

impl<A, C: fmt::Debug> fmt::Debug for Following<'_, A, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Following").field("call", &self.call).finish_non_exhaustive()
    }
}

impl<D: SendsInFront, C: fmt::Debug> fmt::Debug for InFront<'_, D, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InFront").field("call", &self.call).finish_non_exhaustive()
    }
}
