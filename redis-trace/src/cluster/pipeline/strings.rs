//! Commands on strings and bitmaps.

use redis::{Expiry, IncrexOptions, MSetOptions, SetOptions, ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn get<K: ToSingleRedisArg>(key: K);
    fn mget<K: ToRedisArgs>(key: K);
    fn set<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V);
    fn set_options<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V, options: SetOptions);
    fn mset<K: ToRedisArgs, V: ToRedisArgs>(items: &[(K, V)]);
    fn set_ex<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V, seconds: u64);
    fn pset_ex<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V, milliseconds: u64);
    fn set_nx<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V);
    fn mset_nx<K: ToRedisArgs, V: ToRedisArgs>(items: &[(K, V)]);
    fn mset_ex<K: ToRedisArgs, V: ToRedisArgs>(items: &[(K, V)], options: MSetOptions);
    fn getset<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V);
    fn getrange<K: ToSingleRedisArg>(key: K, from: isize, to: isize);
    fn setrange<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, offset: isize, value: V);
    fn digest<K: ToSingleRedisArg>(key: K);
    fn get_ex<K: ToSingleRedisArg>(key: K, expire_at: Expiry);
    fn get_del<K: ToSingleRedisArg>(key: K);
    fn append<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V);
    fn incr<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, delta: V);
    fn decr<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, delta: V);
    fn increx<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, increment: V, options: IncrexOptions<V>);
    fn setbit<K: ToSingleRedisArg>(key: K, offset: usize, value: bool);
    fn getbit<K: ToSingleRedisArg>(key: K, offset: usize);
    fn bitcount<K: ToSingleRedisArg>(key: K);
    fn bitcount_range<K: ToSingleRedisArg>(key: K, start: usize, end: usize);
    fn bit_and<D: ToSingleRedisArg, S: ToRedisArgs>(dstkey: D, srckeys: S);
    fn bit_or<D: ToSingleRedisArg, S: ToRedisArgs>(dstkey: D, srckeys: S);
    fn bit_xor<D: ToSingleRedisArg, S: ToRedisArgs>(dstkey: D, srckeys: S);
    fn bit_not<D: ToSingleRedisArg, S: ToSingleRedisArg>(dstkey: D, srckey: S);
    fn bit_diff<D: ToSingleRedisArg, S: ToRedisArgs>(dstkey: D, srckeys: S);
    fn bit_diff1<D: ToSingleRedisArg, S: ToRedisArgs>(dstkey: D, srckeys: S);
    fn bit_and_or<D: ToSingleRedisArg, S: ToRedisArgs>(dstkey: D, srckeys: S);
    fn bit_one<D: ToSingleRedisArg, S: ToRedisArgs>(dstkey: D, srckeys: S);
    fn strlen<K: ToSingleRedisArg>(key: K);
}
