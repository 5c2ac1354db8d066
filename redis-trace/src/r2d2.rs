//! Connections for the pools of [`r2d2`].

use redis::{Cmd, ConnectionLike, RedisError};

use crate::{call, outcome};

/// Lets a client fill pools. The check of a pooled connection is a health check, which is no span unless asked for.
macro_rules! manage_connections {
    ($client:ty, $connection:ty) => {
        impl r2d2::ManageConnection for $client {
            type Connection = $connection;
            type Error = RedisError;

            fn connect(&self) -> Result<Self::Connection, Self::Error> {
                self.get_connection()
            }

            fn is_valid(&self, connection: &mut Self::Connection) -> Result<(), Self::Error> {
                let (driver, session) = connection.parts();
                let mut check = || outcome::pong(Cmd::ping().query(driver)?);
                session.observe_blocking(call::ping(session), |_| check(), outcome::done)
            }

            fn has_broken(&self, connection: &mut Self::Connection) -> bool {
                !connection.is_open()
            }
        }
    };
}

manage_connections!(crate::Client, crate::Connection);
#[cfg(feature = "cluster")]
manage_connections!(crate::cluster::ClusterClient, crate::cluster::ClusterConnection);
#[cfg(feature = "sentinel")]
manage_connections!(crate::sentinel::LockedSentinelClient, crate::Connection);
