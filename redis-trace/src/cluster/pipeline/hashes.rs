//! Commands on hashes.

use redis::{ExpireOption, Expiry, HashFieldExpirationOptions, ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn hget<K: ToSingleRedisArg, F: ToSingleRedisArg>(key: K, field: F);
    fn hmget<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, fields: F);
    fn hget_ex<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, fields: F, expire_at: Expiry);
    fn hdel<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, field: F);
    fn hget_del<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, fields: F);
    fn hset<K: ToSingleRedisArg, F: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, field: F, value: V);
    fn hset_ex<K: ToSingleRedisArg, F: ToRedisArgs, V: ToRedisArgs>(
        key: K, hash_field_expiration_options: &HashFieldExpirationOptions, fields_values: &[(F, V)]
    );
    fn hset_nx<K: ToSingleRedisArg, F: ToSingleRedisArg, V: ToSingleRedisArg>(key: K, field: F, value: V);
    fn hset_multiple<K: ToSingleRedisArg, F: ToRedisArgs, V: ToRedisArgs>(key: K, items: &[(F, V)]);
    fn hincr<K: ToSingleRedisArg, F: ToSingleRedisArg, D: ToSingleRedisArg>(key: K, field: F, delta: D);
    fn hexists<K: ToSingleRedisArg, F: ToSingleRedisArg>(key: K, field: F);
    fn httl<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, fields: F);
    fn hpttl<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, fields: F);
    fn hexpire<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, seconds: i64, opt: ExpireOption, fields: F);
    fn hexpire_at<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, ts: i64, opt: ExpireOption, fields: F);
    fn hexpire_time<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, fields: F);
    fn hpersist<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, fields: F);
    fn hpexpire<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, milliseconds: i64, opt: ExpireOption, fields: F);
    fn hpexpire_at<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, ts: i64, opt: ExpireOption, fields: F);
    fn hpexpire_time<K: ToSingleRedisArg, F: ToRedisArgs>(key: K, fields: F);
    fn hkeys<K: ToSingleRedisArg>(key: K);
    fn hvals<K: ToSingleRedisArg>(key: K);
    fn hgetall<K: ToSingleRedisArg>(key: K);
    fn hlen<K: ToSingleRedisArg>(key: K);
}
