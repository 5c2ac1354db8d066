//! Commands on `HyperLogLog` counters.

use redis::{ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn pfadd<K: ToSingleRedisArg, E: ToRedisArgs>(key: K, element: E);
    fn pfcount<K: ToRedisArgs>(key: K);
    fn pfmerge<D: ToSingleRedisArg, S: ToRedisArgs>(dstkey: D, srckeys: S);
}
