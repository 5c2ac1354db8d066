//! The connection that is traced.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db_semconv::control::CONNECT;
use db_semconv::{Effect, Late, Operation, Query, Session, Target, Telemetry};
use diesel::ConnectionResult;
use diesel::connection::{Instrumentation, get_default_instrumentation};
use diesel::query_builder::{QueryFragment, QueryId};

use crate::asynchronous::driver::{AsyncDriver, Values};
use crate::asynchronous::future::{Call, Quiet};
use crate::backend::{self, TracedBackend as _};
use crate::instrumentation_slot::{Gate, Nobody, Slot};
use crate::outcome;
use crate::parameters;
use crate::statements::{self, Statements};

/// A connection of diesel-async's, each of whose calls is a span.
///
/// It has everything that diesel-async does with a connection, pipelining and pools among it. What goes to the connection
/// inside, by [`inner`](Self::inner) or [`inner_mut`](Self::inner_mut), is traced too, if with less detail: see
/// [`instrument`](crate::instrument()).
pub struct TracedAsync<C> {
    pub(crate) driver: C,
    pub(crate) session: Session,
    pub(crate) nobody: Nobody,
    /// `true` if diesel-async caches prepared statements.
    pub(crate) has_cache: bool,
    statements: Mutex<Statements>,
    target: Target,
}

/// A query that is sent after its call has begun.
pub(crate) struct LateQuery<C: AsyncDriver> {
    late: Late,
    values: Values<C>,
}

impl<C: AsyncDriver> LateQuery<C> {
    /// The query with its text as it is sent, once the call has begun.
    pub(crate) fn query(self) -> C::Owned {
        (self.values)(self.late.text().unwrap_or_default().to_owned())
    }
}

impl<C: AsyncDriver> TracedAsync<C> {
    /// Like [`establish`](diesel_async::AsyncConnection::establish), with a telemetry of its own: a span `CONNECT`.
    pub async fn establish_with(url: &str, telemetry: &Telemetry) -> ConnectionResult<Self> {
        let target = C::Backend::target(url);
        Self::connect(telemetry, target, C::establish(url)).await
    }

    /// Traces what goes through a connection of diesel-async's, which is connected to `target`.
    ///
    /// An instrumentation that was set on it is replaced: set it again, on this one.
    pub fn from_driver(connection: C, telemetry: &Telemetry, target: &Target) -> Self {
        let session = backend::session::<C::Backend>(telemetry, target);
        Self::new(connection, session, target.clone())
    }

    pub(crate) async fn connect(
        telemetry: &Telemetry,
        target: Target,
        connecting: impl Future<Output = ConnectionResult<C>>,
    ) -> ConnectionResult<Self> {
        let session = backend::session::<C::Backend>(telemetry, &target);
        let connected = session
            .observe_nesting(
                || Operation::of(&CONNECT),
                |_| Quiet::<C, _>::new(connecting),
                outcome::established::<C::Backend, C>,
            )
            .await;
        connected.map(|driver| Self::new(driver, session, target))
    }

    fn new(driver: C, session: Session, target: Target) -> Self {
        let statements = Mutex::default();
        let mut traced = Self { driver, session, nobody: Nobody, has_cache: true, statements, target };
        // The one that diesel-async has made is inside of the driver, and cannot be had back from there.
        traced.install(get_default_instrumentation());
        traced
    }

    /// Replaces the telemetry for the calls from now on.
    ///
    /// This is for connections that a pool establishes. A pool's own set-up can also use
    /// [`establish_with`](Self::establish_with).
    pub fn set_telemetry(&mut self, telemetry: &Telemetry) {
        self.restore_context();
        self.session = backend::session::<C::Backend>(telemetry, &self.target);
        self.statements = Mutex::default();
        let user = Slot::take_user_of(self.driver.instrumentation());
        self.install(user);
    }

    /// Returns diesel-async's connection. The instrumentation in that connection records its calls.
    pub fn inner(&self) -> &C {
        &self.driver
    }

    /// Returns diesel-async's connection. The instrumentation in that connection records its calls.
    pub fn inner_mut(&mut self) -> &mut C {
        &mut self.driver
    }

    /// The connection, traced no more, with the instrumentation that you set.
    pub fn into_inner(mut self) -> C {
        self.restore_context();
        match Slot::take_user_of(self.driver.instrumentation()) {
            Some(user) => self.driver.set_instrumentation(user),
            None => self.driver.set_instrumentation(Nobody),
        }
        self.driver
    }

    /// Returns what is known of a call of `source`, whose future is being made. If the type determines the text, it is built
    /// once for a connection, and not at all while nothing records.
    ///
    /// If its text may carry the context of the call, which is not known yet, the second part is the query to be sent.
    pub(crate) fn call<T>(&self, source: &T) -> (Call, Option<LateQuery<C>>)
    where
        T: QueryFragment<C::Backend> + QueryId,
    {
        let sends_context = self.session.sends_context();
        let effect = if sends_context { self.effect(source) } else { Effect::default() };
        if !self.session.may_record() {
            return (Call { effect, ..Call::default() }, None);
        }
        let parameters = parameters::of::<C::Backend>(source, self.session.database());
        let query = if self.session.carries_context() { self.late(source) } else { None };
        let late = query.as_ref().map(|query| query.late.clone());
        let late = late.or_else(|| sends_context.then(|| Late::new(None)));
        let call = Call { query: self.query(source), parameters, late, effect, is_pipelined: false };
        (call, query)
    }

    /// What diesel itself makes of a query neither begins a transaction nor sets a name.
    #[cold]
    fn effect<T>(&self, source: &T) -> Effect
    where
        T: QueryFragment<C::Backend>,
    {
        if source.is_safe_to_cache_prepared(&C::Backend::default()).unwrap_or(true) {
            return Effect::default();
        }
        let text = statements::text::<C::Backend>(source);
        text.map_or_else(Effect::default, |sql| {
            Effect::of_statement(self.session.database().query(&sql).kind(), &sql)
        })
    }

    /// Restores what the session held before the contexts of calls.
    pub(crate) fn restore_context(&mut self) {
        let shared = self.driver.handle(self.session.sends_context()).shared();
        if let Some(shared) = shared {
            self.session.restore_context(shared);
        }
    }

    #[cold]
    fn late<T>(&self, source: &T) -> Option<LateQuery<C>>
    where
        T: QueryFragment<C::Backend> + QueryId,
    {
        if self.has_cache && source.is_safe_to_cache_prepared(&C::Backend::default()).unwrap_or(true) {
            return None;
        }
        let late = Late::new(Some(statements::text::<C::Backend>(source)?));
        Some(LateQuery { late, values: C::collect(source)? })
    }

    fn query<T>(&self, source: &T) -> Option<Arc<Query>>
    where
        T: QueryFragment<C::Backend> + QueryId,
    {
        let id = statements::id::<C::Backend, T>(source);
        if let Some(known) = id.and_then(|id| self.statements().known(id)) {
            return Some(known);
        }
        // No lock is held while the query builds its text: that is anybody's code.
        let query = statements::query::<C::Backend, T>(self.session.database(), source)?;
        if let Some(id) = id {
            self.statements().remember(id, Arc::clone(&query));
        }
        Some(query)
    }

    fn statements(&self) -> MutexGuard<'_, Statements> {
        self.statements.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn install(&mut self, user: Option<Box<dyn Instrumentation>>) {
        let gate = Gate::default();
        // It receives the calls that bypass us, because our own calls are quiet. A client that is traced itself records those.
        if !C::IS_TRACED {
            gate.open();
        }
        let slot = Slot::new::<C::Backend>(gate, self.session.clone(), user).pipelining();
        self.driver.set_instrumentation(slot);
    }
}

impl<C> fmt::Debug for TracedAsync<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TracedAsync").field("session", &self.session).finish_non_exhaustive()
    }
}
