//! This crate's connections, as those to the nodes of a cluster.

use redis::cluster_async::Connect;
use redis::{AsyncConnectionConfig, IntoConnectionInfo, RedisFuture};

use crate::aio::MultiplexedConnection;
use crate::cluster::connect::node_session;

impl Connect for MultiplexedConnection {
    fn connect_with_config<'a, T>(info: T, config: AsyncConnectionConfig) -> RedisFuture<'a, Self>
    where
        T: IntoConnectionInfo + Send + 'a,
    {
        Box::pin(async move {
            let connect = <redis::aio::MultiplexedConnection as Connect>::connect_with_config(info, config);
            Ok(Self::traced(connect.await?, node_session()))
        })
    }
}
