//! The connection that is traced.

use std::fmt;
use std::ops::{Deref, DerefMut};

use db_semconv::control::CONNECT;
use db_semconv::{Operation, Session, Target, Telemetry};
use diesel::ConnectionResult;
use diesel::connection::{Instrumentation, get_default_instrumentation};

use crate::backend::{self, TracedBackend as _};
use crate::driver::Driver;
use crate::instrumentation_slot::{Gate, Nobody, Slot};
use crate::outcome;
use crate::statements::Statements;
use crate::suppression::quietly;

/// A connection of diesel's, each of whose calls is a span.
///
/// It has everything that diesel does with a connection. What is only a method of diesel's own type is reached through
/// [`Deref`], and traced too, if with less detail: see [`instrument`](crate::instrument()).
pub struct Traced<C> {
    pub(crate) driver: C,
    pub(crate) session: Session,
    pub(crate) statements: Statements,
    pub(crate) gate: Gate,
    pub(crate) nobody: Nobody,
    /// `true` if diesel caches prepared statements.
    pub(crate) has_cache: bool,
    target: Target,
}

impl<C: Driver> Traced<C> {
    /// Like [`establish`](diesel::Connection::establish), with a telemetry of its own: a span `CONNECT`.
    pub fn establish_with(url: &str, telemetry: &Telemetry) -> ConnectionResult<Self> {
        let target = C::Backend::target(url);
        let session = backend::session::<C::Backend>(telemetry, &target);
        let connect = |_: &_| quietly(|| C::establish(url));
        let connected = session.observe_blocking(
            || Operation::of(&CONNECT),
            connect,
            outcome::established::<C::Backend, C>,
        );
        connected.map(|driver| Self::new(driver, session, target))
    }

    /// Traces what goes through a connection of diesel's, which is connected to `target`.
    ///
    /// An instrumentation that was set on it is replaced: set it again, on this one.
    pub fn from_driver(connection: C, telemetry: &Telemetry, target: &Target) -> Self {
        Self::new(connection, backend::session::<C::Backend>(telemetry, target), target.clone())
    }

    fn new(driver: C, session: Session, target: Target) -> Self {
        let (statements, gate) = (Statements::default(), Gate::default());
        let mut traced = Self { driver, session, statements, gate, nobody: Nobody, has_cache: true, target };
        // The one that diesel has made is inside of the driver, and cannot be had back from there.
        traced.install(get_default_instrumentation());
        traced
    }

    /// Replaces the telemetry for the calls from now on.
    ///
    /// This is for connections that a pool establishes, for example in its `CustomizeConnection`.
    pub fn set_telemetry(&mut self, telemetry: &Telemetry) {
        self.session = backend::session::<C::Backend>(telemetry, &self.target);
        self.statements = Statements::default();
        let user = Slot::take_user_of(self.driver.instrumentation());
        self.install(user);
    }

    /// The connection, traced no more, with the instrumentation that you set.
    pub fn into_inner(mut self) -> C {
        match Slot::take_user_of(self.driver.instrumentation()) {
            Some(user) => self.driver.set_instrumentation(user),
            None => self.driver.set_instrumentation(Nobody),
        }
        self.driver
    }

    pub(crate) fn install(&mut self, user: Option<Box<dyn Instrumentation>>) {
        let slot = Slot::new::<C::Backend>(self.gate.clone(), self.session.clone(), user);
        self.driver.set_instrumentation(slot);
    }
}

impl<C> Deref for Traced<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.driver
    }
}

/// The instrumentation in that connection records its calls, until the next call of the traced connection.
impl<C> DerefMut for Traced<C> {
    fn deref_mut(&mut self) -> &mut C {
        self.gate.open();
        &mut self.driver
    }
}

impl<C> fmt::Debug for Traced<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Traced").field("session", &self.session).finish_non_exhaustive()
    }
}
