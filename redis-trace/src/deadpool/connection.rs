//! The connections of the pools.

use std::sync::atomic::{AtomicUsize, Ordering};

use ::deadpool::managed::{RecycleError, RecycleResult};
use db_semconv::RedisSession;
#[cfg(any(feature = "cluster-async", feature = "sentinel"))]
use redis::aio::ConnectionLike;
use redis::{RedisError, RedisResult};

use crate::{call, outcome};

/// A connection that goes back to its pool when it is dropped, and is one in every other way.
macro_rules! pooled_connection {
    ($name:ident, $object:ty, $connection:ty) => {
        /// A connection of a [`Pool`]. It returns to the pool when it is dropped.
        ///
        /// It is used like the connection that it holds.
        pub struct $name($object);

        impl $name {
            /// Removes the connection from its [`Pool`] permanently.
            #[must_use]
            pub fn take(this: Self) -> $connection {
                <$object>::take(this.0)
            }

            /// Returns the identity of the connection in its [`Pool`].
            pub fn id(this: &Self) -> ObjectId {
                <$object>::id(&this.0)
            }

            /// Returns when the connection was created and used.
            pub fn metrics(this: &Self) -> &Metrics {
                <$object>::metrics(&this.0)
            }
        }

        impl From<$object> for $name {
            fn from(object: $object) -> Self {
                Self(object)
            }
        }

        impl std::ops::Deref for $name {
            type Target = $connection;

            fn deref(&self) -> &$connection {
                &self.0
            }
        }

        impl std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut $connection {
                &mut self.0
            }
        }

        impl AsRef<$connection> for $name {
            fn as_ref(&self) -> &$connection {
                &self.0
            }
        }

        impl AsMut<$connection> for $name {
            fn as_mut(&mut self) -> &mut $connection {
                &mut self.0
            }
        }

        impl $crate::aio::ConnectionLike for $name {
            fn req_packed_command<'a>(
                &'a mut self,
                cmd: &'a $crate::Cmd,
            ) -> $crate::RedisFuture<'a, $crate::Value> {
                self.0.req_packed_command(cmd)
            }

            fn req_packed_commands<'a>(
                &'a mut self,
                cmd: &'a $crate::Pipeline,
                offset: usize,
                count: usize,
            ) -> $crate::RedisFuture<'a, Vec<$crate::Value>> {
                self.0.req_packed_commands(cmd, offset, count)
            }

            fn get_db(&self) -> i64 {
                self.0.get_db()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

/// What the observed pool asks of a manager that has its telemetry in a field.
macro_rules! observed_manager {
    ($manager:ty, $connection:ty) => {
        impl db_semconv::deadpool::Manager for $manager {
            fn pool_telemetry(&self) -> &db_semconv::pool::PoolTelemetry {
                &self.telemetry
            }

            fn session(connection: &$connection) -> &db_semconv::Session {
                connection.session()
            }

            fn failure(error: &redis::RedisError) -> db_semconv::Failure<'_> {
                $crate::outcome::failure(error)
            }
        }
    };
}

pub(super) use {observed_manager, pooled_connection};

/// The pings of a manager, each of which has a number that its answer repeats.
#[derive(Debug, Default)]
pub(super) struct Pings(AtomicUsize);

impl Pings {
    /// Checks a connection by a ping: a health check.
    #[cfg(any(feature = "cluster-async", feature = "sentinel"))]
    pub(super) async fn check(
        &self,
        (driver, session): (&mut impl ConnectionLike, &RedisSession),
    ) -> RecycleResult<RedisError> {
        self.check_by(session, async |number| redis::cmd("PING").arg(number).query_async(driver).await).await
    }

    /// Checks a connection by what `ping` answers when it is given a number.
    pub(super) async fn check_by(
        &self,
        session: &RedisSession,
        ping: impl AsyncFnOnce(&str) -> RedisResult<String>,
    ) -> RecycleResult<RedisError> {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_string();
        if session.observe(call::ping(session), |_| ping(&number), outcome::done).await? == number {
            Ok(())
        } else {
            Err(RecycleError::message("Invalid PING response"))
        }
    }
}
