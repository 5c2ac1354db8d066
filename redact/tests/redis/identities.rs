//! What the start of a command shows.

use std::borrow::Cow;

use db_redact::redis::{Command, identify};

use crate::words;

#[test]
fn each_command_of_the_table_is_found() {
    assert_eq!(Command::all().len(), Command::COUNT);
    assert_eq!(Command::COUNT, 667 + 21);
    for (index, command) in Command::all().iter().enumerate() {
        assert_eq!(command.index(), index);
        let small = command.name().to_lowercase();
        for name in [command.name(), &small] {
            let identity = identify(words(name));
            assert_eq!(identity.command().map(Command::index), Some(index), "{name}");
            assert_eq!(identity.name().as_deref(), Some(name));
        }
        let identity = identify(words(command.name()));
        assert_eq!(identity.static_name(), Some(command.name()));
        assert!(matches!(identity.name(), Some(Cow::Borrowed(_))));
    }
}

#[test]
fn a_command_has_the_name_that_was_sent() {
    let name = |command| identify(words(command)).name().map(Cow::into_owned);
    assert_eq!(name("get k").as_deref(), Some("get"));
    assert_eq!(name("Config Set a b").as_deref(), Some("Config Set"));
    assert_eq!(name("CONFIG FOO a").as_deref(), Some("CONFIG"));
    assert_eq!(name("OBJECT").as_deref(), Some("OBJECT"));
    assert_eq!(name("MY.COMMAND a").as_deref(), Some("MY.COMMAND"));
    assert_eq!(name("my-secret-@ a"), None);
    assert_eq!(name(""), None);
    assert_eq!(identify(words("config SET a b")).static_name(), None);
    assert_eq!(identify(words("MY.COMMAND a")).command().map(Command::name), None);
}

#[test]
fn a_command_that_may_wait_is_blocking() {
    for (command, expected) in [
        ("BLPOP a 0", true),
        ("brpop a 0", true),
        ("BLMOVE a b LEFT LEFT 0", true),
        ("BRPOPLPUSH a b 0", true),
        ("BZPOPMIN a 0", true),
        ("BZPOPMAX a 0", true),
        ("BLMPOP 0 1 a LEFT", true),
        ("BZMPOP 0 1 a MIN", true),
        ("WAIT 1 0", true),
        ("WAITAOF 1 1 0", true),
        ("XREAD BLOCK 0 STREAMS a $", true),
        ("XREAD COUNT 5 block 0 STREAMS a $", true),
        ("XREADGROUP GROUP g c COUNT 5 NOACK BLOCK 0 STREAMS a >", true),
        ("TS.READ key 0 BLOCK 5 1", true),
        ("XREAD COUNT BLOCK STREAMS a $", false),
        ("XREAD STREAMS BLOCK $", false),
        ("XREADGROUP GROUP BLOCK BLOCK STREAMS a >", false),
        ("XREAD FOO BLOCK 0 STREAMS a $", false),
        ("XREAD", false),
        ("TS.READ BLOCK 0", false),
        ("LPOP a", false),
        ("GET BLOCK", false),
        ("UNKNOWN BLOCK 0", false),
    ] {
        assert_eq!(identify(words(command)).is_blocking(), expected, "{command}");
    }
}

#[test]
fn a_stored_procedure_is_what_looks_like_one() {
    let digest = "0123456789abcdefABCD0123456789abcdefABCD";
    let script = |command: &str, name: &str| {
        identify(words(&format!("{command} {name} 0"))).stored_procedure().map(str::to_owned)
    };
    assert_eq!(script("EVALSHA", digest).as_deref(), Some(digest));
    assert_eq!(script("evalsha_ro", digest).as_deref(), Some(digest));
    assert_eq!(script("EVALSHA", &digest[1..]), None);
    assert_eq!(script("EVALSHA", &digest.replace('a', "g")), None);
    assert_eq!(script("FCALL", "my_function7").as_deref(), Some("my_function7"));
    assert_eq!(script("FCALL_RO", "my_function7").as_deref(), Some("my_function7"));
    assert_eq!(script("FCALL", "my-function"), None);
    assert_eq!(script("FCALL", "''"), None);
    assert_eq!(script("EVAL", digest), None);
    assert_eq!(script("GET", digest), None);
}
