//! Warnings through `tracing`, or on standard error if the program has no subscriber yet.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Warns about the settings. A panic of the program's subscriber ends here.
pub(crate) fn warn(text: &str) {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        if tracing::dispatcher::has_been_set() {
            tracing::warn!(name: "dbtrace.propagators", "{text}");
        } else {
            eprintln!("warning: db-trace: {text}");
        }
    }));
}
