//! The cache of analysed texts, from outside.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Barrier};

use db_redact::sql::{Analysis, Cache, Dialect, LOOKAHEAD, Options, analyze};

type Texts = Cache<String>;

fn texts() -> Texts {
    Cache::new(String::len)
}

/// Asks for a text that is read as a whole, and returns `true` if it had to be analysed.
fn is_missed(cache: &Texts, text: &str) -> bool {
    is_missed_within(cache, text, 0)
}

/// The same for a text that is shown to a limit.
fn is_missed_within(cache: &Texts, text: &str, limit: usize) -> bool {
    let mut missed = false;
    let found = cache.get_or_insert_with(text, Options::new(Dialect::Postgres, limit), || {
        missed = true;
        read(text, limit)
    });
    assert_eq!(*found, read(text, limit), "an answer is never another text's");
    missed
}

/// What an analysis may depend on: what is read of the text, and whether more follows. As short as an analysis to a limit.
fn read(text: &str, limit: usize) -> String {
    if limit == 0 {
        return text.to_owned();
    }
    let read = &text[..text.len().min(limit + LOOKAHEAD)];
    let digest = BuildHasherDefault::<DefaultHasher>::new().hash_one(read);
    format!("{digest:x}, {} of it, {}", read.len(), text.len() > read.len())
}

#[test]
fn a_text_is_analysed_once() {
    let cache = texts();
    assert!(is_missed(&cache, "SELECT 1"));
    assert!(!is_missed(&cache, "SELECT 1"));
    assert!(is_missed(&cache, "SELECT 2"));
    assert_eq!(cache.len(), 2);
}

#[test]
fn nothing_is_stored_before_the_first_text() {
    assert!(texts().is_empty());
    assert_eq!(texts().bytes(), 0);
}

#[test]
fn dialects_are_apart() {
    let cache: Cache<Analysis> = Cache::new(|analysis| analysis.text().len());
    let sql = r#"SELECT "x" FROM t"#;
    let ask = |dialect| cache.get_or_insert_with(sql, Options::new(dialect, 0), || analyze(sql, dialect, 0));
    for _ in 0..2 {
        assert_eq!(ask(Dialect::Postgres).text(), r#"SELECT "x" FROM t"#);
        assert_eq!(ask(Dialect::Mysql).text(), "SELECT ? FROM t");
    }
    assert_eq!(cache.len(), 2);
}

#[test]
fn limits_are_apart() {
    let cache: Cache<Analysis> = Cache::new(|analysis| analysis.text().len());
    let ask = |limit| {
        let options = Options::new(Dialect::Postgres, limit);
        cache.get_or_insert_with("SELECT a, b FROM t", options, || {
            analyze("SELECT a, b FROM t", options.dialect, limit)
        })
    };
    for _ in 0..2 {
        assert_eq!(ask(0).text(), "SELECT a, b FROM t");
        assert_eq!(ask(8).text(), "SELEC…");
    }
}

#[test]
fn a_text_of_which_too_much_is_read_is_not_stored_and_the_longest_that_is_is_found_again() {
    let cache = texts();
    let long = "x".repeat(Texts::LONGEST + 1);
    for _ in 0..3 {
        assert!(is_missed(&cache, &long));
    }
    assert_eq!(cache.len(), 0);
    let longest = &long[1..];
    assert!(is_missed(&cache, longest));
    assert!(is_missed(&cache, longest), "a long text is stored when it comes again");
    assert!(!is_missed(&cache, longest));
}

#[test]
fn of_a_long_text_no_more_is_stored_than_is_read() {
    let (cache, limit) = (texts(), 1_024);
    let long = "x".repeat(50_000_000);
    for _ in 0..2 {
        assert!(is_missed_within(&cache, &long, limit));
    }
    assert!(!is_missed_within(&cache, &long, limit));
    assert!(cache.bytes() < limit + LOOKAHEAD + 500, "{}", cache.bytes());
    // The same is read of these.
    assert!(!is_missed_within(&cache, &long[1..], limit));
    assert!(!is_missed_within(&cache, &long[..=limit + LOOKAHEAD], limit));
    // And of this, but nothing follows.
    assert!(is_missed_within(&cache, &long[..limit + LOOKAHEAD], limit));
}

#[test]
fn long_texts_that_differ_where_they_are_read_have_answers_of_their_own() {
    let (cache, limit) = (texts(), 1_024);
    let end = limit + LOOKAHEAD;
    let texts: Vec<String> = [0, end / 2, end - 1]
        .map(|place| {
            let mut text = "x".repeat(64_000);
            text.replace_range(place..=place, "y");
            text
        })
        .into();
    for text in &texts {
        for _ in 0..2 {
            assert!(is_missed_within(&cache, text, limit));
        }
    }
    assert!(texts.iter().all(|text| !is_missed_within(&cache, text, limit)));
}

#[test]
fn long_texts_that_never_come_again_are_not_stored_and_leave_short_ones_and_long_ones() {
    let (cache, limit) = (texts(), 1_024);
    let short: Vec<String> = (0..500).map(|number| format!("SELECT {number}")).collect();
    let long: Vec<String> = (0..50).map(|number| format!("{number}{}", " ".repeat(64_000))).collect();
    let missed = |texts: &[String]| texts.iter().filter(|text| is_missed_within(&cache, text, limit)).count();
    (0..3).for_each(|_| _ = (missed(&short), missed(&long)));
    let (stored, bytes) = (cache.len(), cache.bytes());
    let mut fresh = " ".repeat(64_000);
    for number in 0..20_000 {
        fresh.replace_range(..8, &format!("{number:08}"));
        assert!(is_missed_within(&cache, &fresh, limit));
    }
    assert_eq!((cache.len(), cache.bytes()), (stored, bytes));
    assert_eq!((missed(&short), missed(&long)), (0, 0));
}

#[test]
fn long_texts_that_are_in_use_at_the_same_time_are_found_again() {
    let (cache, limit) = (texts(), 1_024);
    let long: Vec<String> = (0..80).map(|number| format!("{number}{}", " ".repeat(64_000))).collect();
    let missed = || long.iter().filter(|text| is_missed_within(&cache, text, limit)).count();
    (0..10).for_each(|_| _ = missed());
    assert_eq!(missed(), 0);
}

#[test]
fn a_million_texts_that_never_come_again_leave_the_hot_ones_and_the_bounds() {
    let cache = texts();
    let hot: Vec<String> =
        (0..500).map(|number| format!("SELECT * FROM hot_{number} WHERE id = $1")).collect();
    let mut hot_misses = 0;
    for number in 0..1_000_000 {
        is_missed(&cache, &format!("SELECT * FROM users WHERE id = {number}"));
        // Every hot text comes once in 5,000 calls.
        if number % 10 == 0 {
            let is_missed = is_missed(&cache, &hot[number / 10 % hot.len()]);
            hot_misses += usize::from(is_missed && number >= 100_000);
        }
        if number % 100_000 == 0 {
            assert!(cache.len() <= Texts::ENTRIES);
            assert!(cache.bytes() <= Texts::BYTES);
        }
    }
    assert!(hot_misses < 900, "{hot_misses} of 90,000 calls with a hot text missed");
}

#[test]
fn long_texts_stay_within_the_bytes() {
    let cache = texts();
    for number in 0..20_000 {
        let text = format!("{number} {}", "x".repeat(number * 7 % 20_000));
        is_missed(&cache, &text);
        is_missed(&cache, &text);
    }
    assert!(cache.bytes() <= Texts::BYTES, "{}", cache.bytes());
    assert!(cache.bytes() > Texts::BYTES / 2, "{}", cache.bytes());
}

#[test]
fn what_came_into_use_takes_the_place_of_what_is_no_longer() {
    let cache = texts();
    let ask_all = |generation: usize| {
        (0..500)
            .filter(|number| is_missed(&cache, &format!("SELECT {number} FROM generation_{generation}")))
            .count()
    };
    for generation in 0..10 {
        for _ in 0..8 {
            ask_all(generation);
        }
        let missed = ask_all(generation);
        assert!(missed < 50, "{missed} of 500 are still missed in generation {generation}");
    }
}

#[test]
fn threads_that_race_agree() {
    const THREADS: usize = 4;
    let (cache, analyses) = (texts(), AtomicUsize::new(0));
    let texts: Vec<String> = (0..200).map(|number| format!("SELECT {number}")).collect();
    let start = Barrier::new(THREADS);
    let ask = |text: &String| {
        cache.get_or_insert_with(text, Options::new(Dialect::Sqlite, 0), || {
            analyses.fetch_add(1, Relaxed);
            text.clone()
        })
    };
    let ask_all = || -> Vec<Arc<String>> {
        start.wait();
        for text in texts.iter().cycle().take(100_000) {
            assert_eq!(*ask(text), *text);
        }
        texts.iter().map(ask).collect()
    };
    let found: Vec<Vec<Arc<String>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(ask_all)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(found.iter().all(|found| found.iter().zip(&texts).all(|(found, text)| **found == *text)));
    // The slower one took what the quicker one had stored.
    assert!(
        found.iter().all(|other| other.iter().zip(&found[0]).all(|(one, other)| Arc::ptr_eq(one, other)))
    );
    assert!(analyses.load(Relaxed) <= THREADS * texts.len());
}

#[test]
fn threads_that_flood_it_get_their_own_answers() {
    let cache = texts();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..50_000 {
                    is_missed(&cache, &format!("SELECT {}", number % 7_000));
                }
            });
        }
    });
    assert!(cache.len() <= Texts::ENTRIES);
}

#[test]
fn a_panic_in_an_analysis_leaves_the_cache_as_it_was() {
    let cache = texts();
    let panics = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        cache.get_or_insert_with("SELECT 1", Options::new(Dialect::Postgres, 0), || panic!("on purpose"))
    }));
    assert!(panics.is_err());
    assert!(is_missed(&cache, "SELECT 1"));
    assert!(!is_missed(&cache, "SELECT 1"));
}
