//! The nodes that a client of a cluster or of sentinels was made from.

use db_semconv::Target;
use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisResult};

use crate::target;

/// What the nodes say of where the client connects to.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    addresses: Vec<ConnectionAddr>,
}

impl Nodes {
    /// Notes what `node` says, on its way to the driver.
    pub(crate) fn note<T: IntoConnectionInfo>(&mut self, node: T) -> Node {
        let info = node.into_connection_info();
        if let Ok(info) = &info {
            self.note_address(info.addr());
        }
        Node(info)
    }

    pub(crate) fn note_address(&mut self, address: &ConnectionAddr) {
        self.addresses.push(address.clone());
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

/// A node, or the driver's error if it is not valid.
#[derive(Debug)]
pub(crate) struct Node(RedisResult<ConnectionInfo>);

#[cfg(feature = "cluster")]
impl Node {
    /// The database that the node was given with.
    pub(crate) fn database(&self) -> Option<i64> {
        self.0.as_ref().ok().map(|info| info.redis_settings().db())
    }
}

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
    fn target_of_one_cluster_node_has_an_address_and_a_port() {
        assert_eq!(nodes(["redis://a:7000"]).target(), Target::new().address("a").port(7_000));
    }

    #[test]
    fn target_of_several_cluster_nodes_joins_them_in_their_order() {
        let target = nodes(["redis://b:7001", "redis://a", "redis://user:secret@c:7002/"]).target();
        assert_eq!(target, Target::new().address("b:7001,a:6379,c:7002"));
    }

    #[test]
    fn cluster_nodes_with_an_unencoded_password_give_no_part_of_the_password() {
        let marks = ['@', ':', '/', '?', '#', ',', '%'];
        let mut known = Vec::new();
        for (first, second) in marks.iter().flat_map(|first| marks.map(|second| (*first, second))) {
            // The driver takes what is between the two for the host, and its `ConnectionInfo` shows nothing of the rest.
            if first == '@' && ['?', '#'].contains(&second) {
                continue;
            }
            let password = format!("zulu{first}zebra{second}zorro");
            let urls = [format!("redis://me:{password}@a:7000/1"), format!("redis://:{password}@b")];
            let one = nodes([urls[0].as_str()]).target();
            let several = nodes([urls[0].as_str(), urls[1].as_str()]).target();
            // The driver refuses some of the URLs.
            let info = urls[0].as_str().into_connection_info().map(|info| target::of_connection(&info));
            for target in [Some(one), Some(several), info.ok()].into_iter().flatten() {
                let shown = format!("{target:?}");
                assert!(!shown.contains('z'), "{urls:?}: {shown}");
                known.push(target);
            }
        }
        assert!(known.contains(&Target::new().address("a:7000,b:6379")));
        assert!(known.contains(&Target::new().address("a").port(7_000).namespace("1")));
    }

    #[test]
    fn invalid_cluster_node_gives_the_error_of_the_driver() {
        let mut nodes = Nodes::default();
        let refused = nodes.note("no url").into_connection_info().unwrap_err();
        assert_eq!(refused, "no url".into_connection_info().unwrap_err());
    }
}
