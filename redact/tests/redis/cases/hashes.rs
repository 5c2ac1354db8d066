use super::check;

#[test]
fn hashes_show_their_fields() {
    check(&[
        ("HSET h name alice age 7", "HSET h name ? age ?"),
        ("HMSET h name alice age 7", "HMSET h name ? age ?"),
        ("HSETNX h name alice", "HSETNX h name ?"),
        ("HGET h name", "HGET h name"),
        ("HMGET h name age", "HMGET h name age"),
        ("HDEL h name age", "HDEL h name age"),
        ("HEXISTS h name", "HEXISTS h name"),
        ("HSTRLEN h name", "HSTRLEN h name"),
        ("HINCRBY h age 5", "HINCRBY h age ?"),
        ("HINCRBYFLOAT h age 0.5", "HINCRBYFLOAT h age ?"),
        ("HGETALL h", "HGETALL h"),
        ("HKEYS h", "HKEYS h"),
        ("HRANDFIELD h 5 WITHVALUES", "HRANDFIELD h ? WITHVALUES"),
        ("HSCAN h 0 MATCH a* COUNT 10 NOVALUES", "HSCAN h ? MATCH ? COUNT ? NOVALUES"),
    ]);
}

#[test]
fn counted_fields_are_shown_and_their_number_is_not() {
    check(&[
        ("HEXPIRE h 10 NX FIELDS 2 name age", "HEXPIRE h ? NX FIELDS ? name age"),
        ("HPEXPIREAT h 10 FIELDS 1 name", "HPEXPIREAT h ? FIELDS ? name"),
        ("HTTL h FIELDS 1 name", "HTTL h FIELDS ? name"),
        ("HPERSIST h FIELDS 2 name age", "HPERSIST h FIELDS ? name age"),
        ("HGETDEL h FIELDS 1 name", "HGETDEL h FIELDS ? name"),
        ("HGETEX h EX 10 FIELDS 2 name age", "HGETEX h EX ? FIELDS ? name age"),
        ("HSETEX h FNX EX 10 FIELDS 2 name alice age 7", "HSETEX h FNX EX ? FIELDS ? name ? age ?"),
        ("HSETEX h FIELDS 1 name alice KEEPTTL", "HSETEX h FIELDS ? name ? KEEPTTL"),
        ("HIMPORT PREPARE set name age", "HIMPORT PREPARE ? name age"),
        ("HIMPORT SET h set alice 7", "HIMPORT SET h ? ? ?"),
        // The number is not the number of fields.
        ("HTTL h FIELDS 3 name", "HTTL h FIELDS ? ?"),
        ("HTTL h FIELDS 1 name age", "HTTL h FIELDS ? name ?"),
        ("HTTL h FIELDS name", "HTTL h FIELDS ?"),
        ("HTTL h name", "HTTL h ?"),
    ]);
}
