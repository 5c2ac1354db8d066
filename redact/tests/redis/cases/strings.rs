use super::check;

#[test]
fn strings_show_their_keys_and_options() {
    check(&[
        ("GET user:7", "GET user:7"),
        ("get user:7", "get user:7"),
        ("SET user:7 alice", "SET user:7 ?"),
        ("SET user:7 alice EX 10", "SET user:7 ? EX ?"),
        ("SET user:7 alice ex 10 nx", "SET user:7 ? ex ? nx"),
        ("SET user:7 alice NX GET PX 10", "SET user:7 ? NX GET PX ?"),
        ("SET user:7 alice IFEQ bob KEEPTTL", "SET user:7 ? IFEQ ? KEEPTTL"),
        ("SET user:7 alice EXAT 1700000000 XX", "SET user:7 ? EXAT ? XX"),
        ("SETEX k 10 v", "SETEX k ? ?"),
        ("PSETEX k 10 v", "PSETEX k ? ?"),
        ("SETNX k v", "SETNX k ?"),
        ("SETRANGE k 5 v", "SETRANGE k ? ?"),
        ("GETRANGE k 0 -1", "GETRANGE k ? ?"),
        ("GETEX k PERSIST", "GETEX k PERSIST"),
        ("GETEX k PX 100", "GETEX k PX ?"),
        ("GETDEL k", "GETDEL k"),
        ("GETSET k v", "GETSET k ?"),
        ("APPEND k v", "APPEND k ?"),
        ("INCR k", "INCR k"),
        ("INCRBY k 5", "INCRBY k ?"),
        ("INCREX k BYINT 5 UBOUND 9 EX 10", "INCREX k BYINT ? UBOUND ? EX ?"),
        ("MGET a b c", "MGET a b c"),
        ("MSET a 1 b 2", "MSET a ? b ?"),
        ("MSETNX a 1 b 2", "MSETNX a ? b ?"),
        ("MSETEX 2 a 1 b 2 NX EX 10", "MSETEX 2 a ? b ? NX EX ?"),
        ("DELEX k IFEQ v", "DELEX k IFEQ ?"),
        ("LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN", "LCS a b IDX MINMATCHLEN ? WITHMATCHLEN"),
        ("STRLEN k", "STRLEN k"),
        ("DIGEST k", "DIGEST k"),
    ]);
}

#[test]
fn bits_and_counters_show_their_keys_and_operations() {
    check(&[
        ("SETBIT k 7 1", "SETBIT k ? ?"),
        ("GETBIT k 7", "GETBIT k ?"),
        ("BITCOUNT k", "BITCOUNT k"),
        ("BITCOUNT k 0 5 BYTE", "BITCOUNT k ? ? BYTE"),
        ("BITPOS k 1 2 3 BIT", "BITPOS k ? ? ? BIT"),
        ("BITOP AND dest a b", "BITOP AND dest a b"),
        ("BITOP diff1 dest a b", "BITOP diff1 dest a b"),
        ("BITFIELD k INCRBY i5 100 1 OVERFLOW SAT GET u4 0", "BITFIELD k INCRBY ? ? ? OVERFLOW SAT GET ? ?"),
        ("BITFIELD k SET u8 0 200 SET u8 8 201", "BITFIELD k SET ? ? ? SET ? ? ?"),
        ("BITFIELD_RO k GET u4 0 GET u4 4", "BITFIELD_RO k GET ? ? GET ? ?"),
        ("PFADD k a b", "PFADD k ? ?"),
        ("PFCOUNT a b", "PFCOUNT a b"),
        ("PFMERGE dest a b", "PFMERGE dest a b"),
        ("PFDEBUG GETREG k", "PFDEBUG ? k"),
        ("ARMSET k 0 a 1 b", "ARMSET k ? ? ? ?"),
        ("ARGREP k - + MATCH x GLOB y LIMIT 5 NOCASE", "ARGREP k ? ? MATCH ? GLOB ? LIMIT ? NOCASE"),
        ("AROP k 0 5 MATCH x", "AROP k ? ? MATCH ?"),
        ("AROP k 0 5 SUM", "AROP k ? ? SUM"),
    ]);
}
