//! Connections for the pools of [`r2d2`].

use redis::RedisError;

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
                let (driver, database) = connection.parts();
                let check = || r2d2::ManageConnection::is_valid(self.inner(), driver);
                database.observe_blocking(call::ping(database), check, outcome::done)
            }

            fn has_broken(&self, connection: &mut Self::Connection) -> bool {
                r2d2::ManageConnection::has_broken(self.inner(), connection.parts().0)
            }
        }
    };
}

manage_connections!(crate::Client, crate::Connection);
