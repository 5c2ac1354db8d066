//! What cargo resolves: every user of a driver gets the package in `patch/`, in every kind of project.

use std::fs;
use std::path::{Path, PathBuf};

use super::upstream::{DB_TRACE, TAG, Upstream};
use crate::cargo;
use crate::{Result, folder};

/// The editions and resolvers, which are chosen separately.
const EDITIONS: [(&str, &str); 4] = [("2021", "2"), ("2021", "3"), ("2024", "2"), ("2024", "3")];

const PATCHED: [&str; 3] = ["postgres-types", "redis", "tokio-postgres"];

/// A package of a project.
struct Member {
    name: &'static str,
    dependencies: &'static str,
    /// The patched packages that are below it.
    uses: &'static [&'static str],
}

const WITH_DRIVERS: Member = Member {
    name: "with-drivers",
    dependencies: "tokio-postgres = \"0.7\"\nredis = \"1\"\npostgres-types = \"0.2\"\nbb8-redis = \"=0.26.0\"\n\
                   refinery = { version = \"=0.10.0\", features = [\"tokio-postgres\"] }\n",
    uses: &PATCHED,
};
const WITHOUT_DRIVERS: Member = Member {
    name: "without-drivers",
    dependencies: "bb8-postgres = \"=0.9.0\"\nbb8-redis = \"=0.26.0\"\npgvector = { version = \"=0.4.2\", features = \
                   [\"postgres\"] }\n",
    uses: &PATCHED,
};
/// The first one names the driver, and the last one does: cargo meets the packages in the order of their names.
const WORKSPACE: [Member; 5] = [
    Member {
        name: "a-refinery",
        dependencies: "refinery = { version = \"=0.10.0\", features = [\"tokio-postgres\"] }\ntokio-postgres = \"0.7\"\n",
        uses: &["tokio-postgres"],
    },
    Member {
        name: "b-deadpool",
        dependencies: "a-refinery = { path = \"../a-refinery\" }\ndeadpool-postgres = \"=0.14.2\"\n\
                       deadpool-redis = \"=0.23.1\"\n",
        uses: &["redis", "tokio-postgres"],
    },
    Member {
        name: "c-bb8",
        dependencies: "bb8-postgres = \"=0.9.0\"\npostgres-types = \"0.2\"\n",
        uses: &["postgres-types", "tokio-postgres"],
    },
    Member { name: "d-none", dependencies: "bytes = \"1\"\n", uses: &[] },
    Member { name: "e-driver", dependencies: "tokio-postgres = \"0.7\"\n", uses: &["tokio-postgres"] },
];

pub(super) fn check(target: &Path, upstream: &Upstream) -> Result {
    let folder = target.join("resolution");
    let mut checked = 0;
    for (edition, resolver) in EDITIONS {
        for member in [&WITH_DRIVERS, &WITHOUT_DRIVERS] {
            let project = Project { folder: folder.join(member.name), upstream };
            project.write_package(member, edition, resolver, &lines())?;
            project.resolve()?;
            project.assert_below(&project.folder, &["--locked"], member.uses)?;
            checked += 1;
        }
        let project = Project { folder: folder.join("workspace"), upstream };
        project.write_workspace(&WORKSPACE, edition, resolver)?;
        project.resolve()?;
        project.assert_below(&project.folder, &["--locked", "--workspace"], &PATCHED)?;
        for member in &WORKSPACE {
            project.assert_below(&project.folder, &["--locked", "-p", member.name], member.uses)?;
            project.assert_below(&project.folder.join(member.name), &["--locked"], member.uses)?;
            checked += 2;
        }
        checked += 1;
    }
    let project = Project { folder: folder.join("vendored"), upstream };
    project.write_package(&WITH_DRIVERS, "2024", "3", &lines())?;
    project.resolve()?;
    project.vendor()?;
    let project = Project { folder: folder.join("locked-before"), upstream };
    project.write_package(&WITH_DRIVERS, "2024", "3", "")?;
    project.update_after_the_lines()?;
    println!(
        "graph: cargo resolves {checked} projects and members, a vendored project, and one with a lock file"
    );
    Ok(())
}

/// The lines of README, and the one for the types.
fn lines() -> String {
    let line = |name| format!("{name} = {{ git = \"{DB_TRACE}\", tag = \"{TAG}\" }}\n");
    format!("\n[patch.crates-io]\n{}", String::from_iter(PATCHED.map(line)))
}

struct Project<'a> {
    folder: PathBuf,
    upstream: &'a Upstream,
}

impl Project<'_> {
    fn write_package(&self, member: &Member, edition: &str, resolver: &str, lines: &str) -> Result {
        let manifest = manifest(member, edition);
        let workspace = format!("\n[workspace]\nresolver = \"{resolver}\"\n{lines}");
        write(&self.folder, &format!("{manifest}{workspace}"))?;
        self.unlock()
    }

    fn write_workspace(&self, members: &[Member], edition: &str, resolver: &str) -> Result {
        for member in members {
            write(&self.folder.join(member.name), &manifest(member, edition))?;
        }
        let names: Vec<&str> = members.iter().map(|member| member.name).collect();
        let workspace = format!("[workspace]\nresolver = \"{resolver}\"\nmembers = {names:?}\n{}", lines());
        folder::write_if_changed(&self.folder.join("Cargo.toml"), &workspace)?;
        self.unlock()
    }

    fn lock_file(&self) -> PathBuf {
        self.folder.join("Cargo.lock")
    }

    fn unlock(&self) -> Result {
        let path = self.lock_file();
        if path.exists() {
            fs::remove_file(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        }
        Ok(())
    }

    fn cargo(&self, folder: &Path, arguments: &[&str]) -> Result<String> {
        let output = cargo::output(self.upstream.cargo(folder).args(arguments))?;
        Ok(String::from_utf8_lossy(&output).into_owned())
    }

    fn resolve(&self) -> Result {
        self.cargo(&self.folder, &["generate-lockfile", "--quiet"])?;
        let locked = Locked::read(&self.lock_file())?;
        locked.assert_patched().map_err(|problem| format!("{}: {problem}", self.lock_file().display()))
    }

    /// Fails if a package is not above exactly these patched ones. `cargo tree` resolves as `cargo build` does.
    fn assert_below(&self, folder: &Path, arguments: &[&str], expected: &[&str]) -> Result {
        let tree = ["tree", "--quiet", "--edges=normal", "--prefix=none", "--format={p}"];
        let below = self.cargo(folder, &[&tree, arguments].concat())?;
        let found = PATCHED.into_iter().filter(|name| {
            below.lines().any(|line| {
                line.strip_prefix(name).is_some_and(|rest| rest.starts_with(" v") && rest.contains(DB_TRACE))
            })
        });
        let found: Vec<&str> = found.collect();
        if found == expected {
            return Ok(());
        }
        Err(format!("{} {arguments:?}: {found:?} are patched, expected {expected:?}", folder.display()))
    }

    /// A vendored project has the sources, which `src` in `patch/` is a link to, and resolves without any repository.
    fn vendor(&self) -> Result {
        let vendored = self.folder.join("vendor");
        if vendored.exists() {
            fs::remove_dir_all(&vendored).map_err(|error| format!("{}: {error}", vendored.display()))?;
        }
        let settings = self.cargo(&self.folder, &["vendor", "--quiet", "--locked", "--versioned-dirs"])?;
        for package in ["redis-1.99.0", "tokio-postgres-0.7.99"] {
            let client = vendored.join(package).join("src/client.rs");
            if !client.is_file() {
                return Err(format!("`cargo vendor` left {} out", client.display()));
            }
        }
        let settings_file = self.folder.join("vendored.toml");
        folder::write_if_changed(&settings_file, &settings)?;
        let arguments = ["--locked", "--offline", "--config", "vendored.toml"];
        let below = self.assert_below(&self.folder, &arguments, &PATCHED);
        fs::remove_dir_all(&vendored).map_err(|error| format!("{}: {error}", vendored.display()))?;
        below
    }

    /// A project with a lock file keeps its drivers until `cargo update`, and `Cargo.lock` says so.
    fn update_after_the_lines(&self) -> Result {
        self.cargo(&self.folder, &["generate-lockfile", "--quiet"])?;
        let manifest = manifest(&WITH_DRIVERS, "2024");
        let path = self.folder.join("Cargo.toml");
        folder::write_if_changed(&path, &format!("{manifest}\n[workspace]\n{}", lines()))?;
        self.assert_below(&self.folder, &[], &[])?;
        if Locked::read(&self.lock_file())?.unused().is_empty() {
            return Err(
                "a lock file with the drivers of crates.io does not say that the patch is unused".to_owned()
            );
        }
        let in_force = ["tree", "--quiet", "--workspace", "-i", "tokio-postgres@0.7.99"];
        if self
            .upstream
            .cargo(&self.folder)
            .args(in_force)
            .output()
            .is_ok_and(|output| output.status.success())
        {
            return Err("README's line for CI succeeds although the patch is unused".to_owned());
        }
        let update = ["update", "--quiet", "-p", "tokio-postgres", "-p", "redis", "-p", "postgres-types"];
        self.cargo(&self.folder, &update)?;
        self.cargo(&self.folder, &in_force)?;
        Locked::read(&self.lock_file())?.assert_patched()?;
        self.assert_below(&self.folder, &["--locked"], &PATCHED)
    }
}

fn write(folder: &Path, manifest: &str) -> Result {
    folder::write_if_changed(&folder.join("src/lib.rs"), "")?;
    folder::write_if_changed(&folder.join("Cargo.toml"), manifest)
}

fn manifest(member: &Member, edition: &str) -> String {
    let Member { name, dependencies, .. } = member;
    format!("[package]\nname = \"{name}\"\nedition = \"{edition}\"\n\n[dependencies]\n{dependencies}")
}

/// A lock file.
pub(super) struct Locked(toml::Table);

impl Locked {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        text.parse().map(Self).map_err(|error| format!("{} is not TOML: {error}", path.display()))
    }

    /// Fails if anything but a package in `patch/` is built on a driver, or a patch is not used.
    pub(super) fn assert_patched(&self) -> Result {
        if !self.unused().is_empty() {
            return Err(format!("patches are unused: {:?}", self.unused()));
        }
        for package in entries(self.0.get("package")) {
            let (name, source) = (text(package, "name"), text(package, "source"));
            if PATCHED.contains(&name) && !source.starts_with("git+") {
                return Err(format!("{name} comes from {source:?}"));
            }
            let is_ours = source.starts_with(&format!("git+{DB_TRACE}"));
            for dependency in entries(package.get("dependencies")) {
                let needed = dependency.as_str().unwrap_or_default();
                let on_driver = PATCHED
                    .iter()
                    .any(|patched| needed.split(' ').next() == Some(patched) && !needed.contains(".99"));
                // The driver itself is built on its types.
                if on_driver && !is_ours && !PATCHED.contains(&name) {
                    return Err(format!("{name} is built on {needed}, which is not patched"));
                }
            }
        }
        Ok(())
    }

    fn unused(&self) -> Vec<&str> {
        let unused = self.0.get("patch").and_then(|patch| patch.get("unused"));
        entries(unused).map(|package| text(package, "name")).collect()
    }
}

fn entries(entries: Option<&toml::Value>) -> impl Iterator<Item = &toml::Value> {
    entries.and_then(toml::Value::as_array).into_iter().flatten()
}

fn text<'a>(package: &'a toml::Value, key: &str) -> &'a str {
    package.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}
