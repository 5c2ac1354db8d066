//! A cluster of three primaries.

use std::path::Path;

use super::{Redis, Setting, local, resp::Reply, settings};
use crate::{Error, background::in_background, poll};

const NODES: usize = 3;

/// The hash slots of every Redis cluster.
const SLOTS: u16 = 16384;

/// A Redis cluster of three primaries without replicas, which serve all slots; from the programs on this machine.
///
/// Nodes have numbers from 0, in the order of [`RedisCluster::urls`].
///
/// ```no_run
/// # async fn example() -> Result<(), db_testcontainers::Error> {
/// use db_testcontainers::RedisCluster;
///
/// let cluster = RedisCluster::start().await?;
/// assert_eq!(cluster.urls().len(), 3);
///
/// let slot = cluster.slot_of("key")?;
/// let from = cluster.owner_of(slot)?;
/// cluster.migrate_slot(slot, from, (from + 1) % 3)?; // a client with an old map gets MOVED
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<Redis>,
}

impl RedisCluster {
    /// Starts a cluster of one's own, and waits until all nodes say that it is well. That takes two seconds at least,
    /// in which Redis lets a new cluster settle. It ends when the value is dropped, or with the process when a `static`
    /// holds it for several tests.
    ///
    /// # Errors
    /// When the machine does not have the programs, or they fail. No container is tried.
    pub async fn start() -> Result<Self, Error> {
        Self::start_with(&[]).await
    }

    /// Like [`RedisCluster::start`], with directives of `redis.conf` for every node, as in [`Redis::start_own_with`].
    ///
    /// With `("cluster-require-full-coverage", "no")` the others go on to serve their slots when a node is killed.
    pub async fn start_with(settings: &[(&str, &str)]) -> Result<Self, Error> {
        let settings = super::owned(settings);
        in_background(move || {
            let programs = local::programs_for("a Redis cluster")?;
            let cluster = Self { nodes: start_nodes(&programs, &settings)? };
            cluster.join()?;
            Ok(cluster)
        })
        .await
    }

    /// `redis://127.0.0.1:port` of each node.
    pub fn urls(&self) -> Vec<&str> {
        self.nodes.iter().map(Redis::url).collect()
    }

    /// The nodes, each a server that can be asked, killed, restarted and paused by itself.
    pub fn nodes(&self) -> &[Redis] {
        &self.nodes
    }

    /// Like [`Redis::kill`], for one node. [`Redis::restart`] brings it back, with its slots and without its keys.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn kill(&self, node: usize) -> Result<(), Error> {
        self.node(node)?.kill()
    }

    /// Waits until all nodes say that the cluster is well, as at its start: after a node was restarted.
    ///
    /// # Errors
    /// When that takes longer than a minute.
    pub fn wait_until_ok(&self) -> Result<(), Error> {
        let count = self.nodes.len();
        let expected = [
            "cluster_state:ok".to_owned(),
            format!("cluster_slots_ok:{SLOTS}"),
            format!("cluster_known_nodes:{count}"),
        ];
        for node in &self.nodes {
            poll::until("the cluster is well", || {
                let info = node.ask_text(&["CLUSTER", "INFO"])?;
                Ok(expected.iter().all(|line| info.lines().any(|told| told == line)))
            })?;
        }
        Ok(())
    }

    /// The slot of a key.
    ///
    /// # Errors
    /// When the first node is not there.
    pub fn slot_of(&self, key: &str) -> Result<u16, Error> {
        let command = ["CLUSTER", "KEYSLOT", key];
        match self.node(0)?.ask(&command)? {
            Reply::Integer(slot) => u16::try_from(slot).map_err(Error::during("CLUSTER KEYSLOT")),
            other => Err(other.unexpected(&command)),
        }
    }

    /// The node that serves a slot, by its own word.
    ///
    /// # Errors
    /// When no node does.
    pub fn owner_of(&self, slot: u16) -> Result<usize, Error> {
        for (number, node) in self.nodes.iter().enumerate() {
            if node.ask_text(&["CLUSTER", "NODES"]).is_ok_and(|nodes| serves(&nodes, slot)) {
                return Ok(number);
            }
        }
        Err(Error::new(format_args!("no node serves slot {slot}")))
    }

    /// Begins to move a slot, and moves no key: `from` answers `ASK` for keys that it does not have, and `to` serves them
    /// to those who say `ASKING`. [`RedisCluster::migrate_slot`] completes it.
    ///
    /// # Errors
    /// When a node is not there, or `from` does not serve the slot.
    pub fn start_migrating(&self, slot: u16, from: usize, to: usize) -> Result<(), Error> {
        let (slot, source, target) = (slot.to_string(), self.node(from)?, self.node(to)?);
        target.ask(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &source.node_id()?])?;
        source.ask(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &target.node_id()?])?;
        Ok(())
    }

    /// Moves a slot and its keys. All nodes know it then; a client that does not gets `MOVED` from `from`.
    ///
    /// # Errors
    /// Like [`RedisCluster::start_migrating`].
    pub fn migrate_slot(&self, slot: u16, from: usize, to: usize) -> Result<(), Error> {
        self.start_migrating(slot, from, to)?;
        let (slot, source, target) = (slot.to_string(), self.node(from)?, self.node(to)?);
        while let keys @ [_, ..] = source.keys_in(&slot)?.as_slice() {
            source.ask(&move_keys(target.port(), keys))?;
        }
        // The new owner first: were it the last, the slot would have no owner in between.
        let owner = target.node_id()?;
        let others = self.nodes.iter().filter(|node| node.port() != target.port());
        for node in std::iter::once(target).chain(others) {
            node.ask(&["CLUSTER", "SETSLOT", &slot, "NODE", &owner])?;
        }
        Ok(())
    }

    fn node(&self, number: usize) -> Result<&Redis, Error> {
        let last = self.nodes.len() - 1;
        self.nodes.get(number).ok_or_else(|| Error::new(format_args!("nodes are 0 to {last}, not {number}")))
    }

    /// Makes a cluster of nodes that do not know each other.
    fn join(&self) -> Result<(), Error> {
        let slots: Vec<u16> = (0..SLOTS).collect();
        let shares = slots.chunks(slots.len().div_ceil(NODES));
        for (number, (node, share)) in self.nodes.iter().zip(shares).enumerate() {
            let mut add = vec!["CLUSTER".to_owned(), "ADDSLOTS".to_owned()];
            add.extend(share.iter().map(u16::to_string));
            node.ask(&add)?;
            // Nodes of the same epoch would first have to agree on who gets another one.
            node.ask(&["CLUSTER", "SET-CONFIG-EPOCH", &(number + 1).to_string()])?;
        }
        for other in self.nodes.iter().skip(1) {
            self.node(0)?.ask(&["CLUSTER", "MEET", other.host(), &other.port().to_string()])?;
        }
        self.wait_until_ok()
    }
}

fn start_nodes(programs: &Path, settings: &[Setting]) -> Result<Vec<Redis>, Error> {
    (0..NODES).map(|_| local::start_node(programs, settings).map(Redis::own)).collect()
}

/// `CLUSTER NODES` has the ranges of slots after the eight other words of a node's line.
fn serves(nodes: &str, slot: u16) -> bool {
    let myself = nodes.lines().find(|line| line.contains("myself"));
    let mut ranges = myself.into_iter().flat_map(|line| line.split(' ').skip(8));
    ranges.any(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let is_in = |first: u16, last: u16| (first..=last).contains(&slot);
        // A slot that is being moved is in brackets as well, and does not count here.
        matches!((first.parse(), last.parse()), (Ok(first), Ok(last)) if is_in(first, last))
    })
}

fn move_keys(port: u16, keys: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let port = port.to_string();
    let command =
        ["MIGRATE", "127.0.0.1", &port, "", "0", "5000", "AUTH2", settings::USER, settings::PASSWORD, "KEYS"];
    command.iter().map(|word| word.as_bytes().to_vec()).chain(keys.iter().cloned()).collect()
}

/// What we ask our own nodes.
impl Redis {
    fn node_id(&self) -> Result<String, Error> {
        self.ask_text(&["CLUSTER", "MYID"])
    }

    /// Some of the keys in a slot.
    fn keys_in(&self, slot: &str) -> Result<Vec<Vec<u8>>, Error> {
        let command = ["CLUSTER", "GETKEYSINSLOT", slot, "100"];
        let keys = match self.ask(&command)? {
            Reply::Array(keys) => keys,
            other => return Err(other.unexpected(&command)),
        };
        keys.into_iter()
            .map(|key| match key {
                Reply::Text(key) => Ok(key),
                other => Err(other.unexpected(&command)),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cluster_node_serves_the_slots_of_its_own_line() {
        let nodes = "\
            a 127.0.0.1:1@10001 master - 0 1 2 connected 200-300\n\
            b 127.0.0.1:2@10002 myself,master - 0 0 1 connected 0-99 150 [160->-a] [170-<-a]\n";
        let served: Vec<u16> = (0..400).filter(|slot| serves(nodes, *slot)).collect();
        assert_eq!(served, (0..100).chain([150]).collect::<Vec<u16>>());
        assert!(!serves("", 0));
    }
}
