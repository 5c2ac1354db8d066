//! The caller's context, which OpenTelemetry keeps in a thread-local, without its panics.
//!
//! OpenTelemetry's functions panic in two places where a program may make a call: in the destructor of a thread-local, when
//! the context of the thread is gone (a panic there aborts the process), and where a context is attached inside
//! [`Context::map_current`]. All of this project reaches the context through this module.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use opentelemetry::{Context, ContextGuard};

/// What is known of the thread's context.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unknown,
    There,
    Gone,
}

/// Is dropped before the thread's context.
///
/// A thread destroys its thread-locals in the reverse order of their first use. This one uses the context first, so it is
/// destroyed first.
struct Sentinel;

impl Drop for Sentinel {
    fn drop(&mut self) {
        STATE.set(State::Gone);
    }
}

thread_local! {
    // It needs no drop, so it is there until the thread has ended.
    static STATE: Cell<State> = const { Cell::new(State::Unknown) };
    static SENTINEL: Sentinel = {
        // This panics if the program used the context before and the thread ends already.
        let is_there = catch_unwind(|| Context::map_current(|_| ())).is_ok();
        STATE.set(if is_there { State::There } else { State::Gone });
        Sentinel
    };
}

/// Returns `true` unless the thread ends and its context is gone.
#[inline]
pub(crate) fn is_there() -> bool {
    STATE.get() == State::There || is_there_at_first()
}

#[cold]
fn is_there_at_first() -> bool {
    if STATE.get() == State::Unknown {
        let _ = SENTINEL.try_with(|_| ());
    }
    STATE.get() == State::There
}

/// Passes the current context to `use_it`, or returns `None` on a thread whose context is gone.
#[inline]
pub fn with_current<T>(use_it: impl FnOnce(&Context) -> T) -> Option<T> {
    if is_there() { Some(Context::map_current(use_it)) } else { None }
}

/// Returns the current context: an empty one on a thread whose context is gone.
pub fn current() -> Context {
    with_current(Context::clone).unwrap_or_default()
}

/// Makes `context` the current one until the guard is dropped. Returns `None` if that is not possible: the thread's context is
/// gone, or is borrowed by [`Context::map_current`].
pub fn attach(context: Context) -> Option<ContextGuard> {
    // The API cannot say that the context is borrowed. It panics before it changes anything.
    is_there().then(|| catch_unwind(AssertUnwindSafe(|| context.attach())).ok()).flatten()
}

/// Suppresses telemetry until the guard is dropped, where [`attach`] is possible.
pub fn suppress() -> Option<ContextGuard> {
    attach(with_current(Context::with_telemetry_suppressed)?)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::sync::mpsc;

    use super::*;

    /// Does something when it is dropped.
    struct AtEnd(Box<dyn Fn()>);

    impl Drop for AtEnd {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    thread_local! {
        static KEPT: RefCell<Option<AtEnd>> = const { RefCell::new(None) };
    }

    /// Runs `before` on a thread after `KEPT` was used, and returns what `with_current` and `attach` return when `KEPT` ends.
    fn at_end_of_thread(before: fn()) -> (bool, bool) {
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let at_end = AtEnd(Box::new(move || {
                let result = (with_current(|_| ()).is_some(), attach(Context::new()).is_some());
                sender.send(result).expect("the test waits");
            }));
            KEPT.with(|kept| *kept.borrow_mut() = Some(at_end));
            before();
        });
        thread.join().expect("no panic");
        receiver.recv().expect("the thread-local was dropped")
    }

    #[test]
    fn context_is_gone_in_the_destructor_of_a_thread_local_that_is_older() {
        assert_eq!(at_end_of_thread(|| drop(current())), (false, false));
    }

    #[test]
    fn context_that_only_the_program_used_is_gone_without_a_panic() {
        assert_eq!(at_end_of_thread(|| drop(Context::current())), (false, false));
    }

    #[test]
    fn context_of_a_thread_that_never_used_one_is_there() {
        assert_eq!(at_end_of_thread(|| ()), (true, true));
    }

    #[test]
    fn borrowed_context_is_read_and_not_attached() {
        Context::map_current(|_| {
            assert!(with_current(|_| ()).is_some());
            assert!(attach(Context::new()).is_none());
            assert!(suppress().is_none());
        });
        assert!(suppress().is_some());
    }
}
