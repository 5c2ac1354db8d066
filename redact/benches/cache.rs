//! What a hit costs: against hashing the text alone, against a map in a lock, and while another thread hits too.

#![allow(missing_docs, reason = "criterion's macros make functions without docs")]

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};

use criterion::{Criterion, criterion_group, criterion_main};
use db_redact::sql::{Analysis, Cache, Dialect, Options, analyze};

fn text(bytes: usize) -> String {
    let mut text = "SELECT id, name FROM users WHERE id = $1".to_owned();
    while text.len() < bytes {
        text.push_str(" OR name = 'somebody'");
    }
    text.truncate(bytes);
    text
}

fn cache() -> Cache<Analysis> {
    Cache::new(|analysis| analysis.text().len() + analysis.summary().len())
}

fn hit(cache: &Cache<Analysis>, text: &str) -> Arc<Analysis> {
    let options = Options::new(Dialect::Postgres, 1_024);
    cache.get_or_insert_with(text, options, || analyze(text, options.dialect, options.limit))
}

fn alone(criterion: &mut Criterion) {
    for bytes in [60, 300, 5_000, 64_000] {
        let (text, cache) = (text(bytes), cache());
        let mut group = criterion.benchmark_group(format!("{bytes} B"));
        let foldhash = foldhash::quality::RandomState::default();
        group.bench_function("foldhash alone", |bencher| {
            bencher.iter(|| foldhash.hash_one(black_box(text.as_bytes())));
        });
        let siphash = std::hash::RandomState::new();
        group.bench_function("siphash alone", |bencher| {
            bencher.iter(|| siphash.hash_one(black_box(text.as_bytes())));
        });
        group.bench_function("hit", |bencher| bencher.iter(|| hit(&cache, black_box(&text))));
        group.bench_function("analysis", |bencher| {
            bencher.iter(|| analyze(black_box(&text), Dialect::Postgres, 1_024));
        });
        group.finish();
    }
}

fn with_another_thread(criterion: &mut Criterion) {
    let (one, other) = (text(300), text(301));
    let cache = cache();
    let map: HashMap<_, _> = [&one, &other]
        .map(|text| ((Dialect::Postgres, text.clone()), Arc::new(analyze(text, Dialect::Postgres, 0))))
        .into();
    let locked = RwLock::new(map);
    let hit_locked = |key: &(Dialect, String)| {
        locked.read().unwrap_or_else(PoisonError::into_inner).get(key).map(Arc::clone)
    };
    let key = |text: &String| (Dialect::Postgres, text.clone());
    let mut group = criterion.benchmark_group("300 B, two threads");
    for (name, theirs) in [("the same text", &one), ("another text", &other)] {
        group.bench_function(format!("hit, {name}"), |bencher| {
            while_another_thread(
                || drop(hit(&cache, theirs)),
                || bencher.iter(|| hit(&cache, black_box(&one))),
            );
        });
        let (mine, theirs) = (key(&one), key(theirs));
        group.bench_function(format!("map in a lock, {name}"), |bencher| {
            while_another_thread(
                || drop(hit_locked(&theirs)),
                || bencher.iter(|| hit_locked(black_box(&mine))),
            );
        });
    }
    let shared = Arc::new(0);
    group.bench_function("an Arc's count alone", |bencher| {
        while_another_thread(
            || drop(black_box(Arc::clone(&shared))),
            || bencher.iter(|| black_box(Arc::clone(&shared))),
        );
    });
    group.finish();
}

fn while_another_thread(theirs: impl Fn() + Sync, mut ours: impl FnMut()) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Relaxed) {
                theirs();
            }
        });
        ours();
        over.store(true, Relaxed);
    });
}

criterion_group!(benches, alone, with_another_thread);
criterion_main!(benches);
