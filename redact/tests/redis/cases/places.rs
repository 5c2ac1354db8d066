use super::check;

#[test]
fn a_value_that_looks_like_a_word_is_hidden() {
    check(&[
        ("SET k EX", "SET k ?"),
        ("SET k GET GET", "SET k ? GET"),
        ("SET k EX EX EX", "SET k ? EX ?"),
        ("SET NX NX NX", "SET NX ? NX"),
        ("LPUSH l LEFT RIGHT", "LPUSH l ? ?"),
        ("ZADD z NX CH", "ZADD z ? ?"),
        ("SCAN MATCH MATCH MATCH", "SCAN ? MATCH ?"),
        ("GETEX k EX PERSIST", "GETEX k EX ?"),
        ("SETEX k EX PX", "SETEX k ? ?"),
        ("PUBLISH RESET RESET", "PUBLISH ? ?"),
        ("HSET h FIELDS FIELDS", "HSET h FIELDS ?"),
        ("HSETEX h EX FIELDS FIELDS 1 FIELDS FIELDS", "HSETEX h EX ? FIELDS ? FIELDS ?"),
        ("RESTORE k REPLACE REPLACE REPLACE", "RESTORE k ? ? REPLACE"),
    ]);
}

#[test]
fn what_has_no_place_is_hidden() {
    check(&[
        ("GET a b c", "GET a ? ?"),
        ("SET a", "SET a"),
        ("SET", "SET"),
        ("SET a b FOO EX 10", "SET a ? ? ? ?"),
        ("SET a b NX XX", "SET a ? NX ?"),
        ("SET a b EX 10 EX 20", "SET a ? EX ? ? ?"),
        ("MSET a 1 b", "MSET a ? ?"),
        ("HSET h f", "HSET h ?"),
        ("BLPOP a", "BLPOP ?"),
        ("JSON.MGET a", "JSON.MGET ?"),
        ("PING a b", "PING ? ?"),
        ("EXEC a", "EXEC ?"),
        ("LINSERT l NEAR a b", "LINSERT l ? ? ?"),
        ("GEOSEARCH g FROM a b BYRADIUS 5 m", "GEOSEARCH g ? ? ? ? ? ?"),
        // An operation of a newer server: the keys have their places.
        ("BITOP NEWOP dest a", "BITOP ? dest a"),
    ]);
}
