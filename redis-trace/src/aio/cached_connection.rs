//! The common part of the connections that can have a cache: their parts, their calls, and the driver's traits.

/// Traces the driver's connection of the same name, in a type with the fields `driver`, `session` and `cache`.
///
/// This is a macro because the driver has no trait for these calls that does not box them.
macro_rules! cached_connection {
    ($connection:ident) => {
        impl $connection {
            pub(crate) fn traced(driver: redis::aio::$connection, session: db_semconv::RedisSession) -> Self {
                let cache = $crate::aio::cache::Cache::of(&driver, &session);
                Self { driver, session, cache }
            }

            pub(crate) fn parts(&mut self) -> (&mut redis::aio::$connection, &db_semconv::RedisSession) {
                (&mut self.driver, &self.session)
            }

            #[cfg(feature = "queue")]
            pub(crate) fn queue_session(&self) -> &db_semconv::RedisSession {
                &self.session
            }

            /// The driver's connection: what it sends is not traced.
            pub fn inner(&self) -> &redis::aio::$connection {
                &self.driver
            }

            /// The driver's connection: what it sends is not traced.
            pub fn inner_mut(&mut self) -> &mut redis::aio::$connection {
                &mut self.driver
            }

            /// The driver's connection: what it sends is not traced.
            pub fn into_inner(self) -> redis::aio::$connection {
                self.driver
            }

            #[doc = concat!("Like [`redis::aio::", stringify!($connection), "::send_packed_command`].")]
            pub async fn send_packed_command(
                &mut self,
                cmd: &redis::Cmd,
            ) -> redis::RedisResult<redis::Value> {
                let Self { driver, session, cache } = self;
                let described = $crate::call::command(session, cmd);
                let lookup = cache.lookup(driver, 1);
                session
                    .observe_unless_cached(
                        described,
                        lookup,
                        move |_| driver.send_packed_command(cmd),
                        $crate::outcome::value,
                    )
                    .await
            }

            #[doc = concat!("Like [`redis::aio::", stringify!($connection), "::send_packed_commands`].")]
            pub async fn send_packed_commands(
                &mut self,
                cmd: &redis::Pipeline,
                offset: usize,
                count: usize,
            ) -> redis::RedisResult<Vec<redis::Value>> {
                use $crate::answers::Answers;
                let Self { driver, session, cache } = self;
                let described = $crate::call::pipeline(session, cmd, (offset, count));
                let lookup = cache.lookup(driver, cmd.len());
                let answers = session
                    .observe_unless_cached(
                        described,
                        lookup,
                        move |_| Answers::to(cmd, driver.send_packed_commands(cmd, offset, count)),
                        Answers::outcome,
                    )
                    .await;
                answers.map(Answers::into_values)
            }

            #[doc = concat!("Like [`redis::aio::", stringify!($connection), "::get_cache_statistics`].")]
            #[cfg(feature = "cache-aio")]
            pub fn get_cache_statistics(&self) -> Option<redis::caching::CacheStatistics> {
                self.driver.get_cache_statistics()
            }
        }

        impl redis::aio::ConnectionLike for $connection {
            fn req_packed_command<'a>(
                &'a mut self,
                cmd: &'a redis::Cmd,
            ) -> redis::RedisFuture<'a, redis::Value> {
                Box::pin(self.send_packed_command(cmd))
            }

            fn req_packed_commands<'a>(
                &'a mut self,
                pipeline: &'a redis::Pipeline,
                offset: usize,
                count: usize,
            ) -> redis::RedisFuture<'a, Vec<redis::Value>> {
                Box::pin(self.send_packed_commands(pipeline, offset, count))
            }

            fn get_db(&self) -> i64 {
                self.driver.get_db()
            }
        }

        impl redis::AsyncHotkeysCommands for $connection {}
    };
}

pub(super) use cached_connection;
