//! Commands on access control lists.

use redis::acl::Rule;
use redis::{ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn acl_load();
    fn acl_save();
    fn acl_list();
    fn acl_users();
    fn acl_getuser<K: ToSingleRedisArg>(username: K);
    fn acl_setuser<K: ToSingleRedisArg>(username: K);
    fn acl_setuser_rules<K: ToSingleRedisArg>(username: K, rules: &[Rule]);
    fn acl_deluser<K: ToRedisArgs>(usernames: &[K]);
    fn acl_dryrun<K: ToSingleRedisArg, C: ToSingleRedisArg, A: ToRedisArgs>(username: K, command: C, args: A);
    fn acl_cat();
    fn acl_cat_categoryname<K: ToSingleRedisArg>(categoryname: K);
    fn acl_genpass();
    fn acl_genpass_bits(bits: isize);
    fn acl_whoami();
    fn acl_log(count: isize);
    fn acl_log_reset();
    fn acl_help();
}
