//! No literal of a statement is shown.

use crate::agreement::{agree, repeat, settles};
use crate::choices::Choices;
use crate::statement;
use db_redact::sql::{Analysis, Dialect, analyze};

/// Bytes are a dialect, a limit, a share, and the choices of which [`statement::write`] makes a statement.
pub(crate) fn check(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let (dialect, limit) = (choices.dialect(), choices.limit());
    let share = choices.number();
    let sql = share_of(statement::write(&mut choices, dialect), share);

    shows_no_data(&analyze(&sql, dialect, 0), dialect, &sql);
    settles(&sql, dialect);
    agree(&sql, dialect, limit);

    let cut = analyze(&sql, dialect, limit);
    shows_no_data(&cut, dialect, &sql);
    assert!(limit == 0 || cut.text().len() <= limit, "{dialect:?}, limit {limit}: {sql:?}");
}

/// All of it for 0, beyond the window for the largest, and else a beginning, which may end within a literal.
fn share_of(mut sql: String, share: u8) -> String {
    const ENDLESS: u8 = 240;
    match share {
        0 => {}
        ENDLESS.. => sql = repeat(&(sql + ";\n"), u8::MAX),
        _ => {
            let mut end = sql.len() * usize::from(share) / usize::from(ENDLESS);
            while !sql.is_char_boundary(end) {
                end -= 1;
            }
            sql.truncate(end);
        }
    }
    sql
}

fn shows_no_data(analysis: &Analysis, dialect: Dialect, sql: &str) {
    let names = [analysis.operation(), analysis.collection(), analysis.stored_procedure()];
    let shown = [Some(analysis.text()), Some(analysis.summary())];
    for shown in shown.into_iter().chain(names).flatten() {
        assert!(!shown.contains(['Ж', '7']), "{dialect:?}: {shown:?} shows data of {sql:?}");
    }
}
