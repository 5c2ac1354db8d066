//! The connections that carry messages.

use db_semconv::RedisSession;

use crate::{Connection, Traced};

/// A traced connection: [`Connection`], `aio::MultiplexedConnection`, `aio::ConnectionManager`, `cluster::ClusterConnection`,
/// `cluster_async::ClusterConnection` or [`Traced`].
///
/// A connection of a pool is used as the connection that it holds: `&mut *connection`.
pub trait TracedConnection: sealed::Parts {}

/// A traced connection that blocks.
pub trait BlockingConnection: TracedConnection<Driver: redis::ConnectionLike> {}

impl<C: TracedConnection<Driver: redis::ConnectionLike>> BlockingConnection for C {}

/// A traced connection that is asynchronous.
#[cfg(feature = "aio")]
pub trait AsyncConnection: TracedConnection<Driver: redis::aio::ConnectionLike + Send> + Send {}

#[cfg(feature = "aio")]
impl<C: TracedConnection<Driver: redis::aio::ConnectionLike + Send> + Send> AsyncConnection for C {}

pub(super) mod sealed {
    use super::RedisSession;

    /// The driver's connection, which sends without a span of its own, and the session.
    pub trait Parts {
        type Driver;

        fn driver(&mut self) -> &mut Self::Driver;

        fn session(&self) -> &RedisSession;
    }
}

impl TracedConnection for Connection {}

impl sealed::Parts for Connection {
    type Driver = redis::Connection;

    fn driver(&mut self) -> &mut redis::Connection {
        self.inner_mut()
    }

    fn session(&self) -> &RedisSession {
        self.session()
    }
}

impl<C> TracedConnection for Traced<C> {}

impl<C> sealed::Parts for Traced<C> {
    type Driver = C;

    fn driver(&mut self) -> &mut C {
        self.inner_mut()
    }

    fn session(&self) -> &RedisSession {
        &self.session
    }
}

#[cfg(feature = "cluster")]
impl<C> TracedConnection for crate::cluster::ClusterConnection<C> {}

#[cfg(feature = "cluster")]
impl<C> sealed::Parts for crate::cluster::ClusterConnection<C> {
    type Driver = redis::cluster::ClusterConnection<C>;

    fn driver(&mut self) -> &mut redis::cluster::ClusterConnection<C> {
        self.inner_mut()
    }

    fn session(&self) -> &RedisSession {
        self.session()
    }
}

#[cfg(feature = "cluster-async")]
impl<C> TracedConnection for crate::cluster_async::ClusterConnection<C> {}

#[cfg(feature = "cluster-async")]
impl<C> sealed::Parts for crate::cluster_async::ClusterConnection<C> {
    type Driver = redis::cluster_async::ClusterConnection<C>;

    fn driver(&mut self) -> &mut redis::cluster_async::ClusterConnection<C> {
        self.inner_mut()
    }

    fn session(&self) -> &RedisSession {
        self.session()
    }
}

#[cfg(feature = "aio")]
macro_rules! asynchronous {
    ($connection:ident) => {
        impl TracedConnection for crate::aio::$connection {}

        impl sealed::Parts for crate::aio::$connection {
            type Driver = redis::aio::$connection;

            fn driver(&mut self) -> &mut redis::aio::$connection {
                self.inner_mut()
            }

            fn session(&self) -> &RedisSession {
                self.queue_session()
            }
        }
    };
}

#[cfg(feature = "aio")]
asynchronous!(MultiplexedConnection);
#[cfg(feature = "connection-manager")]
asynchronous!(ConnectionManager);
