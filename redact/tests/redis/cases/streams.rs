use super::check;

#[test]
fn streams_show_their_keys_and_no_fields() {
    check(&[
        ("XADD s * name alice", "XADD s * ? ?"),
        ("XADD s 1-1 name alice age 7", "XADD s ? ? ? ? ?"),
        ("XADD s NOMKSTREAM MAXLEN ~ 1000 LIMIT 5 * a b", "XADD s NOMKSTREAM MAXLEN ~ ? LIMIT ? * ? ?"),
        ("XADD s MAXLEN 1000 * a b", "XADD s MAXLEN ? * ? ?"),
        ("XADD s MINID = 5 KEEPREF * a b", "XADD s MINID = ? KEEPREF * ? ?"),
        ("XADD s IDMP pid iid * a b", "XADD s IDMP ? ? * ? ?"),
        ("XADD s * MAXLEN 5", "XADD s * ? ?"),
        ("XLEN s", "XLEN s"),
        ("XRANGE s - + COUNT 5", "XRANGE s ? ? COUNT ?"),
        ("XDEL s 1-1 1-2", "XDEL s ? ?"),
        ("XDELEX s KEEPREF IDS 2 1-1 1-2", "XDELEX s KEEPREF IDS ? ? ?"),
        ("XTRIM s MAXLEN ~ 1000 LIMIT 5 ACKED", "XTRIM s MAXLEN ~ ? LIMIT ? ACKED"),
        ("XSETID s 5-5 ENTRIESADDED 5", "XSETID s ? ENTRIESADDED ?"),
        ("XINFO STREAM s FULL COUNT 5", "XINFO STREAM s FULL COUNT ?"),
        ("XINFO CONSUMERS s group", "XINFO CONSUMERS s ?"),
    ]);
}

#[test]
fn the_first_half_after_streams_is_keys() {
    check(&[
        ("XREAD STREAMS a 0", "XREAD STREAMS a ?"),
        ("XREAD COUNT 5 BLOCK 0 STREAMS a b 0-0 $", "XREAD COUNT ? BLOCK ? STREAMS a b ? ?"),
        ("XREAD BLOCK 0 COUNT 5 streams a b c 1 2 3", "XREAD BLOCK ? COUNT ? streams a b c ? ? ?"),
        (
            "XREADGROUP GROUP g c COUNT 5 NOACK STREAMS a b > >",
            "XREADGROUP GROUP ? ? COUNT ? NOACK STREAMS a b ? ?",
        ),
        (
            "XREADGROUP GROUP g c BLOCK 0 CLAIM 5 STREAMS a >",
            "XREADGROUP GROUP ? ? BLOCK ? CLAIM ? STREAMS a ?",
        ),
        ("XREADGROUP GROUP STREAMS c STREAMS a >", "XREADGROUP GROUP ? ? STREAMS a ?"),
        ("XREAD STREAMS a b 0", "XREAD STREAMS ? ? ?"),
        ("XREAD a 0", "XREAD ? ?"),
        ("XREAD STREAMS", "XREAD STREAMS"),
    ]);
}

#[test]
fn groups_and_consumers_are_hidden() {
    check(&[
        ("XGROUP CREATE s g $ MKSTREAM ENTRIESREAD 5", "XGROUP CREATE s ? $ MKSTREAM ENTRIESREAD ?"),
        ("XGROUP CREATE s g 0", "XGROUP CREATE s ? ?"),
        ("xgroup destroy s g", "xgroup destroy s ?"),
        ("XGROUP DELCONSUMER s g c", "XGROUP DELCONSUMER s ? ?"),
        ("XACK s g 1-1 1-2", "XACK s ? ? ?"),
        ("XACKDEL s g ACKED IDS 1 1-1", "XACKDEL s ? ACKED IDS ? ?"),
        ("XPENDING s g", "XPENDING s ?"),
        ("XPENDING s g IDLE 5 - + 10 c", "XPENDING s ? IDLE ? ? ? ? ?"),
        ("XCLAIM s g c 5 1-1 1-2 IDLE 5 FORCE", "XCLAIM s ? ? ? ? ? IDLE ? FORCE"),
        ("XAUTOCLAIM s g c 5 0-0 COUNT 5 JUSTID", "XAUTOCLAIM s ? ? ? ? COUNT ? JUSTID"),
        ("XNACK s g FAIL IDS 2 1-1 1-2 RETRYCOUNT 5", "XNACK s ? FAIL IDS ? ? ? RETRYCOUNT ?"),
    ]);
}
