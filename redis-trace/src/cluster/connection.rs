//! A connection to a cluster that blocks.

use std::fmt;
use std::time::Duration;

use db_semconv::RedisSession;
use redis::cluster::Connect;
use redis::cluster_routing::RoutingInfo;
use redis::{Cmd, ConnectionLike, RedisResult, Value};

use crate::pass_on::pass_on;
use crate::{Traced, call, outcome};

/// Like [`redis::cluster::ClusterConnection`]: each command or pipeline is a span, over all nodes that it goes to.
///
/// `C` is what connects to a node. By itself it records nothing.
pub struct ClusterConnection<C = redis::Connection> {
    pub(super) traced: Traced<redis::cluster::ClusterConnection<C>>,
}

impl<C> ClusterConnection<C> {
    pub(super) fn new(driver: redis::cluster::ClusterConnection<C>, session: RedisSession) -> Self {
        Self { traced: Traced { driver, session } }
    }

    #[cfg(feature = "r2d2")]
    pub(crate) fn parts(&mut self) -> (&mut redis::cluster::ClusterConnection<C>, &RedisSession) {
        (&mut self.traced.driver, &self.traced.session)
    }

    #[cfg(feature = "queue")]
    pub(crate) fn session(&self) -> &RedisSession {
        &self.traced.session
    }

    /// The driver's connection: what it sends is not traced.
    pub fn inner(&self) -> &redis::cluster::ClusterConnection<C> {
        &self.traced.driver
    }

    /// The driver's connection: what it sends is not traced.
    pub fn inner_mut(&mut self) -> &mut redis::cluster::ClusterConnection<C> {
        &mut self.traced.driver
    }

    /// The driver's connection: what it sends is not traced.
    pub fn into_inner(self) -> redis::cluster::ClusterConnection<C> {
        self.traced.driver
    }
}

impl<C: ConnectionLike + Connect> ClusterConnection<C> {
    /// Like [`redis::cluster::ClusterConnection::set_auto_reconnect`].
    pub fn set_auto_reconnect(&self, value: bool) {
        self.traced.driver.set_auto_reconnect(value);
    }

    /// Like [`redis::cluster::ClusterConnection::set_write_timeout`].
    pub fn set_write_timeout(&self, dur: Option<Duration>) -> RedisResult<()> {
        self.traced.driver.set_write_timeout(dur)
    }

    /// Like [`redis::cluster::ClusterConnection::set_read_timeout`].
    pub fn set_read_timeout(&self, dur: Option<Duration>) -> RedisResult<()> {
        self.traced.driver.set_read_timeout(dur)
    }

    /// Like the driver's.
    #[doc(hidden)]
    pub fn check_connection(&mut self) -> bool {
        self.traced.check_connection()
    }

    /// Like [`redis::cluster::ClusterConnection::route_command`].
    pub fn route_command(&mut self, cmd: &Cmd, routing: RoutingInfo) -> RedisResult<Value> {
        let Traced { driver, session } = &mut self.traced;
        let call = |_: &_| driver.route_command(cmd, routing);
        session.observe_blocking(call::command(session, cmd), call, outcome::value)
    }
}

impl<C: ConnectionLike + Connect> ConnectionLike for ClusterConnection<C> {
    pass_on!(traced);
}

impl<C> fmt::Debug for ClusterConnection<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClusterConnection")
            .field("session", &self.traced.session)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use redis::{Commands, ErrorKind, IntoConnectionInfo, RedisError, from_redis_value};

    use super::*;
    use crate::cluster::ClusterClient;

    /// A program's own connection, to the one node of a cluster.
    struct Node;

    impl Connect for Node {
        fn connect<T: IntoConnectionInfo>(_: T, _: Option<Duration>) -> RedisResult<Self> {
            Ok(Self)
        }

        fn send_packed_command(&mut self, _: &[u8]) -> RedisResult<()> {
            Err((ErrorKind::Client, "not asked here").into())
        }

        fn set_write_timeout(&self, _: Option<Duration>) -> RedisResult<()> {
            Ok(())
        }

        fn set_read_timeout(&self, _: Option<Duration>) -> RedisResult<()> {
            Ok(())
        }

        fn recv_response(&mut self) -> RedisResult<Value> {
            Err((ErrorKind::Client, "not asked here").into())
        }
    }

    impl ConnectionLike for Node {
        fn req_command(&mut self, cmd: &Cmd) -> RedisResult<Value> {
            self.req_packed_command(&cmd.get_packed_command())
        }

        fn req_packed_command(&mut self, cmd: &[u8]) -> RedisResult<Value> {
            let words: Vec<String> = from_redis_value(redis::parse_redis_value(cmd)?)?;
            let answer: &[u8] = match words.first().map(String::as_str) {
                Some("CLUSTER") => b"*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$1\r\na\r\n:7000\r\n",
                Some("GET") => b"$3\r\nAda\r\n",
                Some("PING") => b"+PONG\r\n",
                _ => b"-WRONGTYPE not that\r\n",
            };
            redis::parse_redis_value(answer)
        }

        fn req_packed_commands(&mut self, _: &[u8], _: usize, _: usize) -> RedisResult<Vec<Value>> {
            Err((ErrorKind::Client, "not asked here").into())
        }

        fn get_db(&self) -> i64 {
            0
        }

        fn check_connection(&mut self) -> bool {
            true
        }

        fn is_open(&self) -> bool {
            true
        }
    }

    #[test]
    fn cluster_commands_run_over_a_custom_node_connection() {
        let client = ClusterClient::new(["redis://a:7000"]).unwrap();
        let mut connection: ClusterConnection<Node> = client.get_generic_connection().unwrap();
        assert_eq!(connection.get("user:7"), Ok("Ada".to_owned()));
        let error: RedisError = connection.incr::<_, _, i64>("user:7", 1).unwrap_err();
        assert_eq!(error.code(), Some("WRONGTYPE"));
        assert!(connection.check_connection());
    }
}
