//! Commands on sorted sets.

use redis::{SortedSetAddOptions, ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn zadd<K: ToSingleRedisArg, S: ToSingleRedisArg, M: ToSingleRedisArg>(key: K, member: M, score: S);
    fn zadd_multiple<K: ToSingleRedisArg, S: ToRedisArgs, M: ToRedisArgs>(key: K, items: &[(S, M)]);
    fn zadd_options<K: ToSingleRedisArg, S: ToSingleRedisArg, M: ToSingleRedisArg>(
        key: K, member: M, score: S, options: &SortedSetAddOptions
    );
    fn zadd_multiple_options<K: ToSingleRedisArg, S: ToRedisArgs, M: ToRedisArgs>(
        key: K, items: &[(S, M)], options: &SortedSetAddOptions
    );
    fn zcard<K: ToSingleRedisArg>(key: K);
    fn zcount<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(key: K, min: M, max: MM);
    fn zincr<K: ToSingleRedisArg, M: ToSingleRedisArg, D: ToSingleRedisArg>(key: K, member: M, delta: D);
    fn zinterstore<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
    fn zinterstore_min<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
    fn zinterstore_max<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
    fn zinterstore_weights<D: ToSingleRedisArg, K: ToRedisArgs, W: ToRedisArgs>(dstkey: D, keys: &[(K, W)]);
    fn zinterstore_min_weights<D: ToSingleRedisArg, K: ToRedisArgs, W: ToRedisArgs>(
        dstkey: D, keys: &[(K, W)]
    );
    fn zinterstore_max_weights<D: ToSingleRedisArg, K: ToRedisArgs, W: ToRedisArgs>(
        dstkey: D, keys: &[(K, W)]
    );
    fn zlexcount<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(key: K, min: M, max: MM);
    fn bzpopmax<K: ToRedisArgs>(key: K, timeout: f64);
    fn zpopmax<K: ToSingleRedisArg>(key: K, count: isize);
    fn bzpopmin<K: ToRedisArgs>(key: K, timeout: f64);
    fn zpopmin<K: ToSingleRedisArg>(key: K, count: isize);
    fn bzmpop_max<K: ToRedisArgs>(timeout: f64, keys: K, count: isize);
    fn zmpop_max<K: ToRedisArgs>(keys: K, count: isize);
    fn bzmpop_min<K: ToRedisArgs>(timeout: f64, keys: K, count: isize);
    fn zmpop_min<K: ToRedisArgs>(keys: K, count: isize);
    fn zrandmember<K: ToSingleRedisArg>(key: K, count: Option<isize>);
    fn zrandmember_withscores<K: ToSingleRedisArg>(key: K, count: isize);
    fn zrange<K: ToSingleRedisArg>(key: K, start: isize, stop: isize);
    fn zrange_withscores<K: ToSingleRedisArg>(key: K, start: isize, stop: isize);
    fn zrangebylex<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(key: K, min: M, max: MM);
    fn zrangebylex_limit<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(
        key: K, min: M, max: MM, offset: isize, count: isize
    );
    fn zrevrangebylex<K: ToSingleRedisArg, MM: ToSingleRedisArg, M: ToSingleRedisArg>(
        key: K, max: MM, min: M
    );
    fn zrevrangebylex_limit<K: ToSingleRedisArg, MM: ToSingleRedisArg, M: ToSingleRedisArg>(
        key: K, max: MM, min: M, offset: isize, count: isize
    );
    fn zrangebyscore<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(key: K, min: M, max: MM);
    fn zrangebyscore_withscores<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(
        key: K, min: M, max: MM
    );
    fn zrangebyscore_limit<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(
        key: K, min: M, max: MM, offset: isize, count: isize
    );
    fn zrangebyscore_limit_withscores<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(
        key: K, min: M, max: MM, offset: isize, count: isize
    );
    fn zrank<K: ToSingleRedisArg, M: ToSingleRedisArg>(key: K, member: M);
    fn zrem<K: ToSingleRedisArg, M: ToRedisArgs>(key: K, members: M);
    fn zrembylex<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(key: K, min: M, max: MM);
    fn zremrangebyrank<K: ToSingleRedisArg>(key: K, start: isize, stop: isize);
    fn zrembyscore<K: ToSingleRedisArg, M: ToSingleRedisArg, MM: ToSingleRedisArg>(key: K, min: M, max: MM);
    fn zrevrange<K: ToSingleRedisArg>(key: K, start: isize, stop: isize);
    fn zrevrange_withscores<K: ToSingleRedisArg>(key: K, start: isize, stop: isize);
    fn zrevrangebyscore<K: ToSingleRedisArg, MM: ToSingleRedisArg, M: ToSingleRedisArg>(
        key: K, max: MM, min: M
    );
    fn zrevrangebyscore_withscores<K: ToSingleRedisArg, MM: ToSingleRedisArg, M: ToSingleRedisArg>(
        key: K, max: MM, min: M
    );
    fn zrevrangebyscore_limit<K: ToSingleRedisArg, MM: ToSingleRedisArg, M: ToSingleRedisArg>(
        key: K, max: MM, min: M, offset: isize, count: isize
    );
    fn zrevrangebyscore_limit_withscores<K: ToSingleRedisArg, MM: ToSingleRedisArg, M: ToSingleRedisArg>(
        key: K, max: MM, min: M, offset: isize, count: isize
    );
    fn zrevrank<K: ToSingleRedisArg, M: ToSingleRedisArg>(key: K, member: M);
    fn zscore<K: ToSingleRedisArg, M: ToSingleRedisArg>(key: K, member: M);
    fn zscore_multiple<K: ToSingleRedisArg, M: ToRedisArgs>(key: K, members: &[M]);
    fn zunionstore<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
    fn zunionstore_min<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
    fn zunionstore_max<D: ToSingleRedisArg, K: ToRedisArgs>(dstkey: D, keys: K);
    fn zunionstore_weights<D: ToSingleRedisArg, K: ToRedisArgs, W: ToRedisArgs>(dstkey: D, keys: &[(K, W)]);
    fn zunionstore_min_weights<D: ToSingleRedisArg, K: ToRedisArgs, W: ToRedisArgs>(
        dstkey: D, keys: &[(K, W)]
    );
    fn zunionstore_max_weights<D: ToSingleRedisArg, K: ToRedisArgs, W: ToRedisArgs>(
        dstkey: D, keys: &[(K, W)]
    );
}
