//! What this project says to the people who run the program: through `tracing`, as OpenTelemetry's own crates do, or on
//! standard error if the program has no subscriber.
//!
//! A subscriber is the user's code, and a notice may be made in a `Drop`. So a panic of the subscriber ends here. It may make
//! traced calls, so no notice is made under a lock of this crate.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `event` if the program has a subscriber, otherwise `otherwise`.
pub(crate) fn give(event: &dyn Fn(), otherwise: &dyn Fn()) {
    // The subscriber may be left half done, as after a panic that a web server catches.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        if tracing::dispatcher::has_been_set() { event() } else { otherwise() }
    }));
}

/// Warns with a text: `warning!("dbtrace.environment", text)`.
macro_rules! warning {
    ($name:literal, $text:expr) => {
        $crate::notice::give(
            &|| tracing::warn!(name: $name, "{}", $text),
            &|| eprintln!("warning: db-trace: {}", $text),
        )
    };
}

pub(crate) use warning;
