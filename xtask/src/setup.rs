//! Installs the servers that tests and the demo need.

pub(crate) fn run() -> crate::Result {
    Ok(())
}
