//! Connections for the pools of [`bb8`].

use redis::RedisError;

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
                let (driver, database) = connection.parts();
                let check = bb8::ManageConnection::is_valid(self.inner(), driver);
                database.observe(call::ping(database), check, outcome::done).await
            }

            fn has_broken(&self, connection: &mut Self::Connection) -> bool {
                bb8::ManageConnection::has_broken(self.inner(), connection.parts().0)
            }
        }
    };
}

manage_connections!(
    crate::Client,
    crate::aio::MultiplexedConnection,
    crate::Client::get_multiplexed_async_connection
);
