//! From the steps to the source of `table.rs`.

use super::Row;
use super::parts::{self, Parts};

/// How many commands share a bucket on average: about one in two is alone.
const BUCKETS: usize = 1_024;

/// The source of `table.rs`.
pub(crate) fn source(rows: &[Row]) -> String {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|index| (bucket(&rows[*index].name), *index));
    let starts = (0..=BUCKETS).map(|start| order.partition_point(|index| bucket(&rows[*index].name) < start));
    let longest = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    let mut parts = Parts::default();
    let commands: String = rows.iter().enumerate().map(|(index, row)| parts.command(index, row)).collect();
    let Parts { text, steps, branches } = parts;
    let count = rows.len();
    format!(
        r"//! Made from `redact/data/redis-commands.tsv` by
//! `REDIS_TABLE=write cargo test -p db-redact --test redis table`. Changes by hand are lost.

use super::command::{{Command, Traits, command}};
use super::program::Step::{{Choice, Field, Halves, Key, Options, Secret, Shown, Unplaced, Value}};
use super::program::{{Branch, MANY, Step, branches, counted, repeat, steps, text, word}};

/// The bytes of the longest name.
pub(super) const LONGEST_NAME: usize = {longest};

/// Where in [`ORDER`] each bucket begins, and the last one ends.
pub(super) static BUCKETS: [u16; {}] = [{}];

/// The commands' indexes, by bucket.
pub(super) static ORDER: [u16; {count}] = [{}];

/// All words: one may be a part of another.
pub(super) static TEXT: &str = {};

/// All steps: those of one command, and those inside of another step, stand together.
pub(super) static STEPS: [Step; {}] = [
{}];

/// All branches: those of one step stand together.
pub(super) static BRANCHES: [Branch; {}] = [
{}];

/// By name.
pub(super) static COMMANDS: [Command; {count}] = [
{commands}];
",
        BUCKETS + 1,
        numbers(starts),
        numbers(order.iter().copied()),
        parts::wrapped(&text),
        steps.len(),
        parts::lines(&steps),
        branches.len(),
        parts::lines(&branches),
    )
}

fn bucket(name: &str) -> usize {
    hash(name.as_bytes()) as usize % BUCKETS
}

/// As in `command.rs`.
fn hash(word: &[u8]) -> u32 {
    word.iter()
        .fold(0, |hash: u32, byte| (hash.rotate_left(5) ^ u32::from(byte & !0x20)).wrapping_mul(0x9E37_79B1))
}

fn numbers(numbers: impl Iterator<Item = usize>) -> String {
    let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
    let lines: Vec<String> = numbers.chunks(24).map(|line| format!("\n    {},", line.join(", "))).collect();
    lines.concat() + "\n"
}
