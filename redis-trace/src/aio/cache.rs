//! Answers that never reached the server: the driver can keep some, and give them again.

#[cfg(not(feature = "cache-aio"))]
pub(super) use self::absent::{command_hits, hits};
#[cfg(feature = "cache-aio")]
pub(super) use self::present::{command_hits, hits};

#[cfg(feature = "cache-aio")]
mod present {
    use db_semconv::Database;
    use redis::Cmd;
    use redis::caching::CacheStatistics;

    /// A connection of the driver's, which has a cache if it was configured so.
    pub(in crate::aio) trait Caching: Clone {
        fn statistics(&self) -> Option<CacheStatistics>;
    }

    impl Caching for redis::aio::MultiplexedConnection {
        fn statistics(&self) -> Option<CacheStatistics> {
            self.get_cache_statistics()
        }
    }

    #[cfg(feature = "connection-manager")]
    impl Caching for redis::aio::ConnectionManager {
        fn statistics(&self) -> Option<CacheStatistics> {
            self.get_cache_statistics()
        }
    }

    /// Tells the hits of the connection's cache so far, which all its clones share, while a call has the connection.
    pub(in crate::aio) fn hits<C: Caching>(
        database: &Database,
        connection: &C,
    ) -> Option<impl Fn() -> usize + use<C>> {
        if !database.is_enabled() {
            return None;
        }
        connection.statistics()?;
        let connection = connection.clone();
        Some(move || connection.statistics().map_or(0, |statistics| statistics.hit))
    }

    /// A command whose answer the driver does not wait for succeeds at its first poll, which says nothing of the cache.
    pub(in crate::aio) fn command_hits<C: Caching>(
        database: &Database,
        connection: &C,
        command: &Cmd,
    ) -> Option<impl Fn() -> usize + use<C>> {
        if command.is_no_response() { None } else { hits(database, connection) }
    }
}

#[cfg(not(feature = "cache-aio"))]
mod absent {
    use db_semconv::Database;
    use redis::Cmd;

    pub(in crate::aio) fn hits<C>(_: &Database, _: &C) -> Option<fn() -> usize> {
        None
    }

    pub(in crate::aio) fn command_hits<C>(_: &Database, _: &C, _: &Cmd) -> Option<fn() -> usize> {
        None
    }
}
