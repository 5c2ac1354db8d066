use db_redact::redis::sanitize;

use super::check;
use crate::WHOLE;

#[test]
fn an_unknown_command_shows_its_name_alone() {
    check(&[
        ("FOO a b", "FOO"),
        ("foo.bar-baz_7 a", "foo.bar-baz_7"),
        ("SETT user:7 alice", "SETT"),
        ("7FOO a", "?"),
        ("_FOO a", "?"),
        ("FOO:BAR a", "?"),
        ("", ""),
    ]);
    let sanitize = |words: &[&[u8]]| sanitize(words.iter().copied(), &WHOLE);
    assert_eq!(sanitize(&[b"", b"a"]), "?");
    // No server takes it as one word, and it is known all the same.
    assert_eq!(sanitize(&[b"CONFIG SET", b"a", b"b"]), "CONFIG SET ? ?");
    assert_eq!(sanitize(&[b"CONFIG  SET", b"a", b"b"]), "?");
    assert_eq!(sanitize(&[b"GET\0", b"a"]), "?");
    assert_eq!(sanitize(&[b"G\xc3\xa9T", b"a"]), "?");
    assert_eq!(sanitize(&[&[b'A'; 64], b"a"]), "A".repeat(64));
    assert_eq!(sanitize(&[&[b'A'; 65], b"a"]), "?");
}

#[test]
fn an_unknown_subcommand_is_hidden() {
    check(&[
        ("CONFIG FOO bar", "CONFIG ? ?"),
        ("OBJECT key", "OBJECT ?"),
        ("JSON.DEBUG FIELDS doc", "JSON.DEBUG ? ?"),
        ("client secret", "client ?"),
        ("ACL SETUSERS alice >secret", "ACL ? ? ?"),
        // What comes after the container is a word of its own.
        ("CONFIG CONFIG SET", "CONFIG ? ?"),
    ]);
}
