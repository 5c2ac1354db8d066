//! This crate's connections, as those to the nodes of a cluster.

use std::time::Duration;

use db_semconv::{RedisSession, Target, Telemetry};
use redis::cluster::Connect;
use redis::{IntoConnectionInfo, RedisResult, Value};

use crate::Connection;

/// What a connection to a cluster asks of its nodes is no call of the program's, and the call is a span already: the
/// connections that are made here record nothing.
pub(crate) fn node_session() -> RedisSession {
    RedisSession::new(&Telemetry::disabled(), crate::INSTRUMENTATION, &Target::new())
}

impl Connect for Connection {
    fn connect<T: IntoConnectionInfo>(info: T, timeout: Option<Duration>) -> RedisResult<Self> {
        let connection = <redis::Connection as Connect>::connect(info, timeout)?;
        Ok(Self::new(connection, node_session()))
    }

    fn send_packed_command(&mut self, cmd: &[u8]) -> RedisResult<()> {
        Self::send_packed_command(self, cmd)
    }

    fn set_write_timeout(&self, dur: Option<Duration>) -> RedisResult<()> {
        Self::set_write_timeout(self, dur)
    }

    fn set_read_timeout(&self, dur: Option<Duration>) -> RedisResult<()> {
        Self::set_read_timeout(self, dur)
    }

    fn recv_response(&mut self) -> RedisResult<Value> {
        Self::recv_response(self)
    }
}
