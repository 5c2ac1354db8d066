//! The request of a consumer, and its result.

use super::message::Message;
use crate::Transaction;

/// The jobs that a consumer receives: those that are due, the earliest first.
#[derive(Clone, Debug)]
pub struct Receive {
    pub(super) count: u32,
}

impl Default for Receive {
    fn default() -> Self {
        Self { count: 1 }
    }
}

impl Receive {
    /// Returns one job.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the most jobs. Default: 1.
    ///
    /// Jobs that are received together commit together: if the process is killed, all of them are delivered again.
    #[must_use]
    pub fn count(self, count: u32) -> Self {
        Self { count }
    }
}

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
