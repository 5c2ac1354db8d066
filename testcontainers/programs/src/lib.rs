//! The places of the programs of a server on this machine.
//!
//! This is a crate without dependencies, apart from `db-testcontainers`, because `cargo xtask setup` needs it too: with
//! all of `db-testcontainers`, `cargo xtask` would take three times as long to build.

#![cfg_attr(docsrs, feature(doc_cfg))]

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

/// PostgreSQL: `initdb` makes a data folder, `postgres` serves it.
pub const POSTGRES: Programs = Programs {
    names: &["initdb", "postgres"],
    folders: &[
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
    ],
    variable: "POSTGRES_BIN",
};

/// PgBouncer: `pgbouncer` is a pooler in front of PostgreSQL.
pub const PGBOUNCER: Programs = Programs {
    names: &["pgbouncer"],
    folders: &["/usr/sbin", "/opt/homebrew/opt/pgbouncer/bin", "/usr/local/opt/pgbouncer/bin"],
    variable: "PGBOUNCER_BIN",
};

/// MariaDB: `mariadbd` makes a data folder and serves it. Distributions keep it where only root looks for programs.
pub const MARIADB: Programs = Programs {
    names: &["mariadbd"],
    folders: &["/usr/sbin", "/usr/libexec", "/opt/homebrew/opt/mariadb*/bin", "/usr/local/opt/mariadb*/bin"],
    variable: "MARIADB_BIN",
};

/// Redis: `redis-server` is a server, a node of a cluster, and a sentinel.
pub const REDIS: Programs = Programs {
    names: &["redis-server"],
    folders: &["/opt/homebrew/opt/redis*/bin", "/usr/local/opt/redis*/bin"],
    variable: "REDIS_BIN",
};

/// Prometheus: `prometheus` reads and stores metrics, `promtool` checks its files.
pub const PROMETHEUS: Programs = Programs {
    names: &["prometheus", "promtool"],
    folders: &["/opt/homebrew/opt/prometheus/bin", "/usr/local/opt/prometheus/bin"],
    variable: "PROMETHEUS_BIN",
};

/// The programs that a server needs, and where they may be.
#[derive(Clone, Copy, Debug)]
pub struct Programs {
    /// All of them have to be in one folder.
    names: &'static [&'static str],
    /// Folders that are not on `PATH`; one `*` stands for the version.
    folders: &'static [&'static str],
    /// The environment variable that names the one folder to look in.
    variable: &'static str,
}

impl Programs {
    /// Returns the folder that holds the programs: the one that the environment variable names, else the first on
    /// `PATH`, else the one of the highest version.
    ///
    /// # Errors
    /// When there is none. The error is a sentence that says where it looked.
    pub fn folder(&self) -> Result<PathBuf, String> {
        let chosen = std::env::var_os(self.variable).filter(|folder| !folder.is_empty());
        self.folder_among(chosen.as_deref(), std::env::var_os("PATH").as_deref())
    }

    fn folder_among(&self, chosen: Option<&OsStr>, path: Option<&OsStr>) -> Result<PathBuf, String> {
        let programs = self.names.join(" and ");
        if let Some(chosen) = chosen.map(Path::new) {
            if self.are_in(chosen) {
                return Ok(chosen.to_owned());
            }
            let (variable, chosen) = (self.variable, chosen.display());
            return Err(format!("no {programs} in {chosen}, the folder of {variable}"));
        }
        let on_path = path.into_iter().flat_map(std::env::split_paths);
        let mut versions: Vec<PathBuf> = self.folders.iter().flat_map(|folder| expand(folder)).collect();
        versions.sort_by_cached_key(|folder| std::cmp::Reverse(version(folder)));
        on_path
            .chain(versions)
            .find(|folder| self.are_in(folder))
            .ok_or_else(|| format!("no folder with {programs} on PATH or in {}", self.folders.join(", ")))
    }

    fn are_in(&self, folder: &Path) -> bool {
        self.names
            .iter()
            .all(|name| is_program(&folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))))
    }
}

fn is_program(file: &Path) -> bool {
    #[cfg(unix)]
    let may_run = |metadata: &std::fs::Metadata| std::os::unix::fs::MetadataExt::mode(metadata) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = |_: &std::fs::Metadata| true;
    file.metadata().is_ok_and(|metadata| metadata.is_file() && may_run(&metadata))
}

/// The paths that a pattern with one `*` stands for.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or((".", before));
    let (suffix, rest) = after.split_once('/').unwrap_or((after, ""));
    let matches = |name: &OsStr| {
        name.to_str().and_then(|name| name.strip_prefix(prefix)).is_some_and(|name| name.ends_with(suffix))
    };
    let entries =
        std::fs::read_dir(if parent.is_empty() { "/" } else { parent }).into_iter().flatten().flatten();
    entries.filter(|entry| matches(&entry.file_name())).map(|entry| entry.path().join(rest)).collect()
}

/// The numbers in a path, which order `9.6` before `17` and a folder without a version last of all.
fn version(folder: &Path) -> Vec<u32> {
    folder
        .to_string_lossy()
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn program_folder_of_the_highest_version_comes_first() {
        let mut folders =
            ["/lib/9.6/bin", "/lib/17/bin", "/opt/postgresql/bin", "/lib/10/bin"].map(Path::new);
        folders.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
        assert_eq!(
            folders,
            ["/lib/17/bin", "/lib/10/bin", "/lib/9.6/bin", "/opt/postgresql/bin"].map(Path::new)
        );
    }

    #[test]
    fn folder_pattern_expands_to_the_folders_that_exist() {
        let root = Scratch::new("expand");
        for folder in ["pgsql-15/bin", "pgsql-16/bin", "other/bin"] {
            fs::create_dir_all(root.0.join(folder)).unwrap();
        }
        let mut found = expand(&format!("{}/pgsql-*/bin", root.0.display()));
        found.sort();
        assert_eq!(found, [root.0.join("pgsql-15/bin"), root.0.join("pgsql-16/bin")]);
        assert_eq!(expand("/no/such/folder-*/bin"), [] as [PathBuf; 0]);
    }

    #[test]
    fn programs_are_found_only_if_all_are_in_one_folder() {
        let root = Scratch::new("folder");
        let programs = Programs { folders: &["/no/such/folder/*"], ..POSTGRES };
        let (half, whole) = (root.0.join("half"), root.0.join("whole"));
        root.program("half/initdb");
        root.program("whole/initdb");
        root.program("whole/postgres");
        let path = std::env::join_paths([&half, &whole]).unwrap();

        assert_eq!(programs.folder_among(None, Some(&path)).unwrap(), whole);
        assert_eq!(programs.folder_among(Some(whole.as_os_str()), None).unwrap(), whole);
        let error = programs.folder_among(Some(half.as_os_str()), Some(&path)).unwrap_err();
        assert!(error.contains("POSTGRES_BIN"), "{error}");
        let error = programs.folder_among(None, None).unwrap_err();
        assert!(error.contains("/no/such/folder/*"), "{error}");
    }

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("programs-{name}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        fn program(&self, name: &str) {
            let file = self.0.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}
