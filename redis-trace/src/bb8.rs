//! Connections for the pools of [`bb8`].

use redis::{Cmd, RedisError};

use crate::{call, outcome};

/// Lets a client fill pools. The check of a pooled connection is a health check, which is no span unless asked for.
macro_rules! manage_connections {
    ($client:ty, $connection:ty, $connect:path) => {
        impl bb8::ManageConnection for $client {
            type Connection = $connection;
            type Error = RedisError;

            async fn connect(&self) -> Result<Self::Connection, Self::Error> {
                $connect(self).await
            }

            async fn is_valid(&self, connection: &mut Self::Connection) -> Result<(), Self::Error> {
                let (driver, session) = connection.parts();
                let check = async { outcome::pong(Cmd::ping().query_async(driver).await?) };
                session.observe(call::ping(session), |_| check, outcome::done).await
            }

            // Like the driver, which finds out when it checks.
            fn has_broken(&self, _: &mut Self::Connection) -> bool {
                false
            }
        }
    };
}

manage_connections!(
    crate::Client,
    crate::aio::MultiplexedConnection,
    crate::Client::get_multiplexed_async_connection
);
#[cfg(feature = "cluster-async")]
manage_connections!(
    crate::cluster::ClusterClient,
    crate::cluster_async::ClusterConnection,
    crate::cluster::ClusterClient::get_async_connection
);
#[cfg(all(feature = "sentinel", feature = "tokio-comp"))]
manage_connections!(
    crate::sentinel::AsyncLockedSentinelClient,
    crate::aio::MultiplexedConnection,
    crate::sentinel::AsyncLockedSentinelClient::get_async_connection
);
