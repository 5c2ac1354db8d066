//! Commands on places.

use redis::geo::{RadiusOptions, Unit};
use redis::{ToRedisArgs, ToSingleRedisArg};

super::commands! {
    fn geo_add<K: ToSingleRedisArg, M: ToRedisArgs>(key: K, members: M);
    fn geo_dist<K: ToSingleRedisArg, M1: ToSingleRedisArg, M2: ToSingleRedisArg>(
        key: K, member1: M1, member2: M2, unit: Unit
    );
    fn geo_hash<K: ToSingleRedisArg, M: ToRedisArgs>(key: K, members: M);
    fn geo_pos<K: ToSingleRedisArg, M: ToRedisArgs>(key: K, members: M);
    fn geo_radius<K: ToSingleRedisArg>(
        key: K, longitude: f64, latitude: f64, radius: f64, unit: Unit, options: RadiusOptions
    );
    fn geo_radius_by_member<K: ToSingleRedisArg, M: ToSingleRedisArg>(
        key: K, member: M, radius: f64, unit: Unit, options: RadiusOptions
    );
}
