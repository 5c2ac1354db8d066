use super::check;

#[test]
fn scripts_show_their_keys_and_how_many() {
    check(&[
        ("EVAL return(1) 1 key value", "EVAL ? 1 key ?"),
        ("EVAL return(1) 0", "EVAL ? 0"),
        ("EVAL return(1) 0 value", "EVAL ? 0 ?"),
        ("EVAL_RO return(1) 2 a b value", "EVAL_RO ? 2 a b ?"),
        ("EVALSHA 0123456789012345678901234567890123456789 1 a v", "EVALSHA ? 1 a ?"),
        ("FCALL function 2 a b v w", "FCALL ? 2 a b ? ?"),
        ("FCALL_RO function 0", "FCALL_RO ? 0"),
        // More keys than arguments, and what is no number.
        ("EVAL return(1) 2 key", "EVAL ? ? ?"),
        ("EVAL return(1) -1 key", "EVAL ? ? ?"),
        ("EVAL return(1) key value", "EVAL ? ? ?"),
        ("EVAL return(1) 99999999999999999999 key", "EVAL ? ? ?"),
        ("EVAL return(1) '' key", r"EVAL ? ? ?"),
        ("SCRIPT LOAD return(1)", "SCRIPT LOAD ?"),
        ("SCRIPT EXISTS a b", "SCRIPT EXISTS ? ?"),
        ("SCRIPT FLUSH ASYNC", "SCRIPT FLUSH ASYNC"),
        ("FUNCTION LOAD REPLACE code", "FUNCTION LOAD REPLACE ?"),
        ("FUNCTION LOAD REPLACE", "FUNCTION LOAD ?"),
        ("FUNCTION LIST LIBRARYNAME x WITHCODE", "FUNCTION LIST LIBRARYNAME ? WITHCODE"),
        ("FUNCTION RESTORE payload FLUSH", "FUNCTION RESTORE ? FLUSH"),
        ("MULTI", "MULTI"),
        ("EXEC", "EXEC"),
        ("DISCARD", "DISCARD"),
    ]);
}

#[test]
fn channels_and_messages_are_hidden() {
    check(&[
        ("PUBLISH channel message", "PUBLISH ? ?"),
        ("SPUBLISH channel message", "SPUBLISH ? ?"),
        ("SUBSCRIBE a b", "SUBSCRIBE ? ?"),
        ("SSUBSCRIBE a b", "SSUBSCRIBE ? ?"),
        ("PSUBSCRIBE a*", "PSUBSCRIBE ?"),
        ("UNSUBSCRIBE", "UNSUBSCRIBE"),
        ("PUBSUB CHANNELS a*", "PUBSUB CHANNELS ?"),
        ("PUBSUB NUMSUB a b", "PUBSUB NUMSUB ? ?"),
    ]);
}
