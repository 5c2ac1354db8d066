//! Commands on keys of any type.

use redis::{CopyOptions, ToRedisArgs, ToSingleRedisArg, ValueComparison};

super::commands! {
    fn keys<K: ToSingleRedisArg>(key: K);
    fn del<K: ToRedisArgs>(key: K);
    fn del_ex<K: ToSingleRedisArg>(key: K, value_comparison: ValueComparison);
    fn exists<K: ToRedisArgs>(key: K);
    fn key_type<K: ToSingleRedisArg>(key: K);
    fn expire<K: ToSingleRedisArg>(key: K, seconds: i64);
    fn expire_at<K: ToSingleRedisArg>(key: K, ts: i64);
    fn pexpire<K: ToSingleRedisArg>(key: K, ms: i64);
    fn pexpire_at<K: ToSingleRedisArg>(key: K, ts: i64);
    fn expire_time<K: ToSingleRedisArg>(key: K);
    fn pexpire_time<K: ToSingleRedisArg>(key: K);
    fn persist<K: ToSingleRedisArg>(key: K);
    fn ttl<K: ToSingleRedisArg>(key: K);
    fn pttl<K: ToSingleRedisArg>(key: K);
    fn copy<KSrc: ToSingleRedisArg, KDst: ToSingleRedisArg, Db: ToString>(
        source: KSrc, destination: KDst, options: CopyOptions<Db>
    );
    fn rename<K: ToSingleRedisArg, N: ToSingleRedisArg>(key: K, new_key: N);
    fn rename_nx<K: ToSingleRedisArg, N: ToSingleRedisArg>(key: K, new_key: N);
    fn unlink<K: ToRedisArgs>(key: K);
    fn object_encoding<K: ToSingleRedisArg>(key: K);
    fn object_idletime<K: ToSingleRedisArg>(key: K);
    fn object_freq<K: ToSingleRedisArg>(key: K);
    fn object_refcount<K: ToSingleRedisArg>(key: K);
}
