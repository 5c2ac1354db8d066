//! What is hidden where values are shown.

use db_redact::redis::{Keys, Options, raw_into};

use crate::{WHOLE, words};

fn raw(command: &str) -> String {
    let mut text = String::new();
    raw_into(words(command), &WHOLE, &mut text);
    text
}

#[test]
fn a_raw_text_shows_values() {
    for command in [
        "SET user:7 alice EX 10",
        "hset h name alice",
        "EVAL return(1) 1 key value",
        "EVAL return(1) 5 key value",
        "XREAD STREAMS a b c",
        "ZADD z NX 1 a",
        "XREAD STREAMS a b 0",
        "GET a b c",
        "CONFIG GET requirepass",
        "CLIENT SETNAME n",
        "HELLO 3 SETNAME n",
        "UNKNOWN a b",
        "MIGRATE h 6379 key 0 5000 COPY",
        "ACL GETUSER alice",
    ] {
        assert_eq!(raw(command), command);
    }
    let mut text = String::new();
    raw_into([&b"SET"[..], b"k", b"a b\n\xff"].into_iter(), &WHOLE, &mut text);
    assert_eq!(text, r#"SET k "a b\n\xff""#);
}

#[test]
fn a_raw_text_hides_credentials() {
    for (command, expected) in [
        ("AUTH secret", "AUTH ?"),
        ("auth alice secret", "auth ? ?"),
        ("AUTH alice secret more", "AUTH ? ? ?"),
        ("HELLO 3 AUTH alice secret SETNAME n", "HELLO 3 AUTH ? ? SETNAME n"),
        ("HELLO 3 auth alice secret", "HELLO 3 auth ? ?"),
        ("HELLO AUTH alice secret", "HELLO AUTH ? ?"),
        ("HELLO 3 FOO AUTH alice secret", "HELLO 3 ? ? ? ?"),
        ("ACL SETUSER alice on >secret ~*", "ACL SETUSER alice ? ? ?"),
        ("ACL DRYRUN alice AUTH secret", "ACL DRYRUN alice AUTH ?"),
        ("ACL SETUSERS alice >secret", "ACL ? ? ?"),
        ("MIGRATE h 6379 key 0 5000 AUTH secret", "MIGRATE h 6379 key 0 5000 AUTH ?"),
        ("MIGRATE h 6379 key 0 5000 COPY AUTH2 alice secret", "MIGRATE h 6379 key 0 5000 COPY AUTH2 ? ?"),
        ("MIGRATE h 6379 key 0 5000 FOO AUTH secret", "MIGRATE h 6379 key 0 5000 ? ? ?"),
        ("CONFIG SET requirepass secret maxmemory 1gb", "CONFIG SET requirepass ? maxmemory ?"),
        ("config set masterauth", "config set ?"),
        ("CONFIG requirepass secret", "CONFIG ? ?"),
        ("SENTINEL SET mymaster auth-pass secret", "SENTINEL SET mymaster auth-pass ?"),
        ("SENTINEL CONFIG SET sentinel-pass secret", "SENTINEL CONFIG SET ? ?"),
        ("MODULE LOADEX /a.so CONFIG a secret ARGS b", "MODULE LOADEX /a.so CONFIG a ? ARGS ?"),
        ("COMMAND GETKEYS AUTH secret", "COMMAND GETKEYS AUTH ?"),
        ("FT.CONFIG SET OSS_GLOBAL_PASSWORD secret", "FT.CONFIG SET OSS_GLOBAL_PASSWORD ?"),
        ("SEARCH.CLUSTERSET MYID 1 ADDR secret@a:5", "SEARCH.CLUSTERSET ? ? ? ?"),
        ("AUTH:2 secret", "?"),
    ] {
        assert_eq!(raw(command), expected);
    }
}

#[test]
fn a_raw_text_keeps_to_the_limit_and_the_mask() {
    let mut text = String::new();
    let options = Options { limit: 20, keys: Keys::Masked };
    raw_into(words("SET user:7 value-number-7"), &options, &mut text);
    assert_eq!(text, "SET user:? value-…");
}
