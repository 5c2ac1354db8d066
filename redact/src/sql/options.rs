//! The rules by which a text is read: its dialect, and the limit of what is shown.

/// The database whose rules the text follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// PostgreSQL, and what speaks its language.
    Postgres,
    /// MySQL and MariaDB. `"x"` is a string.
    Mysql,
    /// SQLite. The place of `"x"` decides what it is, because SQLite takes a name for a string where no such name exists.
    Sqlite,
    /// A database that is not known. If the other dialects disagree, the rest of the text is hidden;
    /// the place of `"x"` decides what it is.
    Generic,
    /// Microsoft SQL Server. `[x]` is a name; the place of `"x"` decides what it is, because a setting of the session does.
    SqlServer,
    /// Oracle Database. `"x"` is a name, and `q'[x]'` a string.
    Oracle,
}

/// The meaning of `"x"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DoubleQuotes {
    /// A string, as MySQL's is by default.
    String,
    /// A name, as in standard SQL, and in MySQL with `ANSI_QUOTES`.
    Identifier,
    /// A name where the grammar wants one, and data everywhere else (S98). For servers that accept both.
    ByPlace,
}

impl Dialect {
    /// Returns what `"x"` is by the dialect's default (S15).
    pub const fn double_quotes(self) -> DoubleQuotes {
        match self {
            Self::Mysql => DoubleQuotes::String,
            Self::Postgres | Self::Oracle => DoubleQuotes::Identifier,
            Self::Sqlite | Self::SqlServer | Self::Generic => DoubleQuotes::ByPlace,
        }
    }

    /// Returns `true` if servers of the dialect have a setting that changes what `"x"` is.
    pub const fn has_double_quotes_setting(self) -> bool {
        !matches!(self, Self::Postgres | Self::Oracle)
    }

    /// Returns `true` if it is read by the general reader alone. The fast ones do not know its names and numbers.
    pub(crate) const fn is_rare(self) -> bool {
        matches!(self, Self::SqlServer | Self::Oracle)
    }

    /// Returns `true` if a setting of the server changes what a backslash does in a plain string (S31).
    pub(crate) const fn has_backslash_setting(self) -> bool {
        matches!(self, Self::Postgres | Self::Mysql | Self::Generic)
    }

    /// Returns `true` if `EXEC p x` calls a procedure with a string (S56).
    pub(crate) const fn has_bare_arguments(self) -> bool {
        matches!(self, Self::SqlServer | Self::Generic)
    }
}

/// The rules by which a text is read, and the limit of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The database whose rules the text follows.
    pub dialect: Dialect,
    /// The meaning of `"x"`, if a setting of the server makes it differ from [`Dialect::double_quotes`].
    pub double_quotes: DoubleQuotes,
    /// The most bytes that the text may have, its final `…` included; 0 is no limit.
    pub limit: usize,
}

impl Options {
    /// The dialect's own rules, and a text of at most `limit` bytes; 0 is no limit.
    pub const fn new(dialect: Dialect, limit: usize) -> Self {
        Self { dialect, double_quotes: dialect.double_quotes(), limit }
    }
}

/// The number of bytes that a reader looks at beyond the limit of the text: 16 KiB.
///
/// The room is for comments, long literals and long `IN` lists, which fill input and no text, and for the summary of a
/// statement whose text is cut.
pub const LOOKAHEAD: usize = 16 * 1024;
