//! A cluster of three primaries.

use db_testcontainers::RedisCluster;

use crate::client::{Client, Failure};

#[tokio::test]
async fn each_cluster_slot_is_served_by_its_owner() {
    let cluster = RedisCluster::start().await.unwrap();
    let owners: Vec<usize> = [0, 5461, 5462, 10923, 10924, 16383]
        .into_iter()
        .map(|slot| cluster.owner_of(slot).unwrap())
        .collect();
    assert_eq!(owners, [0, 0, 1, 1, 2, 2]);
    for (node, url) in cluster.urls().into_iter().enumerate() {
        let mut client = Client::connect(url).unwrap();
        for key in ["a", "b", "c", "d", "e", "f"] {
            let slot = cluster.slot_of(key).unwrap();
            let owner = cluster.owner_of(slot).unwrap();
            let port = cluster.nodes()[owner].port();
            let expected =
                if owner == node { "+OK".to_owned() } else { format!("-MOVED {slot} 127.0.0.1:{port}") };
            assert_eq!(client.ask(&format!("SET {key} value")), expected);
        }
    }
}

#[tokio::test]
async fn cluster_slot_moves_with_its_keys() {
    // The password is for those who move keys too.
    let cluster = RedisCluster::start_with(&[("requirepass", "secret")]).await.unwrap();
    let slot = cluster.slot_of("{tag}").unwrap();
    let from = cluster.owner_of(slot).unwrap();
    let to = (from + 1) % 3;
    let (urls, port) = (cluster.urls(), cluster.nodes()[to].port());
    let (mut old, mut new) = (Client::connect(urls[from]).unwrap(), Client::connect(urls[to]).unwrap());
    // More than are moved at once.
    for number in 0..250 {
        assert_eq!(old.ask(&format!("SET {{tag}}{number} {number}")), "+OK");
    }

    cluster.start_migrating(slot, from, to).unwrap();
    assert_eq!(cluster.owner_of(slot).unwrap(), from);
    assert_eq!(old.ask("GET {tag}7"), "$1\r\n7");
    assert_eq!(old.ask("SET {tag}new value"), format!("-ASK {slot} 127.0.0.1:{port}"));
    assert_eq!(new.ask("ASKING"), "+OK");
    assert_eq!(new.ask("SET {tag}new value"), "+OK");

    cluster.migrate_slot(slot, from, to).unwrap();
    assert_eq!(cluster.owner_of(slot).unwrap(), to);
    assert_eq!(old.ask("GET {tag}7"), format!("-MOVED {slot} 127.0.0.1:{port}"));
    assert_eq!(new.ask(&format!("CLUSTER COUNTKEYSINSLOT {slot}")), ":251");
    assert_eq!(new.ask("GET {tag}249"), "$3\r\n249");
}

#[tokio::test]
async fn killed_cluster_node_serves_again_once_restarted() {
    let cluster = RedisCluster::start_with(&[("cluster-require-full-coverage", "no")]).await.unwrap();
    let node_of = |key| cluster.owner_of(cluster.slot_of(key).unwrap()).unwrap();
    let mut keys = ["a", "b", "c", "d", "e", "f"].into_iter();
    let (key, node) = keys.find_map(|key| Some((key, node_of(key))).filter(|(_, node)| *node > 0)).unwrap();
    cluster.kill(node).unwrap();
    assert_eq!(Client::connect(cluster.urls()[node]).unwrap_err(), Failure::NobodyListens);
    let port = cluster.nodes()[node].port();
    let moved = format!("-MOVED {} 127.0.0.1:{port}", cluster.slot_of(key).unwrap());
    assert_eq!(Client::connect(cluster.urls()[0]).unwrap().ask(&format!("GET {key}")), moved);

    cluster.nodes()[node].restart().unwrap();
    cluster.wait_until_ok().unwrap();
    let mut client = Client::connect(cluster.urls()[node]).unwrap();
    assert_eq!(client.ask(&format!("SET {key} value")), "+OK");
}

#[tokio::test]
async fn dropped_cluster_leaves_no_server() {
    let cluster = RedisCluster::start().await.unwrap();
    let sockets: Vec<_> = cluster.nodes().iter().map(|node| node.unix_socket().unwrap().to_owned()).collect();
    let urls: Vec<String> = cluster.urls().into_iter().map(str::to_owned).collect();
    drop(cluster);
    assert!(sockets.iter().all(|socket| !socket.parent().unwrap().exists()));
    for url in urls {
        assert_eq!(Client::connect(&url).unwrap_err(), Failure::NobodyListens);
    }
}

#[tokio::test]
async fn killing_a_fourth_cluster_node_is_an_error() {
    let cluster = RedisCluster::start().await.unwrap();
    assert_eq!(cluster.kill(3).unwrap_err().to_string(), "nodes are 0 to 2, not 3");
}
