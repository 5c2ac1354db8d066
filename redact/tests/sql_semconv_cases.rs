//! The conventions' own test file for SQL: `docs/non-normative/database-test-cases/db-sql-test-cases.json`.

use db_redact::sql::{Dialect, analyze};
use serde_json::Value;

const CASES: &str = include_str!("data/semconv-sql-cases.json");

#[test]
fn every_case_has_the_expected_text_and_summary() {
    let file: Value = serde_json::from_str(CASES).expect("the file is JSON");
    let cases = file["cases"].as_array().expect("the file has cases");
    assert_eq!(Some(cases.len() as u64), file["count"].as_u64());
    for case in cases {
        let analysis = analyze(text(&case["input"]), Dialect::Generic, 0);
        let accepted = case["sanitized_any_of"].as_array().expect("a case has texts");
        assert!(
            accepted.iter().any(|accepted| text(accepted) == analysis.text()),
            "{}: {:?} is none of {accepted:?}",
            case["id"],
            analysis.text()
        );
        assert_eq!(analysis.summary(), text(&case["summary"]), "{}", case["id"]);
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
