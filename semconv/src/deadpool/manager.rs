//! What makes the connections of a pool.

use ::deadpool::managed;

use crate::database::Database;
use crate::outcome::Failure;
use crate::pool::PoolTelemetry;

/// A manager whose pools are observed.
///
/// It measures by itself how long [`create`](managed::Manager::create) takes: only there it is known when that begins.
pub trait Manager: managed::Manager {
    /// The telemetry of the pool that the manager is for.
    fn pool_telemetry(&self) -> &PoolTelemetry;

    /// The database as this connection alone has it: see [`Database::for_connection`].
    fn database(connection: &Self::Type) -> &Database;

    /// Why a connection could not be made.
    fn failure(error: &Self::Error) -> Failure;
}
