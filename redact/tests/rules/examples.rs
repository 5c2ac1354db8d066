//! The examples hold: for the engine, and for the oracle.

use db_redact::redis::{self, Keys};
use db_redact::sql::{self, Dialect, DoubleQuotes, analyze_as, mask_names};

use crate::example::{Example, Shown};
use crate::page::rules;

#[test]
fn the_engine_does_what_the_sql_examples_say() {
    each_sql_example(|example, dialect| {
        let options =
            sql::Options { double_quotes: double_quotes(example, dialect), dialect, limit: example.limit };
        let analysis = analyze_as(&example.input, options);
        let summary = analysis.summary();
        let summary =
            if example.keys == Keys::Masked { mask_names(summary).into_owned() } else { summary.to_owned() };
        (analysis.text().to_owned(), summary)
    });
}

#[test]
fn the_oracle_does_what_the_sql_examples_say() {
    each_sql_example(|example, dialect| {
        let double_quotes = match double_quotes(example, dialect) {
            DoubleQuotes::String => sql_oracle::DoubleQuotes::String,
            DoubleQuotes::Identifier => sql_oracle::DoubleQuotes::Identifier,
            DoubleQuotes::ByPlace => sql_oracle::DoubleQuotes::ByPlace,
        };
        let dialect = match dialect {
            Dialect::Postgres => sql_oracle::Dialect::Postgres,
            Dialect::Mysql => sql_oracle::Dialect::Mysql,
            Dialect::Sqlite => sql_oracle::Dialect::Sqlite,
            Dialect::SqlServer => sql_oracle::Dialect::SqlServer,
            Dialect::Oracle => sql_oracle::Dialect::Oracle,
            _ => sql_oracle::Dialect::Generic,
        };
        let options = sql_oracle::Options { dialect, double_quotes, limit: example.limit };
        let analysis = sql_oracle::analyze_as(&example.input, options);
        let summary = analysis.summary;
        let summary = if example.keys == Keys::Masked { sql_oracle::mask_names(&summary) } else { summary };
        (analysis.text, summary)
    });
}

#[test]
fn the_engine_does_what_the_redis_examples_say() {
    for rule in rules().iter().filter(|rule| rule.number.starts_with('R')) {
        for example in &rule.examples {
            let options = redis::Options { limit: example.limit, keys: example.keys };
            let arguments = example.input.split(' ').map(str::as_bytes);
            let mut text = String::new();
            if example.has_values {
                redis::raw_into(arguments, &options, &mut text);
            } else {
                redis::sanitize_into(arguments, &options, &mut text);
            }
            assert_eq!(Shown::Text(text), example.shown, "{}: {}", rule.number, example.input);
        }
    }
}

/// `analyze` returns the text and the summary of an example.
fn each_sql_example(analyze: impl Fn(&Example, Dialect) -> (String, String)) {
    let mut wrong = Vec::new();
    for rule in rules().iter().filter(|rule| rule.number.starts_with('S')) {
        for example in &rule.examples {
            for dialect in &example.dialects {
                let (text, summary) = analyze(example, *dialect);
                let shown = match &example.shown {
                    Shown::Text(_) => Shown::Text(text),
                    Shown::Summary(_) => Shown::Summary(summary),
                };
                if shown != example.shown {
                    let (number, input) = (&rule.number, &example.input);
                    wrong.push(format!(
                        "{number} in {dialect:?}: {input}\n  {shown:?}\n  {:?}",
                        example.shown
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "found, and expected:\n{}", wrong.join("\n"));
}

fn double_quotes(example: &Example, dialect: Dialect) -> DoubleQuotes {
    example.double_quotes.unwrap_or(dialect.double_quotes())
}
