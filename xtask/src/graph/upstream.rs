//! The git repositories that a user's lines name, made of what is on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::cargo::{self, Metadata};
use crate::pairs::PAIRS;
use crate::{Result, folder, lock, patch};

/// The repository and the tag of README's lines.
pub(super) const DB_TRACE: &str = "https://github.com/db-trace/db-trace";
pub(super) const TAG: &str = concat!("v", env!("CARGO_PKG_VERSION"));

/// What the packages of this repository need. Nothing is built again if anything else changes.
const OURS: [&str; 9] = [
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "diesel-trace",
    "patch",
    "pg-trace",
    "redact",
    "redis-trace",
    "semconv",
];

/// The packages of a driver's repository, each in the folder of its name.
const POSTGRES: [&str; 4] = ["tokio-postgres", "postgres-types", "postgres-protocol", "postgres-derive"];
const REDIS: [&str; 1] = ["redis"];

pub(super) struct Upstream {
    /// A folder of cargo's own: its cache of git repositories must not be the user's, because the URLs are real ones.
    cargo_home: PathBuf,
    repositories: Vec<Repository>,
}

struct Repository {
    url: &'static str,
    folder: PathBuf,
}

impl Upstream {
    pub(super) fn make(target: &Path) -> Result<Self> {
        let folder = target.join("upstream");
        folder::create(&folder)?;
        let sources = fetch(&target.join("sources"))?;
        let mut repositories = vec![Repository { url: DB_TRACE, folder: folder.join("db-trace.git") }];
        commit(&cargo::root(), &OURS, &repositories[0].folder, TAG)?;
        for pair in PAIRS {
            let packages: &[&str] = if pair.driver == "redis" { &REDIS } else { &POSTGRES };
            let tree = folder.join(pair.driver);
            write_driver(&tree, packages, &sources)?;
            let folder = folder.join(format!("{}.git", pair.driver));
            commit(&tree, &["."], &folder, pair.patch.tag)?;
            repositories.push(Repository { url: pair.patch.repository, folder });
        }
        Ok(Self { cargo_home: cargo_home(target)?, repositories })
    }

    /// A call of cargo in a folder, for which the repositories are the real ones.
    pub(super) fn cargo(&self, folder: &Path) -> Command {
        let mut command = cargo::command();
        command.current_dir(folder).env("CARGO_HOME", &self.cargo_home);
        command.env("CARGO_NET_GIT_FETCH_WITH_CLI", "true");
        command.env("GIT_CONFIG_COUNT", self.repositories.len().to_string());
        for (number, repository) in self.repositories.iter().enumerate() {
            let folder = repository.folder.display();
            command.env(format!("GIT_CONFIG_KEY_{number}"), format!("url.file://{folder}.insteadOf"));
            command.env(format!("GIT_CONFIG_VALUE_{number}"), repository.url);
        }
        command
    }
}

/// Has cargo download the drivers, and returns where they are.
fn fetch(folder: &Path) -> Result<Metadata> {
    let versions = PAIRS.iter().map(|pair| format!("{} = \"={}\"\n", pair.driver, pair.version));
    let dependencies = versions.collect::<String>();
    let manifest = format!(
        "[package]\nname = \"sources\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependencies}\
         postgres-types = {{ version = \"0.2\", features = [\"derive\"] }}\n"
    );
    folder::write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
    folder::write_if_changed(&folder.join("src/lib.rs"), "")?;
    lock::take_over(folder)?;
    Metadata::of(&folder.join("Cargo.toml"))
}

/// Writes the tree of a driver's repository: its packages, which depend on each other by path.
fn write_driver(tree: &Path, packages: &[&str], sources: &Metadata) -> Result {
    let members = format!("[workspace]\nresolver = \"2\"\nmembers = {packages:?}\n");
    folder::write_if_changed(&tree.join("Cargo.toml"), &members)?;
    for package in packages {
        let source = sources.folder(package)?;
        let folder = tree.join(package);
        folder::copy(&source, &folder, &|path, text| path.starts_with("src/").then_some(text))?;
        // Only the author's manifest has the paths between the packages. A single one may inherit from a folder above it.
        let manifest = source.join(if packages.len() > 1 { "Cargo.toml.orig" } else { "Cargo.toml" });
        let text =
            fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
        folder::write_if_changed(&folder.join("Cargo.toml"), &without_tests(&text)?)?;
    }
    Ok(())
}

/// A manifest without the tests and benches, which are not in the registry, and without what only these need.
fn without_tests(manifest: &str) -> Result<String> {
    let mut manifest = crate::drivers::manifest::parse(manifest)?;
    for key in ["dev-dependencies", "test", "bench", "example"] {
        manifest.remove(key);
    }
    let package = crate::drivers::manifest::table(&mut manifest, "package");
    package.remove("readme");
    Ok(manifest.to_string())
}

/// Makes a repository of these paths in a folder, with one commit. The same files make the same commit, so that nothing is built again.
fn commit(tree: &Path, paths: &[&str], repository: &Path, tag: &str) -> Result {
    if repository.exists() {
        fs::remove_dir_all(repository)
            .map_err(|error| format!("cannot remove {}: {error}", repository.display()))?;
    }
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(repository).arg("--work-tree").arg(tree).args(arguments);
        command.current_dir(tree).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "db-trace");
            command.env(format!("GIT_{role}_EMAIL"), "db-trace@localhost");
            command.env(format!("GIT_{role}_DATE"), "2000-01-01T00:00:00Z");
        }
        cargo::output(&mut command).map(drop)
    };
    git(&["init", "--quiet", "--initial-branch=main"])?;
    git(&[&["add", "--all"], paths].concat())?;
    git(&["commit", "--quiet", "--message=stand-in"])?;
    git(&["tag", tag])
}

/// A folder for cargo, with the registry and the settings of the user's.
fn cargo_home(target: &Path) -> Result<PathBuf> {
    let user = env::var_os("CARGO_HOME").map(PathBuf::from);
    let user = user.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let user = user.ok_or("there is neither CARGO_HOME nor a home folder")?;
    let home = target.join("cargo-home");
    folder::create(&home)?;
    for name in ["registry", "config.toml"] {
        let shared = user.join(name);
        if shared.exists() && !home.join(name).exists() {
            patch::link(&home.join(name), &shared.display().to_string())?;
        }
    }
    Ok(home)
}
