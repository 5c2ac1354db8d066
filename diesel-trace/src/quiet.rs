//! What somebody else tells of.

use std::cell::Cell;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether what diesel tells an instrumentation of ours on this thread is being told by a connection of ours.
pub(crate) fn is_quiet() -> bool {
    QUIET.get()
}

/// Runs what a connection of ours tells of by itself.
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
