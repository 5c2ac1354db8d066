//! No literal of a statement is shown.

use crate::agreement::{agree, repeat, settles};
use crate::choices::Choices;
use crate::statement;
use db_redact::sql::{Analysis, Options, analyze_as};

/// Bytes are a dialect, a limit, a share, and the choices of which [`statement::write`] makes a statement.
pub(crate) fn check(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let options = choices.options();
    let limited = Options { limit: choices.limit(), ..options };
    let share = choices.number();
    let sql = share_of(statement::write(&mut choices, options), share);

    shows_no_data(&analyze_as(&sql, options), options, &sql);
    settles(&sql, options);
    agree(&sql, limited);

    let cut = analyze_as(&sql, limited);
    shows_no_data(&cut, limited, &sql);
    assert!(limited.limit == 0 || cut.text().len() <= limited.limit, "{limited:?}: {sql:?}");
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

fn shows_no_data(analysis: &Analysis, options: Options, sql: &str) {
    let names = [analysis.operation(), analysis.collection(), analysis.stored_procedure()];
    let shown = [Some(analysis.text()), Some(analysis.summary())];
    for shown in shown.into_iter().chain(names).flatten() {
        assert!(!shown.contains(['Ж', '7']), "{options:?}: {shown:?} shows data of {sql:?}");
    }
}
