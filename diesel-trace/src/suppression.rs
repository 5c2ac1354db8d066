//! Calls that a traced connection records, so that the instrumentation inside of its driver must not.

use std::cell::Cell;
use std::thread::LocalKey;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Returns `true` if the statement that runs on this thread is this crate's own, which no instrumentation receives.
pub(crate) fn is_silent() -> bool {
    SILENT.get()
}

/// Runs a part of a statement of this crate's own.
#[cfg(feature = "async-postgres")]
pub(crate) fn silently<T>(call: impl FnOnce() -> T) -> T {
    within(&SILENT, call)
}

/// Returns `true` if a traced connection records the call that runs on this thread.
pub(crate) fn is_quiet() -> bool {
    QUIET.get()
}

/// Runs a part of a call that a traced connection records.
pub(crate) fn quietly<T>(call: impl FnOnce() -> T) -> T {
    within(&QUIET, call)
}

fn within<T>(flag: &'static LocalKey<Cell<bool>>, call: impl FnOnce() -> T) -> T {
    struct Restore(&'static LocalKey<Cell<bool>>, bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            self.0.set(self.1);
        }
    }
    let _restore = Restore(flag, flag.replace(true));
    call()
}
