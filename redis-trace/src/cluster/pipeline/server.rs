//! Commands to the server, and to channels.

use redis::{FlushAllOptions, FlushDbOptions, ToSingleRedisArg};

super::commands! {
    fn ping();
    fn ping_message<K: ToSingleRedisArg>(message: K);
    fn publish<K: ToSingleRedisArg, E: ToSingleRedisArg>(channel: K, message: E);
    fn spublish<K: ToSingleRedisArg, E: ToSingleRedisArg>(channel: K, message: E);
    fn client_getname();
    fn client_id();
    fn client_setname<K: ToSingleRedisArg>(connection_name: K);
    fn flushall();
    fn flushall_options(options: &FlushAllOptions);
    fn flushdb();
    fn flushdb_options(options: &FlushDbOptions);
}
