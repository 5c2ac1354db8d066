//! How often memory is allocated.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// An allocator that counts what the current thread asks of it. A program that counts makes it its own:
///
/// ```
/// use db_trace_benches::allocations::Counting;
///
/// #[global_allocator]
/// static ALLOCATOR: Counting = Counting;
/// ```
#[derive(Debug)]
pub struct Counting;

/// What a thread has asked for so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allocations {
    /// How often it asked for memory, or for other memory in place of some.
    pub count: usize,
    /// How many bytes it asked for.
    pub bytes: usize,
}

thread_local! {
    static SO_FAR: Cell<Allocations> = const { Cell::new(Allocations { count: 0, bytes: 0 }) };
}

impl Allocations {
    /// What the current thread has asked for.
    pub fn so_far() -> Self {
        SO_FAR.get()
    }

    /// What `action` asks for.
    pub fn of(action: impl FnOnce()) -> Self {
        let before = Self::so_far();
        action();
        let after = Self::so_far();
        Self { count: after.count - before.count, bytes: after.bytes - before.bytes }
    }
}

fn count(bytes: usize) {
    // A thread that ends has none any more.
    let _ = SO_FAR.try_with(|so_far| {
        let before = so_far.get();
        so_far.set(Allocations { count: before.count + 1, bytes: before.bytes + bytes });
    });
}

#[expect(unsafe_code, reason = "the trait of an allocator is unsafe; this one hands everything on")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the system's conditions, which are ours.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the system's conditions, which are ours.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller keeps the system's conditions, which are ours.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
