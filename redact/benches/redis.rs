//! What the name and the text of a Redis command cost.
//!
//! `REDIS_CASE=GET REDIS_ROUNDS=1000` runs one of them so many times and nothing else: for counting instructions, of two
//! numbers of rounds, whose difference is what the rounds cost.

#![allow(missing_docs, reason = "criterion's macros make functions without docs")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group};
use db_redact::redis::{Command, Keys, Options, Packed, identify, sanitize_into};

const OPTIONS: Options = Options { limit: 1024, keys: Keys::Shown };

/// The commands, by their names here.
fn commands() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let words = |command: &str| command.split(' ').map(|word| word.as_bytes().to_vec()).collect();
    let fields = (0..10).map(|number| format!(" field:{number} value"));
    let pairs = (0..100_000).map(|number| format!(" key:{number} value"));
    vec![
        ("GET", words("GET user:7")),
        ("SET", words("SET user:7 alice EX 10")),
        ("HSET", words(&format!("HSET user:7{}", fields.collect::<String>()))),
        ("MSET", words(&format!("MSET{}", pairs.collect::<String>()))),
    ]
}

fn pack(command: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", command.len()).into_bytes();
    for argument in command {
        bytes.extend(format!("${}\r\n", argument.len()).bytes());
        bytes.extend_from_slice(argument);
        bytes.extend(b"\r\n");
    }
    bytes
}

fn name(command: &[Vec<u8>]) -> usize {
    let identity = identify(black_box(command).iter().map(Vec::as_slice));
    identity.command().map_or(0, Command::index)
}

fn name_and_text(command: &[Vec<u8>], text: &mut String) -> usize {
    text.clear();
    sanitize_into(black_box(command).iter().map(Vec::as_slice), &OPTIONS, text);
    name(command)
}

fn packed_name_and_text(bytes: &[u8], text: &mut String) -> usize {
    text.clear();
    let Some(command) = Packed::new(black_box(bytes)).next() else { return 0 };
    sanitize_into(command.clone(), &OPTIONS, text);
    identify(command).command().map_or(0, Command::index)
}

fn all(criterion: &mut Criterion) {
    for (case, command) in commands() {
        let (bytes, mut text) = (pack(&command), String::new());
        let mut group = criterion.benchmark_group(case);
        group.bench_function("name", |bencher| bencher.iter(|| name(&command)));
        group.bench_function("name and text", |bencher| bencher.iter(|| name_and_text(&command, &mut text)));
        group.bench_function("name and text, packed", |bencher| {
            bencher.iter(|| packed_name_and_text(&bytes, &mut text));
        });
        group.finish();
    }
}

criterion_group!(benches, all);

fn main() {
    let variable = |name| std::env::var(name).ok();
    let Some(case) = variable("REDIS_CASE") else {
        benches();
        return Criterion::default().configure_from_args().final_summary();
    };
    let rounds: usize = variable("REDIS_ROUNDS").and_then(|rounds| rounds.parse().ok()).unwrap_or(1_000);
    let what = variable("REDIS_WHAT").unwrap_or_default();
    let mut text = String::with_capacity(OPTIONS.limit);
    for (_, command) in commands().into_iter().filter(|(known, _)| *known == case) {
        let bytes = pack(&command);
        for _ in 0..rounds {
            black_box(match what.as_str() {
                "name" => name(&command),
                "packed" => packed_name_and_text(&bytes, &mut text),
                _ => name_and_text(&command, &mut text),
            });
        }
    }
}
