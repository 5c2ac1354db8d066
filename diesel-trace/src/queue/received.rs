//! What a consumer receives, and failures around the handler of a job.

use std::fmt;

use db_semconv::messaging::jobs::Message;
use diesel::result::Error;

/// The error of [`Consumer::process`](super::Consumer::process). The job is delivered again in both cases.
pub type ProcessError<T, E> = db_semconv::messaging::ProcessError<T, E, Error>;

/// Jobs that were received, and the connection in the transaction that holds them.
///
/// Other consumers pass over them until the transaction ends. If it rolls back, or its process is killed, the jobs are due again.
pub struct Received<'a, C> {
    /// It is in a transaction.
    pub connection: &'a mut C,
    /// One job at least.
    pub messages: Vec<Message>,
}

impl<C> fmt::Debug for Received<'_, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Received").field("messages", &self.messages).finish_non_exhaustive()
    }
}
