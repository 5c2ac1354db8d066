//! The time for which a call waited at the server for calls of its connection that were cancelled.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use super::EndedCall;
use crate::session::cancelled_work::CancelledWork;
use crate::session::work_end::WorkEnd;

/// What is known of a call's place in the queue of its connection. The call's observation and the future that sends it share it.
#[derive(Debug, Default)]
pub(crate) struct Queued {
    progress: AtomicU8,
    ahead: OnceLock<WorkEnd>,
}

const SENT: u8 = 1;
/// If something of the call remains to be done, the connection knows it.
const SETTLED: u8 = 2;

impl Queued {
    /// The call is being sent after `ahead`.
    pub(crate) fn sent(&self, ahead: Option<&WorkEnd>) {
        self.progress.store(SENT, Ordering::Relaxed);
        if let Some(ahead) = ahead {
            // A call of several requests waits in front of its first one.
            self.ahead.get_or_init(|| ahead.clone());
        }
    }

    /// If something of the call remains to be done, the connection knows it.
    pub(crate) fn settled(&self) {
        self.progress.store(SETTLED, Ordering::Relaxed);
    }

    /// Looks for the end of what is ahead, for a stream whose first row has come.
    pub(super) fn look(&self) {
        if let Some(ahead) = self.ahead.get() {
            ahead.look();
        }
    }

    /// Ends with the call, and returns how long it was queued.
    pub(super) fn end(&self, end: &EndedCall<'_>) -> Option<Duration> {
        let work: &CancelledWork = &end.session.connection().cancelled_work;
        if end.cancelled && self.progress.load(Ordering::Relaxed) == SENT {
            work.add();
        }
        // A call that was itself cancelled may have been queued until then.
        let until = self.ahead.get()?.look().unwrap_or(end.end).min(end.end);
        let queued = until.duration_since(end.begin).unwrap_or_default();
        work.is_noticeable(queued).then_some(queued)
    }
}
