//! The fast analysis agrees with the plain one.

use std::borrow::Cow;

use crate::choices::Choices;
use db_redact::sql::{Dialect, DoubleQuotes, LOOKAHEAD, Options, analyze_as, inspect, sanitize};

/// Bytes are a dialect, a limit, how often the text is repeated, and the text.
pub(crate) fn check(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let options = choices.options();
    let options = Options { limit: choices.limit(), ..options };
    let times = choices.number();
    let sql = repeat(&text(choices.0), times);
    agree(&sql, options);
    settles(&sql, options);
}

/// A text does not grow, and a second analysis of it changes nothing more.
pub(crate) fn settles(sql: &str, options: Options) {
    let options = Options { limit: 0, ..options };
    let analysis = analyze_as(sql, options);
    let text = analysis.text();
    assert!(text.len() <= sql.len().max(1), "{options:?}: {sql:?} grew to {text:?}");
    assert_eq!(analyze_as(text, options).text(), text, "twice, {options:?}: {sql:?}");
}

pub(crate) fn agree(sql: &str, options: Options) {
    let fast = analyze_as(sql, options);
    let plain = sql_oracle::analyze_as(sql, plain(options));
    let context = || format!("{options:?}: {sql:?}");
    assert_eq!(fast.text(), plain.text, "text, {}", context());
    assert_eq!(fast.summary(), plain.summary, "summary, {}", context());
    assert_eq!(fast.operation(), plain.operation.as_deref(), "operation, {}", context());
    assert_eq!(fast.collection(), plain.collection.as_deref(), "collection, {}", context());
    assert_eq!(fast.stored_procedure(), plain.stored_procedure.as_deref(), "stored_procedure, {}", context());
    assert_eq!(fast.has_parameters, plain.has_parameters, "has_parameters, {}", context());
    assert_eq!(format!("{:?}", fast.kind()), format!("{:?}", plain.kind), "kind, {}", context());
    inspect(sql, options, |lent| {
        assert_eq!((lent.text, lent.summary), (&*plain.text, &*plain.summary), "inspect, {}", context());
        assert_eq!(lent.operation(), plain.operation.as_deref(), "inspect, {}", context());
        assert_eq!(lent.collection(), plain.collection.as_deref(), "inspect, {}", context());
        assert_eq!(lent.kind(), fast.kind(), "inspect, {}", context());
    });
    // It has no other double quotes than the default.
    if options.double_quotes == options.dialect.double_quotes() {
        assert_eq!(sanitize(sql, options.dialect, options.limit), plain.text, "sanitize, {}", context());
    }
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

fn plain(options: Options) -> sql_oracle::Options {
    sql_oracle::Options {
        dialect: match options.dialect {
            Dialect::Postgres => sql_oracle::Dialect::Postgres,
            Dialect::Mysql => sql_oracle::Dialect::Mysql,
            Dialect::Sqlite => sql_oracle::Dialect::Sqlite,
            Dialect::SqlServer => sql_oracle::Dialect::SqlServer,
            Dialect::Oracle => sql_oracle::Dialect::Oracle,
            _ => sql_oracle::Dialect::Generic,
        },
        double_quotes: match options.double_quotes {
            DoubleQuotes::String => sql_oracle::DoubleQuotes::String,
            DoubleQuotes::Identifier => sql_oracle::DoubleQuotes::Identifier,
            DoubleQuotes::ByPlace => sql_oracle::DoubleQuotes::ByPlace,
        },
        limit: options.limit,
    }
}
