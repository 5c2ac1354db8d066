//! The driver's own slot for an instrumentation. It holds two: one that records the calls which do not go through the
//! traced connection, and the user's.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use db_semconv::Session;
use diesel::connection::{Instrumentation, InstrumentationEvent};

use crate::backend::TracedBackend;
use crate::instrument::Instrument;
use crate::outcome;
use crate::suppression::is_silent;

/// Whether the slot records the events that it receives. Only the connection around it decides that.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate(Arc<AtomicU8>);

const CLOSED: u8 = 0;
const OPEN: u8 = 1;
const HOLDING: u8 = 2;

impl Gate {
    /// The connection records the calls itself.
    pub(crate) fn close(&self) {
        self.0.store(CLOSED, Ordering::Relaxed);
    }

    /// The slot records the calls.
    pub(crate) fn open(&self) {
        self.0.store(OPEN, Ordering::Relaxed);
    }

    /// The slot records failures, and the connection records a success.
    #[cfg(feature = "postgres")]
    pub(crate) fn hold(&self) {
        self.0.store(HOLDING, Ordering::Relaxed);
    }
}

pub(crate) struct Slot {
    gate: Gate,
    instrument: Instrument,
    user: Option<Box<dyn Instrumentation>>,
}

impl Slot {
    pub(crate) fn new<B: TracedBackend>(
        gate: Gate,
        session: Session,
        user: Option<Box<dyn Instrumentation>>,
    ) -> Self {
        let instrument = Instrument::of_session(session, outcome::failure::<B>);
        let mut slot = Self { gate, instrument, user: None };
        slot.set_user(user);
        slot
    }

    /// For a connection that may be used for several queries at a time.
    #[cfg(feature = "async")]
    pub(crate) fn pipelining(mut self) -> Self {
        self.instrument = self.instrument.pipelining();
        self
    }

    /// Returns the slot in a driver, unless your program put another instrumentation there.
    pub(crate) fn of(instrumentation: &mut dyn Instrumentation) -> Option<&mut Self> {
        instrumentation.downcast_mut()
    }

    pub(crate) fn take_user_of(
        instrumentation: &mut dyn Instrumentation,
    ) -> Option<Box<dyn Instrumentation>> {
        Self::of(instrumentation)?.user.take()
    }

    /// The user's, which is all that sits in a driver as far as the user knows.
    pub(crate) fn user_of<'a>(
        instrumentation: &'a mut dyn Instrumentation,
        nobody: &'a mut Nobody,
    ) -> &'a mut dyn Instrumentation {
        if !instrumentation.is::<Self>() {
            return instrumentation;
        }
        match Self::of(instrumentation).and_then(|slot| slot.user.as_deref_mut()) {
            Some(user) => user,
            None => nobody,
        }
    }

    /// Another slot would record everything a second time.
    pub(crate) fn set_user(&mut self, user: Option<Box<dyn Instrumentation>>) {
        self.user = user.map(unpack).filter(|user| !user.is::<Instrument>());
    }

    /// The call that succeeded while the gate was [holding](Gate::hold).
    #[cfg(feature = "postgres")]
    pub(crate) fn take_held(&mut self) -> db_semconv::Observation<'static> {
        self.instrument.take_held()
    }
}

impl Instrumentation for Slot {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if is_silent() {
            return;
        }
        match self.gate.0.load(Ordering::Relaxed) {
            CLOSED => {}
            gate => self.instrument.hear(&event, gate == HOLDING),
        }
        if let Some(user) = &mut self.user {
            user.on_connection_event(event);
        }
    }
}

/// An instrumentation that does nothing, in a connection without one.
pub(crate) struct Nobody;

impl Instrumentation for Nobody {
    fn on_connection_event(&mut self, _: InstrumentationEvent<'_>) {}
}

/// A user may hand over what is boxed already.
fn unpack(mut instrumentation: Box<dyn Instrumentation>) -> Box<dyn Instrumentation> {
    loop {
        match instrumentation.downcast::<Box<dyn Instrumentation>>() {
            Ok(boxed) => instrumentation = *boxed,
            Err(unboxed) => return unboxed,
        }
    }
}
