//! Commands on lists.

use std::num::NonZeroUsize;

use redis::{Direction, LposOptions, ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn blmove<S: ToSingleRedisArg, D: ToSingleRedisArg>(
        srckey: S, dstkey: D, src_dir: Direction, dst_dir: Direction, timeout: f64
    );
    fn blmpop<K: ToRedisArgs>(timeout: f64, numkeys: usize, key: K, dir: Direction, count: usize);
    fn blpop<K: ToRedisArgs>(key: K, timeout: f64);
    fn brpop<K: ToRedisArgs>(key: K, timeout: f64);
    fn brpoplpush<S: ToSingleRedisArg, D: ToSingleRedisArg>(srckey: S, dstkey: D, timeout: f64);
    fn lindex<K: ToSingleRedisArg>(key: K, index: isize);
    fn linsert_before<K: ToSingleRedisArg, P: ToSingleRedisArg, V: ToSingleRedisArg>(
        key: K, pivot: P, value: V
    );
    fn linsert_after<K: ToSingleRedisArg, P: ToSingleRedisArg, V: ToSingleRedisArg>(
        key: K, pivot: P, value: V
    );
    fn llen<K: ToSingleRedisArg>(key: K);
    fn lmove<S: ToSingleRedisArg, D: ToSingleRedisArg>(
        srckey: S, dstkey: D, src_dir: Direction, dst_dir: Direction
    );
    fn lmpop<K: ToRedisArgs>(numkeys: usize, key: K, dir: Direction, count: usize);
    fn lpop<K: ToSingleRedisArg>(key: K, count: Option<NonZeroUsize>);
    fn lpos<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V, options: LposOptions);
    fn lpush<K: ToSingleRedisArg, V: ToRedisArgs>(key: K, value: V);
    fn lpush_exists<K: ToSingleRedisArg, V: ToRedisArgs>(key: K, value: V);
    fn lrange<K: ToSingleRedisArg>(key: K, start: isize, stop: isize);
    fn lrem<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, count: isize, value: V);
    fn ltrim<K: ToSingleRedisArg>(key: K, start: isize, stop: isize);
    fn lset<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, index: isize, value: V);
    fn rpop<K: ToSingleRedisArg>(key: K, count: Option<NonZeroUsize>);
    fn rpoplpush<K: ToSingleRedisArg, D: ToSingleRedisArg>(key: K, dstkey: D);
    fn rpush<K: ToSingleRedisArg, V: ToRedisArgs>(key: K, value: V);
    fn rpush_exists<K: ToSingleRedisArg, V: ToRedisArgs>(key: K, value: V);
}
