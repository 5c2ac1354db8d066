//! A generated package that makes test binaries record, and the lines that link it in.

use std::fs;
use std::path::{Path, PathBuf};

use super::cargo;
use crate::folder::write_if_changed;

/// Its name, and that of its folder in the generated workspace.
pub(super) const PACKAGE: &str = "recorder";

/// The variable with the place at which it counts spans.
pub(super) const VARIABLE: &str = "DB_TRACE_SPANS";

/// What goes to the end of a test binary's root: the system runs it before `main`, because a test harness has no place
/// for a beginning.
pub(super) const LINK: &str = r#"
#[cfg(test)]
#[used]
#[cfg_attr(all(unix, not(target_vendor = "apple")), unsafe(link_section = ".init_array"))]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(windows, unsafe(link_section = ".CRT$XCU"))]
static RECORDER: extern "C" fn() = recorder::install;
"#;

/// Writes the package, with the OpenTelemetry that this workspace uses: global providers are global per version.
pub(super) fn write(workspace: &Path) -> crate::Result {
    let root = cargo::root().join("Cargo.toml");
    let text = fs::read_to_string(&root).map_err(|error| format!("{}: {error}", root.display()))?;
    let root: toml::Table = text.parse().map_err(|error| format!("{}: {error}", root.display()))?;
    let mut dependencies = toml::Table::new();
    for name in ["opentelemetry", "opentelemetry_sdk"] {
        let shared = root.get("workspace").and_then(|workspace| workspace.get("dependencies")?.get(name));
        let dependency = shared.ok_or_else(|| format!("Cargo.toml lists no workspace dependency {name}"))?;
        dependencies.insert(name.to_owned(), dependency.clone());
    }
    let head = format!("[package]\nname = \"{PACKAGE}\"\nedition = \"2024\"\n[lib]\ntest = false\n");
    let all = toml::Table::from_iter([("dependencies".to_owned(), dependencies.into())]);
    let manifest = format!("{head}{all}");
    let folder = workspace.join(PACKAGE);
    write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
    write_if_changed(&folder.join("src/lib.rs"), include_str!("recorder/lib.rs"))
}

/// The file that a run's spans are counted in, empty.
pub(super) fn count_file(target: &Path) -> crate::Result<PathBuf> {
    let path = target.join("spans");
    fs::write(&path, "").map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(path)
}

/// How many spans were counted.
pub(super) fn count(file: &Path) -> u64 {
    fs::metadata(file).map_or(0, |metadata| metadata.len())
}
