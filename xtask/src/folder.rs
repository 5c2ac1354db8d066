//! Files of the generated workspace: written only when they change, so that cargo does not rebuild what is the same.

use std::fs;
use std::path::Path;

pub(crate) fn write_if_changed(path: &Path, text: &str) -> crate::Result {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        create(folder)?;
    }
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

pub(crate) fn create(folder: &Path) -> crate::Result {
    fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))
}

/// Copies the text files of a package as `change` returns them, given the path in the package; None leaves one out.
///
/// Benchmarks are left out (they need criterion, which is slow to build), and so are hidden files: a package's own
/// `.cargo/config.toml` would take effect.
pub(crate) fn copy(from: &Path, to: &Path, change: &dyn Fn(&str, String) -> Option<String>) -> crate::Result {
    copy_below(from, to, "", change)
}

fn copy_below(
    from: &Path,
    to: &Path,
    below: &str,
    change: &dyn Fn(&str, String) -> Option<String>,
) -> crate::Result {
    let entries = fs::read_dir(from).map_err(|error| format!("cannot list {}: {error}", from.display()))?;
    for entry in entries {
        let entry = entry.map_err(|error| format!("cannot list {}: {error}", from.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let left_behind = ["benches", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];
        if name.starts_with('.') || left_behind.contains(&name.as_str()) {
            continue;
        }
        let (from, to, path) = (entry.path(), to.join(&name), format!("{below}{name}"));
        if from.is_dir() {
            copy_below(&from, &to, &format!("{path}/"), change)?;
            continue;
        }
        let text = fs::read_to_string(&from)
            .map_err(|error| format!("cannot read {} as text: {error}", from.display()))?;
        if let Some(text) = change(&path, text) {
            write_if_changed(&to, &text)?;
        }
    }
    Ok(())
}
