//! Answers that never reach the server: the driver can keep some, and give them again.

#[cfg(not(feature = "cache-aio"))]
pub(super) use self::absent::Cache;
#[cfg(feature = "cache-aio")]
pub(super) use self::present::Cache;

#[cfg(feature = "cache-aio")]
mod present {
    use db_semconv::RedisSession;
    use db_semconv::call::{CacheCounts, CacheLookup, CacheTurns};
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

    /// What all clones of a connection share, where it has a cache and calls may be recorded.
    #[derive(Clone, Debug)]
    pub(in crate::aio) struct Cache(Option<CacheTurns>);

    impl Cache {
        pub(in crate::aio) fn of(connection: &impl Caching, session: &RedisSession) -> Self {
            let caches = session.database().is_enabled() && connection.statistics().is_some();
            Self(caches.then(CacheTurns::default))
        }

        /// For a call of so many commands, which has the connection to itself meanwhile.
        pub(in crate::aio) fn lookup<C: Caching>(
            &self,
            connection: &C,
            commands: usize,
        ) -> Option<CacheLookup<impl Fn() -> CacheCounts + use<C>>> {
            let turns = self.0.clone()?;
            let connection = connection.clone();
            let counts = move || match connection.statistics() {
                Some(statistics) => CacheCounts { hits: statistics.hit, misses: statistics.miss },
                None => CacheCounts::default(),
            };
            Some(CacheLookup { turns, counts, least_hits: commands })
        }
    }
}

#[cfg(not(feature = "cache-aio"))]
mod absent {
    use db_semconv::RedisSession;
    use db_semconv::call::{CacheCounts, CacheLookup};

    #[derive(Clone, Debug)]
    pub(in crate::aio) struct Cache;

    impl Cache {
        pub(in crate::aio) fn of<C>(_: &C, _: &RedisSession) -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "as where there is one")]
        pub(in crate::aio) fn lookup<C>(&self, _: &C, _: usize) -> Option<CacheLookup<fn() -> CacheCounts>> {
            None
        }
    }
}
