//! Cases after public reports of leaks and of lost text, and after an attack on this crate: `cases/redaction.jsonl`.
//!
//! A case is a request as the program `redact` reads it, and what has to hold for the answer:
//!
//! * `must_not_contain`: neither the text nor the summary has any of these, in any case of letters;
//! * `must_contain`: the text has all of these;
//! * `sanitized`: the text, where white space is as good as any other;
//! * `summary`, or one of `summary_any_of` if that is there, and `summary_must_not_contain`: the summary; `null` is none;
//! * `collection`: the collection; `null` is none.

#[path = "../src/bin/redact/system.rs"]
mod system;

use std::fmt::Write as _;

use db_redact::redis::{self, Keys};
use db_redact::sql::{Dialect, analyze, mask_names};
use serde_json::{Map, Value};

const CASES: &str = include_str!("cases/redaction.jsonl");

/// The keys of a case. The last two are for people.
const KEYS: [&str; 17] = [
    "id",
    "kind",
    "system",
    "sql",
    "command",
    "args",
    "mask_keys",
    "mask_names",
    "must_not_contain",
    "must_contain",
    "sanitized",
    "summary",
    "summary_any_of",
    "summary_must_not_contain",
    "collection",
    "cause",
    "note",
];

#[test]
fn every_case_holds() {
    let mut broken = String::new();
    for case in cases() {
        for failure in failures(&case) {
            _ = writeln!(broken, "{}: {failure}", case["id"]);
        }
    }
    assert!(broken.is_empty(), "these do not hold:\n{broken}");
}

#[test]
fn every_case_has_an_id_of_its_own_and_known_keys() {
    let mut ids: Vec<String> = cases().map(|case| text(&case["id"]).to_owned()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for case in cases() {
        let unknown: Vec<&String> = case.keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", case["id"]);
    }
}

fn cases() -> impl Iterator<Item = Map<String, Value>> {
    CASES.lines().map(|line| serde_json::from_str(line).expect("a case is a JSON object"))
}

/// What the library makes of a case. A Redis command has no summary.
struct Answer {
    text: String,
    summary: String,
    collection: Option<String>,
}

impl Answer {
    fn of(case: &Map<String, Value>) -> Self {
        match text(&case["kind"]) {
            "sql" => Self::of_sql(case),
            "redis" => Self { text: command(case), summary: String::new(), collection: None },
            kind => panic!("{}: no kind is {kind}", case["id"]),
        }
    }

    fn of_sql(case: &Map<String, Value>) -> Self {
        let dialect = case.get("system").map_or(Dialect::Generic, |system| {
            system::dialect(text(system)).expect("the system of a case has SQL")
        });
        let analysis = analyze(text(&case["sql"]), dialect, 0);
        let masks = case.get("mask_names").is_some_and(|mask| *mask == Value::Bool(true));
        let name = |name: &str| if masks { mask_names(name).into_owned() } else { name.to_owned() };
        Self {
            text: analysis.text().to_owned(),
            summary: name(analysis.summary()),
            collection: analysis.collection().map(name),
        }
    }
}

fn command(case: &Map<String, Value>) -> String {
    let keys = Keys::from(case.get("mask_keys").is_some_and(|mask| *mask == Value::Bool(true)));
    let words =
        text(&case["command"]).split_ascii_whitespace().chain(texts(&case["args"])).map(str::as_bytes);
    redis::sanitize(words.collect::<Vec<_>>().into_iter(), &redis::Options { limit: 0, keys })
}

/// Each expectation of a case that its answer does not meet.
fn failures(case: &Map<String, Value>) -> Vec<String> {
    let answer = Answer::of(case);
    let summary = answer.summary.as_str();
    let shown = format!("{}\n{summary}", answer.text).to_lowercase();
    let mut failures = Vec::new();
    let mut expect = |holds: bool, key: &str, expected: &Value| {
        if !holds {
            failures.push(format!("{key} {expected}: {} | {summary}", answer.text));
        }
    };
    for (key, expected) in case {
        let holds = match key.as_str() {
            "must_not_contain" => texts(expected).all(|text| !shown.contains(&text.to_lowercase())),
            "must_contain" => texts(expected).all(|text| answer.text.contains(text)),
            "sanitized" => words(text(expected)) == words(&answer.text),
            // Others are as good.
            "summary" if case.contains_key("summary_any_of") => continue,
            "summary" => expected.as_str().unwrap_or_default() == summary,
            "summary_any_of" => texts(expected).any(|text| text == summary),
            "summary_must_not_contain" => texts(expected).all(|text| !summary.contains(text)),
            "collection" => expected.as_str() == answer.collection.as_deref(),
            _ => continue,
        };
        expect(holds, key, expected);
    }
    failures
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().expect("a list").iter().map(text)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}
