//! A generated package in place of one that redis-rs keeps to itself: the attribute of its asynchronous tests.

use std::path::Path;

use crate::folder::write_if_changed;

/// Its name, and that of its folder in the generated workspace.
pub(super) const PACKAGE: &str = "test-macros";

pub(super) fn write(workspace: &Path) -> crate::Result {
    let manifest = format!(
        "[package]\nname = \"{PACKAGE}\"\nedition = \"2024\"\n[lib]\nproc-macro = true\ntest = false\n"
    );
    let folder = workspace.join(PACKAGE);
    write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
    write_if_changed(&folder.join("src/lib.rs"), include_str!("test_macros/lib.rs"))
}
