//! The nodes that a client of a cluster or of sentinels was made from.

use db_semconv::Target;
use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisResult};

use crate::target;

/// What the nodes say of where the client connects to.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    addresses: Vec<ConnectionAddr>,
    database: Option<i64>,
}

impl Nodes {
    /// Notes what `node` says, on its way to the driver.
    pub(crate) fn note<T: IntoConnectionInfo>(&mut self, node: T) -> Node {
        let info = node.into_connection_info();
        if let Ok(info) = &info {
            self.note_address(info.addr());
            self.database.get_or_insert(info.redis_settings().db());
        }
        Node(info)
    }

    pub(crate) fn note_address(&mut self, address: &ConnectionAddr) {
        self.addresses.push(address.clone());
    }

    /// The database of the first node: a cluster's nodes have the same.
    pub(crate) fn database(&self) -> i64 {
        self.database.unwrap_or_default()
    }

    /// Where the nodes are. Several are joined, each with its port, in the order in which they were given.
    pub(crate) fn target(&self) -> Target {
        match self.addresses.as_slice() {
            [address] => target::of_address(address),
            several => {
                let addresses: Vec<_> = several.iter().map(ToString::to_string).collect();
                Target::new().address(addresses.join(","))
            }
        }
    }
}

/// A node, or why it is none, which is the driver's to tell.
#[derive(Debug)]
pub(crate) struct Node(RedisResult<ConnectionInfo>);

impl IntoConnectionInfo for Node {
    fn into_connection_info(self) -> RedisResult<ConnectionInfo> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes<const COUNT: usize>(urls: [&str; COUNT]) -> Nodes {
        let mut nodes = Nodes::default();
        for url in urls {
            nodes.note(url);
        }
        nodes
    }

    #[test]
    fn one_node_has_an_address_and_a_port() {
        assert_eq!(nodes(["redis://a:7000"]).target(), Target::new().address("a").port(7_000));
    }

    #[test]
    fn several_nodes_are_joined_in_their_order() {
        let target = nodes(["redis://b:7001", "redis://a", "redis://user:secret@c:7002/"]).target();
        assert_eq!(target, Target::new().address("b:7001,a:6379,c:7002"));
    }

    #[test]
    fn the_database_is_the_first_node_s() {
        assert_eq!(nodes(["redis://a/3", "redis://b/"]).database(), 3);
        assert_eq!(nodes([]).database(), 0);
    }

    #[test]
    fn what_is_no_node_is_for_the_driver_to_refuse() {
        let mut nodes = Nodes::default();
        let refused = nodes.note("no url").into_connection_info().unwrap_err();
        assert_eq!(refused, "no url".into_connection_info().unwrap_err());
        assert_eq!(nodes.database(), 0);
    }
}
