//! Commands on JSON documents.

use redis::json::JsonSetOptions;
use redis::{ToRedisArgs, ToSingleRedisArg};
use serde::Serialize;

super::fallible_commands! {
    fn json_arr_append<K: ToSingleRedisArg, P: ToSingleRedisArg, V: Serialize>(key: K, path: P, value: &V);
    fn json_arr_index<K: ToSingleRedisArg, P: ToSingleRedisArg, V: Serialize>(key: K, path: P, value: &V);
    fn json_arr_index_ss<K: ToSingleRedisArg, P: ToSingleRedisArg, V: Serialize>(
        key: K, path: P, value: &V, start: &isize, stop: &isize
    );
    fn json_arr_insert<K: ToSingleRedisArg, P: ToSingleRedisArg, V: Serialize>(
        key: K, path: P, index: i64, value: &V
    );
    fn json_arr_len<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P);
    fn json_arr_pop<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P, index: i64);
    fn json_arr_trim<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P, start: i64, stop: i64);
    fn json_clear<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P);
    fn json_del<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P);
    fn json_get<K: ToSingleRedisArg, P: ToRedisArgs>(key: K, path: P);
    fn json_mget<K: ToRedisArgs, P: ToSingleRedisArg>(key: K, path: P);
    fn json_num_incr_by<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P, value: i64);
    fn json_obj_keys<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P);
    fn json_obj_len<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P);
    fn json_set<K: ToSingleRedisArg, P: ToSingleRedisArg, V: Serialize>(key: K, path: P, value: &V);
    fn json_set_options<K: ToSingleRedisArg, P: ToSingleRedisArg, V: Serialize>(
        key: K, path: P, value: &V, options: &JsonSetOptions
    );
    fn json_mset<K: ToSingleRedisArg, P: ToSingleRedisArg, V: Serialize>(key_path_values: &[(K, P, V)]);
    fn json_str_append<K: ToSingleRedisArg, P: ToSingleRedisArg, V: ToSingleRedisArg>(
        key: K, path: P, value: V
    );
    fn json_str_len<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P);
    fn json_toggle<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P);
    fn json_type<K: ToSingleRedisArg, P: ToSingleRedisArg>(key: K, path: P);
}
