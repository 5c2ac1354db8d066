//! How keys are written, and masked.

use db_redact::redis::{Keys, Options, sanitize};

fn shown(key: &[u8], keys: Keys) -> String {
    let text = sanitize([&b"GET"[..], key].into_iter(), &Options { limit: 0, keys });
    text.strip_prefix("GET ").expect("a key").to_owned()
}

#[test]
fn a_key_is_written_as_by_the_command_line() {
    for (key, expected) in [
        (&b"user:7"[..], "user:7"),
        (b"{user:7}.a#b;c,d!", "{user:7}.a#b;c,d!"),
        (b"?", "?"),
        (b"", r#""""#),
        (b"a b", r#""a b""#),
        (b"a\"b", r#""a\"b""#),
        (b"a'b", r#""a'b""#),
        (b"a\\b", r#""a\\b""#),
        (b"\n\r\t\x07\x08", r#""\n\r\t\a\b""#),
        (b"\x00\x1b\x7f\x80\xff", r#""\x00\x1b\x7f\x80\xff""#),
        ("clé".as_bytes(), r#""cl\xc3\xa9""#),
    ] {
        assert_eq!(shown(key, Keys::Shown), expected);
    }
}

#[test]
fn parts_that_distinguish_a_key_are_masked() {
    for (key, expected) in [
        ("user:7", "user:?"),
        ("user7", "user?"),
        ("user:1234:name", "user:?:name"),
        ("{user:7}.cart", "{user:?}.cart"),
        ("a1b2", "a?b?"),
        ("1.5", "?.?"),
        ("users", "users"),
        ("session:deadbeef", "session:deadbeef"),
        ("session:deadbee7", "session:?"),
        ("session:DEADBEE7F", "session:?"),
        ("session:dead7", "session:dead?"),
        ("id:550e8400-e29b-41d4-a716-446655440000", "id:?"),
        ("id:550e8400-e29b-41d4-a716-446655440000:x", "id:?:x"),
        ("id:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "id:?"),
        ("token:dGhpcyBpcyBhIHRlc3Q", "token:?"),
        ("token:dGhpcyBpcyBhIHRlc3Qga2V5+/==", "token:?"),
        ("token:V1StGXR8_Z5jdHi6B-myT", "token:?"),
        ("token:01arz3ndektsv4rrffq69g5fav", "token:?"),
        ("token:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abcdefghijklmnopqrS", "token:?.?.?"),
        ("user-profile-settings", "user-profile-settings"),
        ("user_profile/settings", "user_profile/settings"),
        ("averyveryverylongword", "averyveryverylongword"),
        ("--", "--"),
        ("caché", "cach?"),
        ("é7é", "?"),
        ("a b", "a?b"),
        ("a\"b", "a?b"),
        ("", r#""""#),
        ("?", "?"),
        ("alice@example.com", "alice@example.com"),
    ] {
        assert_eq!(shown(key.as_bytes(), Keys::Masked), expected, "{key}");
    }
    assert_eq!(shown(b"a\x00\xff\nb", Keys::Masked), "a?b");
}

#[test]
fn hash_fields_are_masked_as_well() {
    let arguments = ["HSET", "user:7", "field7", "v", "name", "w"].map(str::as_bytes);
    let options = Options { limit: 0, keys: Keys::Masked };
    assert_eq!(sanitize(arguments.into_iter(), &options), "HSET user:? field? ? name ?");
}
