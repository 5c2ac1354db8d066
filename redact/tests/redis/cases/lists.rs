use super::check;

#[test]
fn lists_show_their_keys_and_ends() {
    check(&[
        ("LPUSH l a b", "LPUSH l ? ?"),
        ("RPUSHX l a", "RPUSHX l ?"),
        ("LPOP l", "LPOP l"),
        ("LPOP l 5", "LPOP l ?"),
        ("LRANGE l 0 -1", "LRANGE l ? ?"),
        ("LINDEX l 0", "LINDEX l ?"),
        ("LSET l 0 a", "LSET l ? ?"),
        ("LREM l 0 a", "LREM l ? ?"),
        ("LTRIM l 0 5", "LTRIM l ? ?"),
        ("LINSERT l BEFORE a b", "LINSERT l BEFORE ? ?"),
        ("LPOS l a RANK 1 COUNT 2 MAXLEN 3", "LPOS l ? RANK ? COUNT ? MAXLEN ?"),
        ("LMOVE a b LEFT RIGHT", "LMOVE a b LEFT RIGHT"),
        ("LMOVEM a b LEFT LEFT COUNT 5 OBO", "LMOVEM a b LEFT LEFT COUNT ? OBO"),
        ("RPOPLPUSH a b", "RPOPLPUSH a b"),
        ("LMPOP 2 a b LEFT COUNT 5", "LMPOP 2 a b LEFT COUNT ?"),
        ("BLPOP a b 0", "BLPOP a b ?"),
        ("BRPOP a 0", "BRPOP a ?"),
        ("BLMOVE a b LEFT RIGHT 0", "BLMOVE a b LEFT RIGHT ?"),
        ("BRPOPLPUSH a b 0", "BRPOPLPUSH a b ?"),
        ("BLMPOP 0 2 a b LEFT COUNT 5", "BLMPOP ? 2 a b LEFT COUNT ?"),
    ]);
}

#[test]
fn sets_show_their_keys() {
    check(&[
        ("SADD s a b", "SADD s ? ?"),
        ("SREM s a", "SREM s ?"),
        ("SISMEMBER s a", "SISMEMBER s ?"),
        ("SMISMEMBER s a b", "SMISMEMBER s ? ?"),
        ("SMEMBERS s", "SMEMBERS s"),
        ("SMOVE a b member", "SMOVE a b ?"),
        ("SPOP s 5", "SPOP s ?"),
        ("SINTER a b", "SINTER a b"),
        ("SINTERCARD 2 a b LIMIT 5", "SINTERCARD 2 a b LIMIT ?"),
        ("SUNIONSTORE dest a b", "SUNIONSTORE dest a b"),
        ("SUNIONCARD 2 a b APPROX LIMIT 5", "SUNIONCARD 2 a b APPROX LIMIT ?"),
        ("SSCAN s 0 MATCH a* COUNT 10", "SSCAN s ? MATCH ? COUNT ?"),
    ]);
}
