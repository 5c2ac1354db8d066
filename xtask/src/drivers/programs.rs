//! Where a PostgreSQL server's programs are on this machine.
//!
//! By the same rules as `db_testcontainers::programs`, which this program does without: it would have to be built, with
//! tokio and a driver, before `cargo xtask setup` could say its first word.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of distributions that keep one folder per version, off the `PATH`, and how its name begins.
const VERSIONS: [(&str, &str); 4] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql"),
    ("/usr/local/opt", "postgresql"),
];

/// The folder with `initdb` and `postgres`: that of `POSTGRES_BIN`, else the first on `PATH`, else the newest.
pub(super) fn folder() -> crate::Result<PathBuf> {
    let chosen = std::env::var_os("POSTGRES_BIN").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let folders = chosen.map_or_else(usual_folders, |folder| vec![folder]);
    folders.into_iter().find(|folder| is_complete(folder)).ok_or_else(|| {
        "the programs of a PostgreSQL server (initdb and postgres) are missing: run `cargo xtask setup`, or name \
         their folder in POSTGRES_BIN"
            .to_owned()
    })
}

fn usual_folders() -> Vec<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&on_path);
    let mut versions: Vec<PathBuf> =
        VERSIONS.iter().flat_map(|(parent, start)| below(parent, start)).collect();
    versions.sort_by_cached_key(|folder| Reverse(version(folder)));
    on_path.chain(versions.into_iter().map(|folder| folder.join("bin"))).collect()
}

fn below(parent: &str, start: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(start));
    named.map(|entry| entry.path()).collect()
}

/// The number in the name of a folder: 15 of `postgresql@15`.
fn version(folder: &Path) -> u32 {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let digits: String = name.chars().skip_while(|letter| !letter.is_ascii_digit()).collect();
    digits
        .split(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|first| first.parse().ok())
        .unwrap_or(0)
}

fn is_complete(folder: &Path) -> bool {
    let program = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    ["initdb", "postgres"].iter().all(|name| program(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_first_number_in_the_name() {
        assert_eq!(version(Path::new("/usr/lib/postgresql/9.6")), 9);
        assert_eq!(version(Path::new("/opt/homebrew/opt/postgresql@15")), 15);
        assert_eq!(version(Path::new("/opt/homebrew/opt/postgresql")), 0);
    }
}
