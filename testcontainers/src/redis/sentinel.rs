//! A primary, its replica, and a sentinel that watches them.

use super::{Redis, local, resp::Reply, settings};
use crate::{Error, background::in_background, poll};

/// Returns the sentinel's name of the primary.
const NAME: &str = "primary";

/// A primary, a replica that is in sync, and a sentinel that makes the replica the primary when the other is gone; from
/// the programs on this machine.
///
/// ```no_run
/// # async fn example() -> Result<(), db_testcontainers::Error> {
/// use db_testcontainers::RedisSentinel;
///
/// let servers = RedisSentinel::start().await?;
/// let before = servers.primary_url()?;
/// servers.primary().kill()?;
/// servers.wait_for_failover()?;
/// assert_ne!(servers.primary_url()?, before);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct RedisSentinel {
    // Dropped in this order: the sentinel sees no server go.
    sentinel: Redis,
    replica: Redis,
    primary: Redis,
}

impl RedisSentinel {
    /// Starts all three, and waits until the replica has the primary's data and the sentinel knows it. They end when the
    /// value is dropped.
    ///
    /// # Errors
    /// When the machine does not have the programs, or they fail. No container is tried.
    pub async fn start() -> Result<Self, Error> {
        in_background(|| {
            let programs = local::programs_for("a Redis sentinel")?;
            let primary = Redis::own(local::start_as(&programs, &replication(None))?);
            let replica = Redis::own(local::start_as(&programs, &replication(Some(&primary)))?);
            poll::until("the replica is in sync", || {
                let (one, other) = (primary.replication()?, replica.replication()?);
                Ok(one.contains("state=online") && other.contains("master_link_status:up"))
            })?;
            // Later, as it asks the primary for replicas at once and then every ten seconds.
            let sentinel = Redis::own(local::start_sentinel(&programs, &watch(&primary))?);
            let servers = Self { sentinel, replica, primary };
            poll::until("the sentinel knows the replica", || servers.sentinel_knows_replica())?;
            Ok(servers)
        })
        .await
    }

    /// `redis://127.0.0.1:port` of the sentinel.
    pub fn sentinel_url(&self) -> &str {
        self.sentinel.url()
    }

    /// Returns the sentinel's name of the primary.
    pub fn master_name(&self) -> &'static str {
        NAME
    }

    /// `redis://127.0.0.1:port` of the server that is the primary now, as the sentinel says.
    ///
    /// # Errors
    /// When the sentinel does not answer.
    pub fn primary_url(&self) -> Result<String, Error> {
        let command = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME];
        match self.sentinel.ask_openly(&command)? {
            Reply::Array(address) => match address.as_slice() {
                [Reply::Text(host), Reply::Text(port)] => {
                    let (host, port) = (String::from_utf8_lossy(host), String::from_utf8_lossy(port));
                    Ok(format!("redis://{host}:{port}"))
                }
                _ => Err(Error::new("the sentinel gives no address of the primary")),
            },
            _ => Err(Error::new("the sentinel knows no primary")),
        }
    }

    /// The server that was started as the primary. It can be killed, restarted and paused.
    pub fn primary(&self) -> &Redis {
        &self.primary
    }

    /// The server that was started as the replica.
    pub fn replica(&self) -> &Redis {
        &self.replica
    }

    /// The sentinel. It has no users and no data.
    pub fn sentinel(&self) -> &Redis {
        &self.sentinel
    }

    /// Waits until the server that was started as the replica is the primary, and the sentinel says so. That begins two
    /// seconds after the other one is gone.
    ///
    /// # Errors
    /// When that takes longer than a minute.
    pub fn wait_for_failover(&self) -> Result<(), Error> {
        poll::until("the replica is the primary", || {
            Ok(self.primary_url()? == self.replica.url()
                && self.replica.replication()?.contains("role:master"))
        })
    }

    fn sentinel_knows_replica(&self) -> Result<bool, Error> {
        let replicas = self.sentinel.ask_openly(&["SENTINEL", "REPLICAS", NAME])?;
        let Reply::Array(replicas) = replicas else { return Ok(false) };
        let [Reply::Array(properties)] = replicas.as_slice() else { return Ok(false) };
        let is = |name: &str, value: &str| {
            properties.chunks(2).any(|pair| matches!(pair, [n, v] if n.is(name) && v.is(value)))
        };
        // Other flags say that it is down or not connected.
        Ok(is("flags", "slave") && is("master-link-status", "ok"))
    }
}

/// Who may become the primary has to know how to log in to one.
fn replication(primary: Option<&Redis>) -> String {
    let (user, password) = (settings::USER, settings::PASSWORD);
    let of = primary
        .map_or_else(String::new, |primary| format!("replicaof {} {}\n", primary.host(), primary.port()));
    format!("masteruser {user}\nmasterauth {password}\nrepl-ping-replica-period 1\n{of}")
}

/// One sentinel decides alone; on a busy machine a server that is well may be late.
fn watch(primary: &Redis) -> String {
    format!(
        "sentinel monitor {NAME} {} {} 1\n\
         sentinel auth-user {NAME} {}\nsentinel auth-pass {NAME} {}\n\
         sentinel down-after-milliseconds {NAME} 2000\nsentinel failover-timeout {NAME} 10000\n",
        primary.host(),
        primary.port(),
        settings::USER,
        settings::PASSWORD,
    )
}

/// What we ask our own servers.
impl Redis {
    fn replication(&self) -> Result<String, Error> {
        self.ask_text(&["INFO", "replication"])
    }
}
