//! Stand-in until the analysis says it.
/// k
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// r
    Read,
    /// w
    Write,
    /// b
    TransactionBegin,
    /// e
    TransactionEnd,
    /// s
    Savepoint,
    /// o
    Other,
}
impl Kind {
    pub(crate) fn of(summary: &str) -> Self {
        match summary.to_ascii_uppercase().as_str() {
            "BEGIN" | "START TRANSACTION" => Self::TransactionBegin,
            "COMMIT" | "END" | "ROLLBACK" | "ABORT" => Self::TransactionEnd,
            "SAVEPOINT" | "RELEASE" | "RELEASE SAVEPOINT" | "ROLLBACK TO" | "ROLLBACK TO SAVEPOINT" => {
                Self::Savepoint
            }
            summary
                if summary
                    .split(' ')
                    .any(|word| ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"].contains(&word)) =>
            {
                Self::Write
            }
            _ => Self::Other,
        }
    }
}
