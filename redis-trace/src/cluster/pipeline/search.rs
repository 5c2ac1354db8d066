//! Commands of the search module.

use redis::ToSingleRedisArg;
use redis::search::{CreateOptions, SearchSchema};

super::commands! {
    fn ft_create<K: ToSingleRedisArg>(index_name: K, options: &CreateOptions, schema: &SearchSchema);
}
