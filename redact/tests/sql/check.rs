//! What is checked of every case.

use std::fmt::Write as _;

use db_redact::sql::{Analysis, Dialect, analyze};

/// The text is as expected, and the properties hold that hold for all texts.
pub(crate) fn texts(dialect: Dialect, cases: &[(&str, &str)]) {
    each(dialect, cases, |analysis| analysis.text().to_owned());
}

/// Like [`texts`], for summaries.
pub(crate) fn summaries(dialect: Dialect, cases: &[(&str, &str)]) {
    each(dialect, cases, |analysis| analysis.summary().to_owned());
}

/// All differences, and not the first alone.
fn each(dialect: Dialect, cases: &[(&str, &str)], shown: impl Fn(&Analysis) -> String) {
    let mut differences = String::new();
    for (sql, expected) in cases {
        let found = shown(&analyze(sql, dialect, 0));
        if found != *expected {
            _ = writeln!(differences, "{sql:?}\n  is {found:?}\n not {expected:?}");
        }
        properties(dialect, sql);
    }
    assert!(differences.is_empty(), "{dialect:?}:\n{differences}");
}

/// No prefix of the text leaks data, and a second analysis changes nothing more.
pub(crate) fn properties(dialect: Dialect, sql: &str) {
    let ends = sql.char_indices().map(|(at, _)| at).chain([sql.len()]);
    for end in ends {
        let prefix = &sql[..end];
        let analysis = analyze(prefix, dialect, 0);
        shows_no_data(&analysis, prefix);
        assert_eq!(
            analyze(analysis.text(), dialect, 0).text(),
            analysis.text(),
            "twice, {dialect:?}: {prefix:?}"
        );
    }
}

pub(crate) fn shows_no_data(analysis: &Analysis, sql: &str) {
    for shown in [
        Some(analysis.text()),
        Some(analysis.summary()),
        analysis.operation(),
        analysis.collection(),
        analysis.stored_procedure(),
    ] {
        let shown = shown.unwrap_or_default();
        assert!(!shown.contains(['Ж', '7']), "{shown:?} shows data of {sql:?}");
    }
    assert!(analysis.summary().len() <= 255, "{:?}", analysis.summary());
}
