//! Code of the program's that runs where a panic would abort the process.
//!
//! A transaction or a stream that is dropped still ends its span, or starts one for its rollback. Samplers and processors of
//! the program run then. If they panic while another panic unwinds, or in the destructor of a thread-local, the process aborts.
//! So the panic ends here. Elsewhere it passes to the caller, as it does for a span by hand.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::panicking;

use crate::context;

/// Runs `action`. Returns `None` if it panics while another panic unwinds.
#[inline]
pub(super) fn contain<T>(action: impl FnOnce() -> T) -> Option<T> {
    if panicking() { contain_panic(action) } else { Some(action()) }
}

/// The same for what may also run in the destructor of a thread-local.
pub(super) fn contain_at_end<T>(action: impl FnOnce() -> T) -> Option<T> {
    if context::is_there() { contain(action) } else { contain_panic(action) }
}

#[cold]
fn contain_panic<T>(action: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(action)).ok()
}
