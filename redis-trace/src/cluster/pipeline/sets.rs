//! Commands on sets.

use redis::{ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn sadd<K: ToSingleRedisArg, M: ToRedisArgs>(key: K, member: M);
    fn scard<K: ToSingleRedisArg>(key: K);
    fn sdiff<K: ToRedisArgs>(keys: K);
    fn sdiffstore<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
    fn sinter<K: ToRedisArgs>(keys: K);
    fn sinterstore<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
    fn sismember<K: ToSingleRedisArg, M: ToSingleRedisArg>(key: K, member: M);
    fn smismember<K: ToSingleRedisArg, M: ToRedisArgs>(key: K, members: M);
    fn smembers<K: ToSingleRedisArg>(key: K);
    fn smove<S: ToSingleRedisArg, D: ToSingleRedisArg, M: ToSingleRedisArg>(srckey: S, dstkey: D, member: M);
    fn spop<K: ToSingleRedisArg>(key: K);
    fn srandmember<K: ToSingleRedisArg>(key: K);
    fn srandmember_multiple<K: ToSingleRedisArg>(key: K, count: isize);
    fn srem<K: ToSingleRedisArg, M: ToRedisArgs>(key: K, member: M);
    fn sunion<K: ToRedisArgs>(keys: K);
    fn sunionstore<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
}
