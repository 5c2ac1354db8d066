use super::check;

#[test]
fn sorted_sets_show_their_keys_and_options() {
    check(&[
        ("ZADD z 1 a 2 b", "ZADD z ? ? ? ?"),
        ("ZADD z NX 1 a", "ZADD z NX ? ?"),
        ("ZADD z XX GT CH INCR 1 a", "ZADD z XX GT CH INCR ? ?"),
        ("ZADD z CH NX 1 NX", "ZADD z CH NX ? ?"),
        ("ZINCRBY z 1 a", "ZINCRBY z ? ?"),
        ("ZSCORE z a", "ZSCORE z ?"),
        ("ZMSCORE z a b", "ZMSCORE z ? ?"),
        ("ZRANK z a WITHSCORE", "ZRANK z ? WITHSCORE"),
        ("ZRANGE z 0 -1 WITHSCORES", "ZRANGE z ? ? WITHSCORES"),
        ("ZRANGE z 0 5 BYSCORE REV LIMIT 0 5", "ZRANGE z ? ? BYSCORE REV LIMIT ? ?"),
        ("ZRANGESTORE dest z 0 5 BYLEX", "ZRANGESTORE dest z ? ? BYLEX"),
        ("ZRANGEBYSCORE z -inf (5 WITHSCORES LIMIT 0 5", "ZRANGEBYSCORE z ? ? WITHSCORES LIMIT ? ?"),
        ("ZRANGEBYLEX z [a [b LIMIT 0 5", "ZRANGEBYLEX z ? ? LIMIT ? ?"),
        ("ZCOUNT z 0 5", "ZCOUNT z ? ?"),
        ("ZREM z a b", "ZREM z ? ?"),
        ("ZPOPMIN z 5", "ZPOPMIN z ?"),
        (
            "ZUNION 2 a b WEIGHTS 1 2 AGGREGATE MAX WITHSCORES",
            "ZUNION 2 a b WEIGHTS ? ? AGGREGATE MAX WITHSCORES",
        ),
        ("ZINTERSTORE dest 2 a b WEIGHTS 1 2", "ZINTERSTORE dest 2 a b WEIGHTS ? ?"),
        ("ZDIFFSTORE dest 2 a b", "ZDIFFSTORE dest 2 a b"),
        ("ZINTERCARD 2 a b LIMIT 5", "ZINTERCARD 2 a b LIMIT ?"),
        ("ZMPOP 1 z MIN COUNT 5", "ZMPOP 1 z MIN COUNT ?"),
        ("BZMPOP 0 1 z MAX", "BZMPOP ? 1 z MAX"),
        ("BZPOPMIN a b 0", "BZPOPMIN a b ?"),
        ("ZRANDMEMBER z 5 WITHSCORES", "ZRANDMEMBER z ? WITHSCORES"),
    ]);
}

#[test]
fn places_show_their_keys_units_and_options() {
    check(&[
        ("GEOADD g 13.3 38.1 Palermo 15.0 37.5 Catania", "GEOADD g ? ? ? ? ? ?"),
        ("GEOADD g NX CH 13.3 38.1 Palermo", "GEOADD g NX CH ? ? ?"),
        ("GEODIST g Palermo Catania KM", "GEODIST g ? ? KM"),
        ("GEOPOS g Palermo", "GEOPOS g ?"),
        ("GEOSEARCH g FROMMEMBER Palermo BYRADIUS 5 km ASC", "GEOSEARCH g FROMMEMBER ? BYRADIUS ? km ASC"),
        (
            "GEOSEARCH g FROMLONLAT 15 37 BYBOX 400 400 km COUNT 5 ANY WITHCOORD WITHDIST",
            "GEOSEARCH g FROMLONLAT ? ? BYBOX ? ? km COUNT ? ANY WITHCOORD WITHDIST",
        ),
        (
            "GEOSEARCHSTORE dest g FROMLONLAT 15 37 BYRADIUS 5 m STOREDIST",
            "GEOSEARCHSTORE dest g FROMLONLAT ? ? BYRADIUS ? m STOREDIST",
        ),
        (
            "GEORADIUS g 15 37 200 km WITHDIST COUNT 5 STORE dest",
            "GEORADIUS g ? ? ? km WITHDIST COUNT ? STORE dest",
        ),
        ("GEORADIUSBYMEMBER g Palermo 5 km STOREDIST dest", "GEORADIUSBYMEMBER g ? ? km STOREDIST dest"),
        ("GEORADIUS g 15 37 5 m STOREDIST a STORE b", "GEORADIUS g ? ? ? m STOREDIST a STORE b"),
        ("GEORADIUS_RO g 15 37 200 km ASC", "GEORADIUS_RO g ? ? ? km ASC"),
    ]);
}
