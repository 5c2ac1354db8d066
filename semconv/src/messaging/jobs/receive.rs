//! The request of a consumer.

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
