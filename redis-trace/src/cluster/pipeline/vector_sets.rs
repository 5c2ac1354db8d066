//! Commands on vector sets.

use redis::ToRedisArgs;
use redis::vector_sets::{
    VAddOptions, VEmbOptions, VSimOptions, VectorAddInput, VectorSimilaritySearchInput,
};
use serde::Serialize;

super::commands! {
    fn vadd<K: ToRedisArgs, E: ToRedisArgs>(key: K, input: VectorAddInput<'_>, element: E);
    fn vadd_options<K: ToRedisArgs, E: ToRedisArgs>(
        key: K, input: VectorAddInput<'_>, element: E, options: &VAddOptions
    );
    fn vcard<K: ToRedisArgs>(key: K);
    fn vdim<K: ToRedisArgs>(key: K);
    fn vemb<K: ToRedisArgs, E: ToRedisArgs>(key: K, element: E);
    fn vemb_options<K: ToRedisArgs, E: ToRedisArgs>(key: K, element: E, options: &VEmbOptions);
    fn vrem<K: ToRedisArgs, E: ToRedisArgs>(key: K, element: E);
    fn vsetattr<K: ToRedisArgs, E: ToRedisArgs, J: Serialize>(key: K, element: E, json_object: &J);
    fn vdelattr<K: ToRedisArgs, E: ToRedisArgs>(key: K, element: E);
    fn vgetattr<K: ToRedisArgs, E: ToRedisArgs>(key: K, element: E);
    fn vinfo<K: ToRedisArgs>(key: K);
    fn vlinks<K: ToRedisArgs, E: ToRedisArgs>(key: K, element: E);
    fn vlinks_with_scores<K: ToRedisArgs, E: ToRedisArgs>(key: K, element: E);
    fn vrandmember<K: ToRedisArgs>(key: K);
    fn vrandmember_multiple<K: ToRedisArgs>(key: K, count: usize);
    fn vsim<K: ToRedisArgs>(key: K, input: VectorSimilaritySearchInput<'_>);
    fn vsim_options<K: ToRedisArgs>(key: K, input: VectorSimilaritySearchInput<'_>, options: &VSimOptions);
}
