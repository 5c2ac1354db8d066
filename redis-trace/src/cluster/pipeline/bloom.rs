//! Commands on Bloom filters.

use redis::bloom::{
    BloomFilterDumpChunk, BloomFilterInfoType, BloomFilterInsertOptions, BloomFilterScalingOptions,
};
use redis::{ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn bf_add<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V);
    fn bf_card<K: ToSingleRedisArg>(key: K);
    fn bf_exists<K: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, value: V);
    fn bf_info<K: ToSingleRedisArg>(key: K);
    fn bf_info_type<K: ToSingleRedisArg>(key: K, info_type: BloomFilterInfoType);
    fn bf_insert<K: ToSingleRedisArg, V: ToRedisArgs>(key: K, items: V);
    fn bf_insert_options<K: ToSingleRedisArg, V: ToRedisArgs>(
        key: K, items: V, options: BloomFilterInsertOptions
    );
    fn bf_loadchunk<K: ToSingleRedisArg>(key: K, chunk: BloomFilterDumpChunk);
    fn bf_madd<K: ToSingleRedisArg, V: ToRedisArgs>(key: K, items: V);
    fn bf_mexists<K: ToSingleRedisArg, V: ToRedisArgs>(key: K, items: &[V]);
    fn bf_reserve<K: ToSingleRedisArg>(key: K, err_rate: f64, capacity: usize);
    fn bf_reserve_options<K: ToSingleRedisArg, E: ToSingleRedisArg, C: ToSingleRedisArg>(
        key: K, err_rate: E, capacity: C, options: BloomFilterScalingOptions
    );
    fn bf_scandump<K: ToSingleRedisArg>(key: K, iterator: i64);
}
