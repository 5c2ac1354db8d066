//! What is checked of every case.

use db_redact::sql::{Analysis, Dialect, analyze};

/// The text is as expected, and the properties hold that hold for all texts.
pub(crate) fn texts(dialect: Dialect, cases: &[(&str, &str)]) {
    for (sql, text) in cases {
        assert_eq!(analyze(sql, dialect, 0).text(), *text, "text of {sql:?}");
        properties(dialect, sql);
    }
}

/// Like [`texts`], for summaries.
pub(crate) fn summaries(dialect: Dialect, cases: &[(&str, &str)]) {
    for (sql, summary) in cases {
        assert_eq!(analyze(sql, dialect, 0).summary(), *summary, "summary of {sql:?}");
        properties(dialect, sql);
    }
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
