//! The manager, which makes the connections of a pool.

use ::deadpool::managed;

use crate::outcome::Failure;
use crate::pool::PoolTelemetry;
use crate::session::Session;

/// A manager whose pools are observed.
///
/// It measures by itself how long [`create`](managed::Manager::create) takes: only there it is known when that begins.
pub trait Manager: managed::Manager {
    /// The telemetry of the pool that the manager is for.
    fn pool_telemetry(&self) -> &PoolTelemetry;

    /// The session of this connection, which no other connection shares.
    fn session(connection: &Self::Type) -> &Session;

    /// Follows a connection that returns to its pool. It can send what needs no answer, and must not wait.
    fn returns(connection: &Self::Type) {
        let _ = connection;
    }

    /// Why a connection could not be made.
    fn failure(error: &Self::Error) -> Failure<'_>;
}
