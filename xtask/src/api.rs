//! Compares the public API of a wrapper with that of its driver.

pub(crate) fn run() -> crate::Result {
    Ok(())
}
