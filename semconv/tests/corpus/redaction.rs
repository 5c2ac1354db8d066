//! No literal of a statement is shown.

use crate::agreement::{agree, settles};
use crate::choices::Choices;
use crate::statement;
use db_semconv::sql::{Analysis, Dialect, analyze};

/// Bytes are a dialect, a limit, and the choices of which [`statement::write`] makes a statement.
pub(crate) fn check(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let (dialect, limit) = (choices.dialect(), choices.limit());
    let sql = statement::write(&mut choices, dialect);

    shows_no_data(&analyze(&sql, dialect, 0), dialect, &sql);
    settles(&sql, dialect);
    agree(&sql, dialect, limit);

    let cut = analyze(&sql, dialect, limit);
    shows_no_data(&cut, dialect, &sql);
    assert!(limit == 0 || cut.text.len() <= limit, "{dialect:?}, limit {limit}: {sql:?}");
}

fn shows_no_data(analysis: &Analysis, dialect: Dialect, sql: &str) {
    let names = [&analysis.operation, &analysis.collection, &analysis.stored_procedure];
    let shown = [Some(&analysis.text), Some(&analysis.summary)];
    for shown in shown.into_iter().chain(names.map(Option::as_ref)).flatten() {
        assert!(!shown.contains(['Ж', '7']), "{dialect:?}: {shown:?} shows data of {sql:?}");
    }
}
