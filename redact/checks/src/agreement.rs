//! The fast analysis agrees with the plain one.

use std::borrow::Cow;

use crate::choices::Choices;
use db_redact::sql::{Dialect, LOOKAHEAD, Options, analyze, inspect, sanitize};

/// Bytes are a dialect, a limit, how often the text is repeated, and the text.
pub(crate) fn check(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let (dialect, limit) = (choices.dialect(), choices.limit());
    let times = choices.number();
    let sql = repeat(&text(choices.0), times);
    agree(&sql, dialect, limit);
    settles(&sql, dialect);
}

/// A text does not grow, and a second analysis of it changes nothing more.
pub(crate) fn settles(sql: &str, dialect: Dialect) {
    let analysis = analyze(sql, dialect, 0);
    let text = analysis.text();
    assert!(text.len() <= sql.len().max(1), "{dialect:?}: {sql:?} grew to {text:?}");
    assert_eq!(analyze(text, dialect, 0).text(), text, "twice, {dialect:?}: {sql:?}");
}

pub(crate) fn agree(sql: &str, dialect: Dialect, limit: usize) {
    let fast = analyze(sql, dialect, limit);
    let plain = sql_oracle::analyze(sql, plain(dialect), limit);
    let context = || format!("{dialect:?}, limit {limit}: {sql:?}");
    assert_eq!(fast.text(), plain.text, "text, {}", context());
    assert_eq!(fast.summary(), plain.summary, "summary, {}", context());
    assert_eq!(fast.operation(), plain.operation.as_deref(), "operation, {}", context());
    assert_eq!(fast.collection(), plain.collection.as_deref(), "collection, {}", context());
    assert_eq!(fast.stored_procedure(), plain.stored_procedure.as_deref(), "stored_procedure, {}", context());
    assert_eq!(fast.has_parameters, plain.has_parameters, "has_parameters, {}", context());
    assert_eq!(format!("{:?}", fast.kind()), format!("{:?}", plain.kind), "kind, {}", context());
    assert_eq!(sanitize(sql, dialect, limit), plain.text, "sanitize, {}", context());
    inspect(sql, Options::new(dialect, limit), |lent| {
        assert_eq!((lent.text, lent.summary), (&*plain.text, &*plain.summary), "inspect, {}", context());
        assert_eq!(lent.operation(), plain.operation.as_deref(), "inspect, {}", context());
        assert_eq!(lent.collection(), plain.collection.as_deref(), "inspect, {}", context());
        assert_eq!(lent.kind(), fast.kind(), "inspect, {}", context());
    });
}

/// Bytes that are no UTF-8 are Latin-1: no input is wasted.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().copied().map(char::from).collect::<String>().into(),
    }
}

/// So often that a short text reaches beyond the window, no further.
pub(crate) fn repeat(text: &str, times: u8) -> String {
    let most = (LOOKAHEAD + 1024) / text.len().max(1) + 1;
    text.repeat(usize::from(times % 128 + 1).min(most))
}

fn plain(dialect: Dialect) -> sql_oracle::Dialect {
    match dialect {
        Dialect::Postgres => sql_oracle::Dialect::Postgres,
        Dialect::Mysql => sql_oracle::Dialect::Mysql,
        Dialect::Sqlite => sql_oracle::Dialect::Sqlite,
        _ => sql_oracle::Dialect::Generic,
    }
}
