//! Texts that are written before their length is known.

use std::borrow::Cow;
use std::cell::Cell;

/// How much memory a thread keeps for the next text.
const MOST_KEPT: usize = 4_096;

thread_local! {
    static SCRATCH: Cell<String> = const { Cell::new(String::new()) };
}

/// What is written, in one allocation of its size; none if that is nothing. It is written to memory that the thread keeps.
#[inline]
pub(crate) fn written(write: impl FnOnce(&mut String)) -> Option<Cow<'static, str>> {
    // A thread that is about to end has no memory to lend.
    let mut scratch = SCRATCH.try_with(Cell::take).unwrap_or_default();
    scratch.clear();
    write(&mut scratch);
    let written = (!scratch.is_empty()).then(|| Cow::Owned(scratch.as_str().to_owned()));
    if scratch.capacity() <= MOST_KEPT {
        let _ = SCRATCH.try_with(|kept| kept.set(scratch));
    }
    written
}
