//! What a text does.
//!
//! S91:
//!
//! * `SELECT`, `VALUES`, `TABLE` and `FROM` read; `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `REPLACE` and `UPSERT` write.
//! * `BEGIN` and `START TRANSACTION` begin a transaction, `COMMIT`, `END`, `ROLLBACK` and `ABORT` end it.
//! * `SAVEPOINT`, `RELEASE` and `ROLLBACK TO` are about savepoints; `ROLLBACK WORK TO x` and `ROLLBACK TRANSACTION TO x` are too.
//!   `ROLLBACK PREPARED` ends no transaction of the session.
//!
//! S92: all operations of the summary count, those in brackets and those of a statement that another one introduces too. If they
//! differ, the text writes if one of them does; else it does something else.
//!
//! S93: if the summary is not complete, nothing but a write is certain.

/// What a text does, or one operation.
#[allow(missing_docs, reason = "the namesakes in db-redact have the docs")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Write,
    TransactionBegin,
    TransactionCommit,
    TransactionRollback,
    Savepoint,
    Other,
}

impl Kind {
    /// The kind of an operation that is this word alone, in capitals.
    pub(crate) fn of(word: &str) -> Self {
        match word {
            "SELECT" | "VALUES" | "TABLE" => Kind::Read,
            "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE" | "UPSERT" => Kind::Write,
            "BEGIN" => Kind::TransactionBegin,
            "COMMIT" | "END" => Kind::TransactionCommit,
            "ROLLBACK" | "ABORT" => Kind::TransactionRollback,
            "SAVEPOINT" | "RELEASE" => Kind::Savepoint,
            _ => Kind::Other,
        }
    }

    pub(crate) fn of_all(kinds: &[Kind], is_complete: bool) -> Self {
        if kinds.contains(&Kind::Write) {
            return Kind::Write;
        }
        match kinds {
            [first, rest @ ..] if is_complete && rest.iter().all(|kind| kind == first) => *first,
            _ => Kind::Other,
        }
    }
}
