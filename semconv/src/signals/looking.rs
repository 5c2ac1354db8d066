//! A thread that looks for a provider, or asks one for a tracer or for instruments.
//!
//! The API and the SDK log while they answer, the SDK under a lock of its own. A subscriber may then make a traced call on the
//! same thread, and this call must not ask again: it would wait for its own thread.

use std::cell::Cell;
use std::marker::PhantomData;

thread_local! {
    static IS_LOOKING: Cell<bool> = const { Cell::new(false) };
}

/// The thread looks as long as this is there.
pub(super) struct Looking {
    stays_on_its_thread: PhantomData<*const ()>,
}

impl Looking {
    /// Returns `None` if the thread looks already.
    pub(super) fn begin() -> Option<Self> {
        (!IS_LOOKING.replace(true)).then(|| Self { stays_on_its_thread: PhantomData })
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        IS_LOOKING.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thread_looks_once_at_a_time() {
        let looking = Looking::begin();
        assert!(looking.is_some());
        for _ in 0..2 {
            assert!(Looking::begin().is_none());
        }
        drop(looking);
        assert!(Looking::begin().is_some());
    }
}
