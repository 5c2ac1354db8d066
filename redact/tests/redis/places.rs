//! Every command of the table, with arguments made from its grammar.

use db_redact::redis::{Command, Keys, Options, sanitize};

use crate::WHOLE;
use crate::examples::{Argument, example};
use crate::generate::rows;
use crate::random::Random;

const ROUNDS: u64 = 200;

fn text(arguments: &[Argument], options: &Options) -> String {
    sanitize(arguments.iter().map(|argument| argument.sent.as_bytes()), options)
}

fn each_example(mut check: impl FnMut(&crate::generate::Row, &[Argument])) {
    for row in rows() {
        for round in 0..ROUNDS {
            check(&row, &example(&row, &mut Random::new(round + 1)));
        }
    }
}

#[test]
fn each_argument_is_what_the_grammar_says() {
    each_example(|_, arguments| {
        let expected: Vec<&str> = arguments.iter().map(|argument| argument.shown.as_str()).collect();
        let sent: Vec<&str> = arguments.iter().map(|argument| argument.sent.as_str()).collect();
        assert_eq!(text(arguments, &WHOLE), expected.join(" "), "{}", sent.join(" "));
    });
}

#[test]
fn a_limit_leaves_the_beginning() {
    each_example(|_, arguments| {
        let whole = text(arguments, &WHOLE);
        for limit in [1, 7, 20, 40] {
            let cut = text(arguments, &Options { limit, keys: Keys::Shown });
            assert!(cut.len() <= limit, "{cut}");
            let beginning = cut.strip_suffix('…').unwrap_or(&cut);
            assert!(whole.starts_with(beginning), "{whole}: {cut}");
            assert_eq!(cut == whole, whole.len() <= limit, "{whole}: {cut}");
        }
    });
}

#[test]
fn random_arguments_keep_to_the_limit() {
    let words =
        ["0", "1", "2", "STREAMS", "KEYS", "STORE", "FIELDS", "GET", "AUTH", "LIMIT", "EX", "*", "\"", ""];
    let mut random = Random::new(7);
    for command in Command::all() {
        for _ in 0..ROUNDS {
            let mut arguments: Vec<&str> = command.name().split(' ').collect();
            arguments.extend((0..random.below(9)).map(|_| *random.one_of(&words)));
            let limit = random.below(40);
            for keys in [Keys::Shown, Keys::Masked, Keys::FirstSegment] {
                let text = sanitize(arguments.iter().map(|word| word.as_bytes()), &Options { limit, keys });
                assert!(limit == 0 || text.len() <= limit, "{text}");
            }
        }
    }
}

#[test]
fn without_keys_random_arguments_show_words_alone() {
    let mut random = Random::new(11);
    for row in rows() {
        if row.has_keys() || row.is_hash || row.name == "MIGRATE" || row.name == "JSON.DEBUG MEMORY" {
            continue;
        }
        for round in 0..ROUNDS {
            // Arguments that belong together, shuffled.
            let arguments = example(&row, &mut Random::new(round + 1));
            let name = row.name.split(' ').count();
            let mut sent: Vec<&str> = arguments.iter().map(|argument| argument.sent.as_str()).collect();
            for place in name..sent.len() {
                let other = name + random.below(sent.len() - name);
                sent.swap(place, other);
            }
            let text = sanitize(sent.iter().map(|word| word.as_bytes()), &WHOLE);
            let places = text.split(' ').count();
            assert!(!text.contains("secret") && places == sent.len(), "{sent:?}: {text}");
        }
    }
}

/// What a server says of its keys' places is shown, and nothing else counts as a key unless the server says too little.
#[test]
fn the_keys_are_where_the_key_specifications_say() {
    let mut beyond: Vec<String> = Vec::new();
    each_example(|row, arguments| {
        let Some(places) = row.key_places(arguments) else { return };
        for place in &places {
            assert!(arguments[*place].is_key(), "{}: {place} of {arguments:?}", row.name);
        }
        let keys = (0..arguments.len()).filter(|place| arguments[*place].is_key());
        if keys.count() > places.len() && !beyond.contains(&row.name) {
            beyond.push(row.name.clone());
        }
    });
    // The grammar of these says that there are keys.
    assert_eq!(beyond, ["CMS.MERGE", "JSON.DEBUG MEMORY", "JSON.MGET"]);
}
