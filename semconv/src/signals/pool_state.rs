//! The state of a pool, as metrics record it.

/// The state of a pool at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolState {
    /// Connections that are not in use.
    pub idle: usize,
    /// Connections that are in use.
    pub used: usize,
    /// The most connections that the pool may have.
    pub max: usize,
    /// The most idle connections that the pool keeps.
    pub idle_max: usize,
    /// The fewest idle connections that the pool keeps.
    pub idle_min: usize,
    /// Requests that wait for a connection.
    pub pending_requests: usize,
}

impl PoolState {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            idle: self.idle + other.idle,
            used: self.used + other.used,
            max: self.max + other.max,
            idle_max: self.idle_max + other.idle_max,
            idle_min: self.idle_min + other.idle_min,
            pending_requests: self.pending_requests + other.pending_requests,
        }
    }
}
