//! Calls that a traced connection records, so that the instrumentation inside of its driver must not.

use std::cell::Cell;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Returns `true` if a traced connection records the call that runs on this thread.
pub(crate) fn is_quiet() -> bool {
    QUIET.get()
}

/// Runs a part of a call that a traced connection records.
pub(crate) fn quietly<T>(call: impl FnOnce() -> T) -> T {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            QUIET.set(self.0);
        }
    }
    let _restore = Restore(QUIET.replace(true));
    call()
}
