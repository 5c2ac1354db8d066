//! All ways to read a text: the dialects, and what double quotes are.

use db_redact::sql::{Dialect, DoubleQuotes, Options};

pub(crate) const DIALECTS: [Dialect; 6] = [
    Dialect::Postgres,
    Dialect::Mysql,
    Dialect::Sqlite,
    Dialect::SqlServer,
    Dialect::Oracle,
    Dialect::Generic,
];

pub(crate) const DOUBLE_QUOTES: [DoubleQuotes; 3] =
    [DoubleQuotes::String, DoubleQuotes::Identifier, DoubleQuotes::ByPlace];

/// The same options for the oracle.
pub(crate) fn of_oracle(options: Options) -> sql_oracle::Options {
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
