//! The work ends where the text does.

use std::cell::Cell;

use db_redact::redis::{Keys, Options, sanitize, sanitize_pipeline_into};

use crate::words;

const KILOBYTE: Options = Options { limit: 1024, keys: Keys::Shown };

/// Counts how often it, or what was cloned from it, is asked for an argument.
#[derive(Clone)]
struct Counting<'c, I> {
    arguments: I,
    count: &'c Cell<usize>,
}

impl<I: Iterator> Iterator for Counting<'_, I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.count.set(self.count.get() + 1);
        self.arguments.next()
    }
}

/// The text of a command, and how many arguments were asked for.
fn counted<'a>(head: &'a str, group: &'a str, groups: usize, options: &Options) -> (String, usize) {
    let count = Cell::new(0);
    let arguments = words(head).chain(std::iter::repeat_n(words(group), groups).flatten());
    let text = sanitize(Counting { arguments, count: &count }, options);
    (text, count.get())
}

#[test]
fn a_huge_command_costs_what_its_beginning_costs() {
    for (head, group) in [
        ("MSET", "key value"),
        ("DEL", "key"),
        ("RPUSH list", "value"),
        ("HSET hash", "field value"),
        ("BLPOP", "key"),
        ("XREAD STREAMS", "key"),
        ("EVAL script 100000", "key"),
        ("MSETEX 100000", "key value"),
        ("XADD stream *", "field value"),
        ("FT.SEARCH index query PARAMS 200000", "name value"),
        ("EXEC", "value"),
        ("UNKNOWN", "value"),
    ] {
        let (text, count) = counted(head, group, 100_000, &KILOBYTE);
        let (_, count_of_fewer) = counted(head, group, 2_000, &KILOBYTE);
        assert!(text.len() <= 1024, "{head}");
        assert_eq!(count, count_of_fewer, "{head}");
        // At most three looks at each argument of which something fits.
        assert!(count < 2 * 1024, "{head}: {count}");
    }
}

#[test]
fn without_a_limit_each_argument_is_looked_at_a_few_times() {
    for (head, group) in [("MSET", "key value"), ("XREAD STREAMS", "key"), ("EVAL script 10000", "key")] {
        let (_, count) = counted(head, group, 10_000, &Options::default());
        assert!(count < 6 * 10_000, "{head}: {count}");
    }
}

#[test]
fn a_text_is_cut_where_the_limit_is() {
    let text = |limit| sanitize(words("SET user:7 alice EX 10"), &Options { limit, keys: Keys::Shown });
    assert_eq!(text(0), "SET user:7 ? EX ?");
    assert_eq!(text(17), "SET user:7 ? EX ?");
    assert_eq!(text(16), "SET user:7 ? …");
    assert_eq!(text(12), "SET user:…");
    assert_eq!(text(6), "SET…");
    assert_eq!(text(3), "…");
    assert_eq!(text(2), "");
    assert_eq!(text(1), "");
}

#[test]
fn a_wrong_number_hides_at_each_limit() {
    for limit in 1..40 {
        let text = sanitize(words("EVAL script 30 secret secret"), &Options { limit, keys: Keys::Shown });
        assert!("EVAL ? ? ? ?".starts_with(text.trim_end_matches('…')), "{text}");
    }
}

#[test]
fn an_escape_is_cut_before_it_or_after_it() {
    let arguments = [&b"GET"[..], b"a\x00\x01\x02b"];
    let text = |limit| sanitize(arguments.into_iter(), &Options { limit, keys: Keys::Shown });
    assert_eq!(text(0), r#"GET "a\x00\x01\x02b""#);
    assert_eq!(text(20), r#"GET "a\x00\x01\x02b""#);
    assert_eq!(text(19), r#"GET "a\x00\x01…"#);
    assert_eq!(text(17), r#"GET "a\x00\x01…"#);
    assert_eq!(text(16), r#"GET "a\x00…"#);
    assert_eq!(text(13), r#"GET "a\x00…"#);
    assert_eq!(text(12), r#"GET "a…"#);
}

#[test]
fn a_huge_key_is_not_copied() {
    for key in [vec![b'a'; 10_000_000], vec![b'7'; 10_000_000], vec![0; 10_000_000]] {
        for keys in [Keys::Shown, Keys::Masked, Keys::FirstSegment] {
            let arguments = [&b"GET"[..], &key];
            let text = sanitize(arguments.into_iter(), &Options { limit: 64, keys });
            assert!(text.len() <= 64 && text.ends_with('…'), "{text}");
            assert!(text.capacity() <= 256, "{}", text.capacity());
        }
    }
}

#[test]
fn no_command_is_looked_at_after_the_limit() {
    let count = Cell::new(0);
    let commands = std::iter::repeat_with(|| words("GET key")).take(100_000);
    let mut text = String::new();
    sanitize_pipeline_into(Counting { arguments: commands, count: &count }, &KILOBYTE, &mut text);
    assert_eq!(text.len(), 1024);
    assert!(text.ends_with("GET key; GET …"), "{text}");
    // The first 114 fill it to its last byte.
    assert_eq!(count.get(), 115);
}
