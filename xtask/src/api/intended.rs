//! Differences that are meant, and items that no version promises.

/// A difference between a driver and its wrapper that is meant.
pub(crate) struct Intended {
    /// The item's path in the driver; of implementations, a part of their signatures.
    pub(crate) path: &'static str,
    /// Why the wrapper differs.
    pub(crate) reason: &'static str,
}

impl Intended {
    /// Whether this is meant with the item of this path.
    pub(crate) fn is(&self, path: &str) -> bool {
        self.path == path || (path.starts_with("impl") && path.contains(self.path))
    }
}

/// What pg-trace does otherwise than tokio-postgres.
pub(crate) const PG_TRACE: &[Intended] = &[];

/// What redis-trace does otherwise than redis.
pub(crate) const REDIS_TRACE: &[Intended] = &[
    takes_script("redis::AsyncCommands::invoke_script"),
    takes_script("redis::AsyncCommands::load_script"),
    takes_script("redis::AsyncTypedCommands::invoke_script"),
    takes_script("redis::AsyncTypedCommands::load_script"),
    takes_script("redis::Cmd::invoke_script"),
    takes_script("redis::Cmd::load_script"),
    takes_script("redis::Commands::invoke_script"),
    takes_script("redis::Commands::load_script"),
    takes_script("redis::Pipeline::invoke_script"),
    takes_script("redis::Pipeline::load_script"),
    takes_script("redis::TypedCommands::invoke_script"),
    takes_script("redis::TypedCommands::load_script"),
];

/// A method of the driver's that takes a reference to the driver's script.
const fn takes_script(path: &'static str) -> Intended {
    Intended { path, reason: "redis-trace's scripts dereference to the driver's, so a reference to one fits" }
}

/// Whether an item is nothing that a program can rely on.
pub(super) fn is_no_promise(signature: &str) -> bool {
    const ENDINGS: [&str; 3] = [
        // What `#[derive(Eq)]` adds.
        "::assert_fields_are_eq(&self)",
        // Dropping runs code with or without a `Drop` of the type's own.
        "::drop(&mut self)",
        // pin-project-lite's way to write `!Unpin`.
        "core::marker::PhantomPinned): core::marker::Unpin",
    ];
    const IMPLEMENTATIONS: [&str; 5] = [
        "core::ops::drop::Drop for ",
        // These belong to the compiler, and stable Rust cannot name them.
        "core::marker::Freeze for ",
        "core::marker::UnsafeUnpin for ",
        "core::marker::StructuralPartialEq for ",
        "core::clone::TrivialClone for ",
    ];
    // That a type does without a trait: a wrapper that has it offers more.
    let negative = signature.starts_with("impl !") || signature.contains("> !");
    negative
        || ENDINGS.iter().any(|ending| signature.ends_with(ending))
        || IMPLEMENTATIONS.iter().any(|implementation| signature.contains(implementation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiler_generated_item_is_no_promise_of_the_api() {
        assert!(is_no_promise("impl core::marker::Freeze for tokio_postgres::Client"));
        assert!(is_no_promise(
            "impl<S, T> !core::panic::unwind_safe::UnwindSafe for tokio_postgres::Connection<S, T>"
        ));
        assert!(is_no_promise("pub fn tokio_postgres::Transaction<'_>::drop(&mut self)"));
        assert!(!is_no_promise("impl core::marker::Send for tokio_postgres::Client"));
        assert!(!is_no_promise("pub async fn tokio_postgres::Client::is_closed(&self) -> bool"));
    }
}
