//! A pool, as telemetry sees it.

use std::fmt;
use std::panic::Location;
use std::sync::{Arc, OnceLock, Weak};

use opentelemetry::{Context, KeyValue, time};

use super::acquire::{Acquire, Creation};
use super::away::Away;
use super::name::PoolName;
use crate::attribute::DB_CLIENT_CONNECTION_POOL_NAME;
use crate::context;
use crate::database::Database;
use crate::session::Session;
use crate::settings::Settings;
use crate::signals::{Observable, PoolInstruments, PoolState, Signals};

/// The telemetry of one pool, which the pool's wrapper holds. Cheap to clone.
///
/// ```
/// # use std::panic::Location;
/// # use db_semconv::pool::{PoolState, PoolTelemetry};
/// # use db_semconv::{Database, Instrumentation, Session, System, Target, Telemetry};
/// # const INSTRUMENTATION: Instrumentation =
/// #     Instrumentation { name: "my-pool", version: "1.0.0", variable: "MY_POOL" };
/// # let target = Target::new().namespace("shop");
/// let database = Database::new(&Telemetry::global(), INSTRUMENTATION, System::POSTGRESQL, &target);
/// let pool = PoolTelemetry::new(database.clone());
/// pool.register(None, || Some(PoolState { idle: 1, max: 8, idle_max: 8, ..PoolState::default() }));
///
/// // For each request for a connection:
/// let acquire = pool.acquire(Location::caller());
/// let connection = Session::new(database);
/// let lease = acquire.obtained(&connection);
/// drop(lease); // It is given back.
/// ```
#[derive(Clone, Debug)]
pub struct PoolTelemetry(pub(super) Arc<PoolInner>);

pub(crate) struct PoolInner {
    /// Where waits are recorded: no connection is known yet.
    pub(super) session: Session,
    pub(super) away: Option<Away>,
    registration: OnceLock<Registration>,
}

struct Registration {
    name: PoolName,
    attribute: KeyValue,
    state: Box<dyn Fn() -> Option<PoolState> + Send + Sync>,
}

impl PoolTelemetry {
    /// Returns the telemetry of a pool of connections to `database`. It records nothing before [`register`](Self::register).
    pub fn new(database: Database) -> Self {
        let away = database.settings().pool_hold_threshold.filter(|_| database.is_enabled()).map(Away::new);
        Self(Arc::new(PoolInner { session: Session::new(database), away, registration: OnceLock::new() }))
    }

    /// Registers the pool: from now on it is recorded.
    ///
    /// Its name is `name`, or what names the database: `db.namespace`, else `server.address:server.port`, with a number after
    /// it if another pool of the process has that name. `state` is called when metrics are collected. It returns `None` after
    /// the pool was dropped.
    pub fn register(
        &self,
        name: Option<&str>,
        state: impl Fn() -> Option<PoolState> + Send + Sync + 'static,
    ) {
        let Some(signals) = self.0.signals() else { return };
        let name = match name {
            Some(name) => PoolName::given(name),
            None => PoolName::unique(&self.0.session.database().pool_name()),
        };
        let attribute = KeyValue::new(DB_CLIENT_CONNECTION_POOL_NAME, name.label());
        let registration = Registration { name, attribute, state: Box::new(state) };
        if self.0.registration.set(registration).is_ok() {
            signals.pools().add(Arc::downgrade(&self.0) as Weak<dyn Observable>);
            signals.make_pool_instruments();
        }
    }

    /// Begins a request for a connection, at `place` in the program. Call it at the first poll of the request.
    pub fn acquire(&self, place: &'static Location<'static>) -> Acquire<'_> {
        Acquire::begin(self, place)
    }

    /// Begins to make a connection.
    pub fn create(&self) -> Creation<'_> {
        Creation::begin(&self.0)
    }
}

impl PoolInner {
    /// Returns `None` if nothing is recorded.
    fn signals(&self) -> Option<&Signals> {
        self.session.database().signals()
    }

    pub(super) fn settings(&self) -> &Settings {
        self.session.database().settings()
    }

    /// Returns `true` if something may be recorded now. It also looks for a global provider.
    pub(super) fn is_active(&self) -> bool {
        let Some(signals) = self.signals() else { return false };
        let is_suppressed = context::with_current(Context::is_telemetry_suppressed).unwrap_or(true);
        if self.registration.get().is_none() || is_suppressed {
            return false;
        }
        signals.look(false);
        true
    }

    /// Records something of this pool.
    pub(super) fn record(&self, record: impl FnOnce(&PoolInstruments, &[KeyValue])) {
        if let (Some(signals), Some(registration)) = (self.signals(), self.registration.get()) {
            let attributes = std::slice::from_ref(&registration.attribute);
            signals.with_pool_instruments(|instruments| record(instruments, attributes));
        }
    }
}

impl Observable for PoolInner {
    fn state(&self) -> Option<(KeyValue, PoolState)> {
        let registration = self.registration.get()?;
        Some((registration.attribute.clone(), (registration.state)()?))
    }

    fn warn_of_held(&self) {
        if let (Some(away), Some(registration)) = (&self.away, self.registration.get()) {
            away.warn(registration.name.label().as_str(), time::now());
        }
    }
}

impl fmt::Debug for PoolInner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PoolTelemetry")
            .field("name", &self.registration.get().map(|registration| registration.name.label()))
            .finish_non_exhaustive()
    }
}
