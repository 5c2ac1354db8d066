//! The effect of a text, by its operations.

/// The effect of a text: of its statements together, as far as the summary has room for their operations.
///
/// The verbs decide (S91). `EXPLAIN DELETE` is a write, because `EXPLAIN ANALYZE` runs what it explains; a `SELECT` is a read, also
/// `FOR UPDATE` and if it calls a function that writes.
///
/// Several operations have the kind that all of them have. If they differ, they are a [`Write`](Self::Write) if one of
/// them is, and else [`Other`](Self::Other). So a text that begins a transaction and does other work is not a
/// [`TransactionBegin`](Self::TransactionBegin), and neither is `BEGIN; COMMIT`. If a summary is full, what follows is
/// not known, and nothing but a write is certain.
///
/// ```
/// use db_redact::sql::{Dialect, Kind, analyze};
///
/// let kind = |sql| analyze(sql, Dialect::Postgres, 0).kind();
/// assert_eq!(kind("SELECT a FROM t"), Kind::Read);
/// assert_eq!(kind("WITH old AS (DELETE FROM t RETURNING a) SELECT a FROM old"), Kind::Write);
/// assert_eq!(kind("COMMIT"), Kind::TransactionCommit);
/// assert_eq!(kind("BEGIN; SELECT a FROM t"), Kind::Other);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Rows are read: `SELECT`, `VALUES`, `TABLE`.
    Read,
    /// Rows are changed: `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `REPLACE`.
    Write,
    /// A transaction begins: `BEGIN`, `START TRANSACTION`.
    TransactionBegin,
    /// A transaction ends, and what it did stays: `COMMIT`, `END`.
    TransactionCommit,
    /// A transaction ends, and what it did is undone: `ROLLBACK`, `ABORT`.
    TransactionRollback,
    /// A savepoint is set, released or returned to: `SAVEPOINT`, `RELEASE`, `ROLLBACK TO`.
    Savepoint,
    /// Anything else, such as a definition, a setting, a call, and work of several kinds.
    #[default]
    Other,
}

impl Kind {
    /// Returns `true` for the end of a transaction, of either kind.
    pub fn ends_transaction(self) -> bool {
        matches!(self, Self::TransactionCommit | Self::TransactionRollback)
    }

    /// S92: the kind of two operations together.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Write, _) | (_, Self::Write) => Self::Write,
            _ => Self::Other,
        }
    }
}
