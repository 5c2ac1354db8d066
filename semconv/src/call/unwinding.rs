//! Code of the program's that runs where a panic would abort the process.
//!
//! A transaction or a stream that is dropped still ends its span, or starts one for its rollback. Samplers and processors of
//! the program run then. If they panic while another panic unwinds, or in the destructor of a thread-local, the process aborts.
//! So the panic ends here. Elsewhere it passes to the caller, as it does for a span by hand.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::context;

/// Runs `action` while a panic unwinds. Returns `None` if it panics.
#[cold]
pub(crate) fn contain<T>(action: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(action)).ok().flatten()
}

/// Runs `action`, which may run in the destructor of a thread-local, and ends its panic there.
#[inline]
pub(crate) fn contain_at_end_of_thread(action: impl FnOnce()) {
    if context::is_there() { action() } else { contain_panic(action) }
}

/// Runs `action`, and ends its panic.
#[cold]
pub(crate) fn contain_panic(action: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(action));
}
