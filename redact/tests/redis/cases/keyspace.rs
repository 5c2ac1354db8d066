use super::check;

#[test]
fn commands_on_any_key_show_it() {
    check(&[
        ("DEL a b c", "DEL a b c"),
        ("UNLINK a", "UNLINK a"),
        ("EXISTS a b", "EXISTS a b"),
        ("TOUCH a b", "TOUCH a b"),
        ("EXPIRE a 10 NX", "EXPIRE a ? NX"),
        ("PEXPIREAT a 10", "PEXPIREAT a ?"),
        ("TTL a", "TTL a"),
        ("TYPE a", "TYPE a"),
        ("RENAME a b", "RENAME a b"),
        ("COPY a b DB 3 REPLACE", "COPY a b DB ? REPLACE"),
        ("MOVE a 3", "MOVE a ?"),
        ("OBJECT ENCODING a", "OBJECT ENCODING a"),
        ("object freq a", "object freq a"),
        ("MEMORY USAGE a SAMPLES 5", "MEMORY USAGE a SAMPLES ?"),
        ("DUMP a", "DUMP a"),
        ("RESTORE a 0 payload REPLACE IDLETIME 5", "RESTORE a ? ? REPLACE IDLETIME ?"),
        ("WATCH a b", "WATCH a b"),
        ("SCAN 0 MATCH user:* COUNT 10 TYPE hash", "SCAN ? MATCH ? COUNT ? TYPE ?"),
        ("KEYS user:*", "KEYS ?"),
        ("RANDOMKEY", "RANDOMKEY"),
    ]);
}

#[test]
fn sorting_shows_keys_and_no_patterns() {
    check(&[
        ("SORT a", "SORT a"),
        (
            "SORT a BY weight_* LIMIT 0 5 GET # GET object_* DESC ALPHA STORE dest",
            "SORT a BY ? LIMIT ? ? GET ? GET ? DESC ALPHA STORE dest",
        ),
        ("SORT a GET STORE", "SORT a GET ?"),
        ("SORT_RO a BY nosort GET x ASC", "SORT_RO a BY ? GET ? ASC"),
        ("SORT_RO a STORE dest", "SORT_RO a ? ?"),
    ]);
}

#[test]
fn migrations_show_host_and_keys() {
    check(&[
        ("MIGRATE h 6379 key 0 5000", "MIGRATE h ? key ? ?"),
        ("MIGRATE h 6379 key 0 5000 AUTH secret", "MIGRATE h ? key ? ? AUTH ?"),
        ("MIGRATE h 6379 key 0 5000 COPY AUTH2 alice secret", "MIGRATE h ? key ? ? COPY AUTH2 ? ?"),
        (
            "MIGRATE h 6379 '' 0 5000 COPY REPLACE AUTH secret KEYS a b",
            r#"MIGRATE h ? "" ? ? COPY REPLACE AUTH ? KEYS a b"#,
        ),
        // To the server these would be keys. They are not meant as such.
        ("MIGRATE h 6379 '' 0 5000 KEYS a AUTH secret", r#"MIGRATE h ? "" ? ? KEYS a AUTH ?"#),
    ]);
}
