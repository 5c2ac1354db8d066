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
    ] {
        assert_eq!(shown(key.as_bytes(), Keys::Masked), expected, "{key}");
    }
    assert_eq!(shown(b"a\x00\xff\nb", Keys::Masked), "a?b");
}

#[test]
fn segments_with_an_address_are_masked_as_a_whole() {
    for (key, expected) in [
        ("ada@example.com", "?"),
        ("user:ada@example.com:profile", "user:?:profile"),
        ("user:ada.lovelace+cart@example.com", "user:?"),
        ("user:\"ada l\"@example.com:profile", "user:?:profile"),
        ("user:Ada <ada@example.com>", "user:?"),
        ("user:\u{e4}da@example.com", "user:?"),
        ("user:ada%40example.com:profile", "user:?:profile"),
        ("{user:ada@example.com}.cart", "{user:?"),
        ("{ada@example.com}:cart", "?:cart"),
        ("page:/users?email=ada@example.com&page=one:html", "page:?:html"),
        ("lock:ada@host", "lock:?"),
        ("lock:ada@10.0.0.1:6379", "lock:?:?"),
        ("redis://ada:hunter@host:6379/cart:x", "redis:?:x"),
        ("//ada:hunter@host", "?"),
        ("http://host:80/cart:ada@host", "http://host:?/cart:?"),
        ("@", "?"),
        ("a:@:b", "a:?:b"),
        ("a@b:c@d", "?:?"),
        ("a::b:", "a::b:"),
    ] {
        assert_eq!(shown(key.as_bytes(), Keys::Masked), expected, "{key}");
    }
}

#[test]
fn first_segment_is_all_that_is_shown_of_a_key() {
    for (key, expected) in [
        ("session:ada", "session:?"),
        ("session:ada:cart:9", "session:?"),
        ("session:7", "session:?"),
        ("users", "users"),
        ("users:", "users:"),
        ("users::", "users:?"),
        (":ada", ":?"),
        (":", ":"),
        ("", r#""""#),
        ("user7:ada", "user?:?"),
        ("7:ada", "?:?"),
        ("ada@host:cart", "?:?"),
        ("caché:ada", "cach?:?"),
        ("a b:ada", "a?b:?"),
        ("{ada}", "{?}"),
        ("{ada}:cart", "{?}:?"),
        ("cart{ada}.x:y", "cart{?}.x:?"),
        ("{}ada:cart", "{}ada:?"),
        ("{{ada}}:cart", "{?}}:?"),
        ("{user:ada}.cart", "{user:?"),
        ("{ada@host}.cart", "?"),
        ("//ada:hunter@host/cart:x", "?:?"),
        ("550e8400-e29b-41d4-a716-446655440000:cart", "?:?"),
    ] {
        assert_eq!(shown(key.as_bytes(), Keys::FirstSegment), expected, "{key}");
    }
}

#[test]
fn segment_whose_end_is_not_looked_at_is_masked() {
    let beginning = "a".repeat(10_000);
    for key in [format!("{beginning}@example.com"), beginning] {
        for keys in [Keys::Masked, Keys::FirstSegment] {
            let limit = 64;
            let text = |arguments: [&str; 2]| {
                sanitize(arguments.map(str::as_bytes).into_iter(), &Options { limit, keys })
            };
            assert_eq!(text(["GET", &key]), "GET ?…");
            assert_eq!(text(["GET", &format!("user{{ada}}{key}")]), "GET ?…");
            let after = text(["GET", &format!("user:{key}")]);
            assert_eq!(after, "GET user:?…");
        }
    }
}

#[test]
fn hash_fields_are_masked_as_well() {
    let arguments = ["HSET", "user:7", "field7", "v", "name", "w"].map(str::as_bytes);
    let options = Options { limit: 0, keys: Keys::Masked };
    assert_eq!(sanitize(arguments.into_iter(), &options), "HSET user:? field? ? name ?");
    let arguments = ["HSET", "user:ada", "mail:ada", "v", "ada@host", "w"].map(str::as_bytes);
    let options = Options { limit: 0, keys: Keys::FirstSegment };
    assert_eq!(sanitize(arguments.into_iter(), &options), "HSET user:? mail:? ? ? ?");
}
