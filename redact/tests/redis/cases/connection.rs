use super::check;

#[test]
fn credentials_and_names_are_hidden() {
    check(&[
        ("AUTH secret", "AUTH ?"),
        ("AUTH alice secret", "AUTH ? ?"),
        ("auth alice secret more", "auth ? ? ?"),
        ("HELLO 3 AUTH alice secret SETNAME n", "HELLO ? AUTH ? ? SETNAME ?"),
        ("HELLO 3 SETNAME n AUTH alice secret", "HELLO ? SETNAME ? AUTH ? ?"),
        ("HELLO AUTH alice secret", "HELLO ? ? ?"),
        ("HELLO", "HELLO"),
        ("ACL SETUSER alice on >secret ~* +@all", "ACL SETUSER ? ? ? ? ?"),
        ("acl setuser alice >secret", "acl setuser ? ?"),
        ("ACL DELUSER alice bob", "ACL DELUSER ? ?"),
        ("ACL DRYRUN alice GET key", "ACL DRYRUN ? ? ?"),
        ("ACL LOG RESET", "ACL LOG RESET"),
        ("ACL LOG 5", "ACL LOG ?"),
        ("ACL WHOAMI", "ACL WHOAMI"),
        ("CLIENT SETNAME n", "CLIENT SETNAME ?"),
        ("CLIENT SETINFO LIB-NAME redis-rs", "CLIENT SETINFO LIB-NAME ?"),
        ("CLIENT KILL 127.0.0.1:5000", "CLIENT KILL ?"),
        ("CLIENT KILL ID 5 TYPE normal SKIPME yes", "CLIENT KILL ID ? TYPE normal SKIPME yes"),
        ("CLIENT KILL USER alice ADDR a:5", "CLIENT KILL USER ? ADDR ?"),
        ("CLIENT LIST TYPE pubsub ID 1 2 3", "CLIENT LIST TYPE pubsub ID ? ? ?"),
        (
            "CLIENT TRACKING ON REDIRECT 5 PREFIX a PREFIX b BCAST",
            "CLIENT TRACKING ON REDIRECT ? PREFIX ? PREFIX ? BCAST",
        ),
        ("CLIENT REPLY OFF", "CLIENT REPLY OFF"),
        ("CLIENT PAUSE 5 WRITE", "CLIENT PAUSE ? WRITE"),
        ("SELECT 5", "SELECT ?"),
        ("PING", "PING"),
        ("PING hello", "PING ?"),
        ("ECHO hello", "ECHO ?"),
    ]);
}

#[test]
fn settings_are_hidden() {
    check(&[
        ("CONFIG SET requirepass secret", "CONFIG SET ? ?"),
        ("CONFIG SET maxmemory 1gb appendonly yes", "CONFIG SET ? ? ? ?"),
        ("config get maxmemory", "config get ?"),
        ("CONFIG RESETSTAT", "CONFIG RESETSTAT"),
        ("CONFIG", "CONFIG"),
        ("CONFIG requirepass secret", "CONFIG ? ?"),
        ("MODULE LOADEX /a.so CONFIG a b ARGS c d", "MODULE LOADEX ? CONFIG ? ? ARGS ? ?"),
        ("DEBUG OBJECT key", "DEBUG ? ?"),
        ("SENTINEL SET mymaster auth-pass secret", "SENTINEL SET ? ? ?"),
        ("SENTINEL get-master-addr-by-name mymaster", "SENTINEL get-master-addr-by-name ?"),
        ("INFO memory", "INFO ?"),
        ("SLOWLOG GET 5", "SLOWLOG GET ?"),
        ("LATENCY RESET command", "LATENCY RESET ?"),
        ("COMMAND GETKEYS SET key value", "COMMAND GETKEYS ? ? ?"),
        ("COMMAND LIST FILTERBY ACLCAT read", "COMMAND LIST FILTERBY ACLCAT ?"),
        ("SHUTDOWN NOSAVE NOW", "SHUTDOWN NOSAVE NOW"),
        ("FLUSHALL ASYNC", "FLUSHALL ASYNC"),
        ("REPLICAOF host 6379", "REPLICAOF ? ?"),
        ("REPLICAOF NO ONE", "REPLICAOF NO ONE"),
        ("FAILOVER TO host 6379 FORCE TIMEOUT 5", "FAILOVER TO ? ? FORCE TIMEOUT ?"),
        ("WAIT 1 100", "WAIT ? ?"),
        ("CLUSTER SETSLOT 5 IMPORTING node", "CLUSTER SETSLOT ? IMPORTING ?"),
        ("CLUSTER KEYSLOT key", "CLUSTER KEYSLOT ?"),
        ("CLUSTER MIGRATION IMPORT 1 2 3 4", "CLUSTER MIGRATION IMPORT ? ? ? ?"),
        ("CLUSTER MIGRATION CANCEL ID task", "CLUSTER MIGRATION CANCEL ID ?"),
        ("HOTKEYS START METRICS 2 CPU NET COUNT 5", "HOTKEYS START METRICS ? CPU NET COUNT ?"),
        ("TRIMSLOTS RANGES 1 0 5", "TRIMSLOTS RANGES ? ? ?"),
    ]);
}
