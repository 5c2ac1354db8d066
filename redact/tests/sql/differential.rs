//! The engine finds what the oracle finds: in each case and its beginnings, and in random texts.
//!
//! `SQL_CASES=5000000 SQL_SEED=7 cargo test --release -p db-redact --test sql differential` runs more of the latter.

use std::borrow::Cow;
use std::env;

use db_redact::sql::{Dialect, Options, analyze_as, inspect, sanitize};

use crate::corpus;
use crate::dialects::{DIALECTS, DOUBLE_QUOTES, of_oracle};
use crate::fragments::FRAGMENTS;
use crate::grammar::sentence;
use crate::parameters;
use crate::plain;
use crate::random::Random;

/// How many texts each test makes: in an ordinary run, some 30,000 in all, each in twelve ways.
fn cases() -> usize {
    number("SQL_CASES").unwrap_or(6_000)
}

fn random() -> Random {
    let seed = number("SQL_SEED").unwrap_or(1);
    Random(0x9e37_79b9_7f4a_7c15 ^ (seed as u64).wrapping_mul(0x2545_f491_4f6c_dd1d))
}

fn number(variable: &str) -> Option<usize> {
    env::var(variable).ok()?.parse().ok()
}

fn agree(sql: &str, dialect: Dialect, limit: usize) {
    let options = Options::new(dialect, limit);
    let expected = agree_with(sql, options);
    let text = sanitize(sql, dialect, limit);
    assert_eq!(text, expected.text, "sanitize, {options:?}: {sql:?}");
    let is_unchanged = expected.text == sql;
    let may_own = sql.contains('?');
    assert!(matches!(text, Cow::Borrowed(_)) == is_unchanged || may_own, "borrowed, {options:?}: {sql:?}");
    // A setting of the server makes `"x"` what it is not by default.
    if sql.contains('"') {
        for double_quotes in DOUBLE_QUOTES {
            agree_with(sql, Options { double_quotes, ..options });
        }
    }
}

fn agree_with(sql: &str, options: Options) -> sql_oracle::Analysis {
    let expected = sql_oracle::analyze_as(sql, of_oracle(options));
    let found = analyze_as(sql, options);
    let context = || format!("{options:?}: {sql:?}");
    assert_eq!(found.text(), expected.text, "text, {}", context());
    assert_eq!(found.summary(), expected.summary, "summary, {}", context());
    assert_eq!(found.operation(), expected.operation.as_deref(), "operation, {}", context());
    assert_eq!(found.collection(), expected.collection.as_deref(), "collection, {}", context());
    assert_eq!(found.stored_procedure(), expected.stored_procedure.as_deref(), "procedure, {}", context());
    assert_eq!(found.has_parameters, expected.has_parameters, "parameters, {}", context());
    assert_eq!(format!("{:?}", found.kind()), format!("{:?}", expected.kind), "kind, {}", context());
    inspect(sql, options, |found| {
        assert_eq!((found.text, found.summary), (&*expected.text, &*expected.summary), "with, {}", context());
        assert_eq!(found.operation(), expected.operation.as_deref(), "with, {}", context());
    });
    expected
}

fn agree_in_all(sql: &str, random: &mut Random) {
    for dialect in DIALECTS {
        agree(sql, dialect, 0);
        agree(sql, dialect, 1 + random.below(sql.len() + 4));
    }
}

#[test]
fn engine_and_oracle_agree_on_all_cases_and_their_beginnings() {
    for sql in corpus::statements() {
        for (end, _) in sql.char_indices().chain([(sql.len(), ' ')]) {
            let beginning = &sql[..end];
            for dialect in DIALECTS {
                for limit in [0, 1, 5, 24, sql.len()] {
                    agree(beginning, dialect, limit);
                }
            }
        }
    }
}

/// What random texts have found.
#[test]
fn engine_and_oracle_agree_on_texts_that_were_once_wrong() {
    for sql in [
        "SELECT0 a PASSWORD  VALID",
        "SELECT a -/* c */\u{b} b",
        "INSERT INTO t VALUES (a, null), (NULL , NULL) RETURNING b",
        "INSERT INTO t VALUES (a), (NULL), (1, b)",
        "SELECT a FROM x.VALUES (1), ( null), (3, b)",
        "UPDATE OR x values (1), (null), (2)",
        "CREATE VIEW a AS SELECT b/* c */; SELECT 1",
        "SELECT a[1/* c */; SELECT 2",
        "select $\"a\".c",
        "update $`q` IN (SELECT t.u",
        "SELECT \"a$\" FROM \"b1\", c$",
        "SELECT a\0",
        "SELECT ?7, ::7 @7",
        "/**//**/;/**/-- a\n;SET x = 1/**/;/**/",
    ] {
        for dialect in DIALECTS {
            for limit in [0, 1, 9, 30] {
                agree(sql, dialect, limit);
            }
        }
    }
}

/// What lies on the border of the window is cut off in the midst of a token.
#[test]
fn engine_and_oracle_agree_on_texts_that_are_longer_than_the_window() {
    let mut random = random();
    let corpus = corpus::statements();
    for _ in 0..(cases() / 10).min(20_000) {
        let statement = &corpus[random.below(corpus.len())];
        let limit = 1 + random.below(60);
        // The statement starts just before the end of the window, filled up with code or with one comment.
        let room = db_redact::sql::LOOKAHEAD + limit - random.below(statement.len() + 1);
        let filled = match random.below(3) {
            0 => format!("{}{statement} {statement}", " ".repeat(room)),
            1 => format!("/*{}*/{statement} {statement}", "x".repeat(room.saturating_sub(4))),
            _ => format!("VALUES {}{statement} {statement}", "(1, 'abc'), ".repeat(room / 12)),
        };
        for dialect in DIALECTS {
            agree(&filled, dialect, limit);
        }
    }
}

#[test]
fn engine_and_oracle_agree_on_mutations_of_the_cases() {
    let mut random = random();
    let corpus = corpus::statements();
    for _ in 0..cases() {
        let one = &corpus[random.below(corpus.len())];
        let other = &corpus[random.below(corpus.len())];
        let sql = match random.below(4) {
            0 => format!("{one};{other}"),
            1 => format!("{one} {other}"),
            _ => one.clone(),
        };
        let sql = random.mutated(&sql);
        agree_in_all(&sql, &mut random);
    }
}

#[test]
fn engine_and_oracle_agree_on_a_soup_of_fragments() {
    let mut random = random();
    for _ in 0..cases() {
        let count = random.below(24);
        let sql: String = (0..count).map(|_| random.pick(FRAGMENTS)).collect();
        agree_in_all(&sql, &mut random);
    }
}

#[test]
fn engine_and_oracle_agree_on_plain_statements_with_a_flaw() {
    let mut random = random();
    for _ in 0..cases() {
        agree_in_all(&plain::statement(&mut random), &mut random);
    }
}

#[test]
fn engine_and_oracle_agree_on_texts_of_parameters_with_a_flaw() {
    let mut random = random();
    for _ in 0..cases() {
        agree_in_all(&parameters::statement(&mut random), &mut random);
    }
}

#[test]
fn engine_and_oracle_agree_on_sentences_of_a_grammar() {
    let mut random = random();
    for _ in 0..cases() {
        let mut sql = String::new();
        sentence(&mut random, "statement", &mut sql, 0);
        if random.below(3) == 0 {
            sql.push_str("; ");
            sentence(&mut random, "statement", &mut sql, 0);
        }
        agree_in_all(&sql, &mut random);
        let sql = random.mutated(&sql);
        agree_in_all(&sql, &mut random);
    }
}
