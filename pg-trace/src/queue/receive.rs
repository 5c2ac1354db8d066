//! The result of a consumer's request.

use db_semconv::messaging::jobs::Message;

use crate::Transaction;

/// Jobs that were received, and the transaction that holds them.
///
/// Other consumers pass over them until the transaction ends. If it rolls back, or its process is killed, the jobs are due again.
#[derive(Debug)]
#[must_use = "dropping it gives the jobs back"]
pub struct Received<'a> {
    /// Commit it after the jobs are processed.
    pub transaction: Transaction<'a>,
    /// One job at least.
    pub messages: Vec<Message>,
}
