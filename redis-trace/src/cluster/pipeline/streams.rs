//! Commands on streams.

use redis::streams::{
    StreamAddOptions, StreamAutoClaimOptions, StreamClaimOptions, StreamConfigOptions, StreamDeletionPolicy,
    StreamMaxlen, StreamNackOptions, StreamReadOptions, StreamTrimOptions,
};
use redis::{ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn xack<K: ToRedisArgs, G: ToRedisArgs, I: ToRedisArgs>(key: K, group: G, ids: &[I]);
    fn xnack<K: ToSingleRedisArg, G: ToSingleRedisArg, ID: ToSingleRedisArg>(
        key: K, group: G, ids: &[ID], options: &StreamNackOptions
    );
    fn xadd<K: ToRedisArgs, ID: ToRedisArgs, F: ToRedisArgs, V: ToRedisArgs>(
        key: K, id: ID, items: &[(F, V)]
    );
    fn xadd_map<K: ToRedisArgs, ID: ToRedisArgs, BTM: ToRedisArgs>(key: K, id: ID, map: BTM);
    fn xadd_options<K: ToRedisArgs, ID: ToRedisArgs, I: ToRedisArgs>(
        key: K, id: ID, items: I, options: &StreamAddOptions
    );
    fn xadd_maxlen<K: ToSingleRedisArg, ID: ToRedisArgs, F: ToRedisArgs, V: ToRedisArgs>(
        key: K, maxlen: StreamMaxlen, id: ID, items: &[(F, V)]
    );
    fn xadd_maxlen_map<K: ToSingleRedisArg, ID: ToRedisArgs, BTM: ToRedisArgs>(
        key: K, maxlen: StreamMaxlen, id: ID, map: BTM
    );
    fn xautoclaim_options<
        K: ToSingleRedisArg, G: ToRedisArgs, C: ToRedisArgs, MIT: ToRedisArgs, S: ToRedisArgs
    >(
        key: K,
        group: G,
        consumer: C,
        min_idle_time: MIT,
        start: S,
        options: StreamAutoClaimOptions
    );
    fn xclaim<K: ToSingleRedisArg, G: ToRedisArgs, C: ToRedisArgs, MIT: ToRedisArgs, ID: ToRedisArgs>(
        key: K, group: G, consumer: C, min_idle_time: MIT, ids: &[ID]
    );
    fn xclaim_options<K: ToSingleRedisArg, G: ToRedisArgs, C: ToRedisArgs, MIT: ToRedisArgs, ID: ToRedisArgs>(
        key: K, group: G, consumer: C, min_idle_time: MIT, ids: &[ID], options: StreamClaimOptions
    );
    fn xdel<K: ToSingleRedisArg, ID: ToRedisArgs>(key: K, ids: &[ID]);
    fn xdel_ex<K: ToRedisArgs, ID: ToRedisArgs>(key: K, ids: &[ID], options: StreamDeletionPolicy);
    fn xack_del<K: ToRedisArgs, G: ToRedisArgs, ID: ToRedisArgs>(
        key: K, group: G, ids: &[ID], options: StreamDeletionPolicy
    );
    fn xgroup_create<K: ToRedisArgs, G: ToRedisArgs, ID: ToRedisArgs>(key: K, group: G, id: ID);
    fn xgroup_createconsumer<K: ToRedisArgs, G: ToRedisArgs, C: ToRedisArgs>(key: K, group: G, consumer: C);
    fn xgroup_create_mkstream<K: ToRedisArgs, G: ToRedisArgs, ID: ToRedisArgs>(key: K, group: G, id: ID);
    fn xgroup_setid<K: ToRedisArgs, G: ToRedisArgs, ID: ToRedisArgs>(key: K, group: G, id: ID);
    fn xgroup_destroy<K: ToRedisArgs, G: ToRedisArgs>(key: K, group: G);
    fn xgroup_delconsumer<K: ToRedisArgs, G: ToRedisArgs, C: ToRedisArgs>(key: K, group: G, consumer: C);
    fn xinfo_consumers<K: ToRedisArgs, G: ToRedisArgs>(key: K, group: G);
    fn xinfo_groups<K: ToRedisArgs>(key: K);
    fn xinfo_stream<K: ToRedisArgs>(key: K);
    fn xinfo_stream_with_idempotency<K: ToRedisArgs>(key: K);
    fn xlen<K: ToRedisArgs>(key: K);
    fn xpending<K: ToRedisArgs, G: ToRedisArgs>(key: K, group: G);
    fn xpending_count<K: ToRedisArgs, G: ToRedisArgs, S: ToRedisArgs, E: ToRedisArgs, C: ToRedisArgs>(
        key: K, group: G, start: S, end: E, count: C
    );
    fn xpending_consumer_count<
        K: ToRedisArgs, G: ToRedisArgs, S: ToRedisArgs, E: ToRedisArgs, C: ToRedisArgs, CN: ToRedisArgs
    >(
        key: K,
        group: G,
        start: S,
        end: E,
        count: C,
        consumer: CN
    );
    fn xrange<K: ToRedisArgs, S: ToRedisArgs, E: ToRedisArgs>(key: K, start: S, end: E);
    fn xrange_all<K: ToRedisArgs>(key: K);
    fn xrange_count<K: ToRedisArgs, S: ToRedisArgs, E: ToRedisArgs, C: ToRedisArgs>(
        key: K, start: S, end: E, count: C
    );
    fn xread<K: ToRedisArgs, ID: ToRedisArgs>(keys: &[K], ids: &[ID]);
    fn xread_options<K: ToRedisArgs, ID: ToRedisArgs>(keys: &[K], ids: &[ID], options: &StreamReadOptions);
    fn xrevrange<K: ToRedisArgs, E: ToRedisArgs, S: ToRedisArgs>(key: K, end: E, start: S);
    fn xrevrange_all<K: ToRedisArgs>(key: K);
    fn xrevrange_count<K: ToRedisArgs, E: ToRedisArgs, S: ToRedisArgs, C: ToRedisArgs>(
        key: K, end: E, start: S, count: C
    );
    fn xtrim<K: ToRedisArgs>(key: K, maxlen: StreamMaxlen);
    fn xtrim_options<K: ToRedisArgs>(key: K, options: &StreamTrimOptions);
    fn xcfgset<K: ToRedisArgs>(key: K, options: &StreamConfigOptions);
}
