//! The versions that a generated workspace uses.

use std::fs;
use std::path::Path;

use super::cargo;
use crate::folder::{create, write_if_changed};

/// Gives a generated workspace the versions of this one, where both use a package.
///
/// Cargo adds what is missing to the copy, so it is taken again only when the original changes.
pub(crate) fn take_over(workspace: &Path) -> crate::Result {
    create(workspace)?;
    let original = cargo::root().join("Cargo.lock");
    let text = fs::read_to_string(&original).map_err(|error| format!("{}: {error}", original.display()))?;
    let taken = workspace.join("Cargo.lock.taken-over");
    if fs::read_to_string(&taken).is_ok_and(|present| present == text) {
        return Ok(());
    }
    write_if_changed(&workspace.join("Cargo.lock"), &text)?;
    write_if_changed(&taken, &text)
}
