//! The examples of diesel and diesel-async on the traced connections.
//!
//! Neither package is published with its tests. The examples of their documentation are published: most of them use a
//! connection, which `src/doctest_setup.rs` makes. They run here as tests, for each backend. The packages that they name are
//! facades, in which the connections of diesel-trace stand in for diesel's:
//!
//! ```text
//! examples ──▶ facade `diesel`       = diesel,       with diesel_trace::{PgConnection, …}
//!              facade `diesel_async` = diesel-async, with diesel_trace::{AsyncPgConnection, …}
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::examples::{self, Example};
use super::recorder;
use super::suite::LeftOut;
use crate::cargo::{self, Metadata};
use crate::folder::write_if_changed;
use crate::lock;

/// What `cargo xtask drivers` calls this part.
pub(super) const NAME: &str = "diesel";

/// A published package with examples.
struct Package {
    name: &'static str,
    version: &'static str,
    /// Its own features, and those of a program that uses it on each backend.
    features: &'static str,
    /// A facade with the traced types.
    traced: &'static str,
    /// The examples that are not run on diesel-trace, by their module, each on all backends.
    left_out: &'static [LeftOut],
    /// The same on any connection.
    never_run: &'static [LeftOut],
    /// The examples of an item that only one backend has, outside of the backend's folder.
    of_backend: &'static [(&'static str, &'static str)],
}

const BACKENDS: [&str; 3] = ["sqlite", "postgres", "mysql"];

const DIESEL: Package = Package {
    name: "diesel",
    version: "2.3.14",
    features: r#"["sqlite", "postgres", "mysql", "r2d2", "chrono", "serde_json", "returning_clauses_for_sqlite_3_35"]"#,
    traced: "\
pub use real::*;
pub use diesel_trace::{MysqlConnection, PgConnection, SqliteConnection};
pub mod prelude {
    pub use real::prelude::*;
    pub use diesel_trace::{MysqlConnection, PgConnection, SqliteConnection};
}
pub mod mysql {
    pub use real::mysql::*;
    pub use diesel_trace::MysqlConnection;
}
pub mod pg {
    pub use real::pg::*;
    pub use diesel_trace::PgConnection;
}
pub mod sqlite {
    pub use real::sqlite::*;
    pub use diesel_trace::SqliteConnection;
}
",
    left_out: &[
        LeftOut { name: "pg_query_builder_copy_copy_to_545", reason: COPY_TO },
        LeftOut { name: "pg_query_builder_copy_copy_to_582", reason: COPY_TO },
    ],
    never_run: &[
        LeftOut {
            name: "macros_mod_427",
            reason: "it implements traits for a table of the setup, as another example does",
        },
        LeftOut { name: "r2d2_104", reason: "it shows tests, with a crate of diesel's repository" },
    ],
    of_backend: &[("query_dsl_mod_138", "postgres")],
};

const COPY_TO: &str =
    "diesel keeps the trait for `copy_to` private: `&mut **connection` reaches diesel's connection";

const DIESEL_ASYNC: Package = Package {
    name: "diesel-async",
    version: "0.9.2",
    features: r#"["sqlite", "postgres", "mysql", "async-connection-wrapper", "bb8", "deadpool", "migrations", "mobc", "r2d2", "sync-connection-wrapper"]"#,
    traced: "\
pub use real::*;
pub use diesel_trace::{AsyncMysqlConnection, AsyncPgConnection};
pub mod pg {
    pub use real::pg::*;
    pub use diesel_trace::TransactionBuilder;
}
pub mod sync_connection_wrapper {
    pub use real::sync_connection_wrapper::*;
    pub use diesel_trace::{SyncConnectionWrapper, SyncTransactionManagerWrapper};
}
",
    left_out: &[],
    never_run: &[],
    of_backend: &[],
};

/// What most examples include. The others include a file that includes this one.
const SHARED_SETUP: &str = "doctest_setup.rs";

/// Has diesel's setup of an example use a database of the test binary.
const SETUP: [(&str, &str); 3] = [
    ("use dotenvy::dotenv;", ""),
    ("dotenv().ok();", ""),
    (
        "fn database_url_from_env(",
        "fn database_url_from_env(variable: &str) -> String { crate::server::url(variable) }\nfn replaced(",
    ),
];

/// What the modules of a test binary have in common.
const COMMON: &str = r#"
#![allow(warnings)]

fn succeeds(result: impl std::process::Termination) {
    assert_eq!(format!("{:?}", result.report()), format!("{:?}", std::process::ExitCode::SUCCESS));
}

mod server {
    use db_testcontainers::{MariaDb, Postgres};

    /// A new database of the backend whose variable an example reads.
    pub(crate) fn url(variable: &str) -> String {
        match variable.split('_').next() {
            Some("PG") => within(async { Postgres::start().await?.create_database().await }),
            Some("MYSQL") => within(async { MariaDb::start().await?.create_database().await }),
            _ => ":memory:".to_owned(),
        }
    }

    /// An example may be inside of a runtime.
    fn within(url: impl std::future::Future<Output = Result<String, db_testcontainers::Error>> + Send + 'static) -> String {
        let thread = std::thread::spawn(|| tokio::runtime::Runtime::new().unwrap().block_on(url));
        thread.join().unwrap().expect("a database")
    }
}
"#;

/// Runs the examples; with `plain` on diesel's own connections.
pub(super) fn run(target: &Path, plain: bool) -> crate::Result {
    let workspace = target.join("diesel").join(if plain { "plain" } else { "traced" });
    let sources = write_facades(&workspace, plain)?;
    for package in [DIESEL, DIESEL_ASYNC] {
        let source = sources.folder(package.name)?.join("src");
        for backend in BACKENDS {
            write_examples(&workspace, &package, &source, backend, plain)?;
        }
    }
    let spans = recorder::count_file(target)?;
    let mut command = cargo::command();
    command.args(["test", "--tests", "--no-fail-fast", "--quiet"]);
    command.arg("--manifest-path").arg(workspace.join("Cargo.toml")).arg("--target-dir").arg(target);
    command.env(recorder::VARIABLE, &spans).env("RUSTFLAGS", super::flags());
    let against = if plain { "diesel" } else { "diesel-trace" };
    if !command.status().is_ok_and(|status| status.success()) {
        return Err(format!("against {against} examples fail: cargo's message above lists them"));
    }
    match recorder::count(&spans) {
        _ if plain => println!("drivers: every example passes against {against}"),
        0 => return Err(format!("every example passes against {against}, but none recorded a span")),
        spans => println!("drivers: every example passes against {against}; {spans} spans recorded"),
    }
    Ok(())
}

/// Writes the workspace without its examples, and returns where the sources are.
fn write_facades(workspace: &Path, plain: bool) -> crate::Result<Metadata> {
    let examples = |package: &Package| BACKENDS.map(|backend| format!("{}-{backend}", package.name));
    let members = [DIESEL, DIESEL_ASYNC].iter().flat_map(|package| {
        let facade = format!("facade-{}", package.name);
        [vec![facade], examples(package).to_vec()].concat()
    });
    let members: Vec<String> = members.chain([recorder::PACKAGE.to_owned()]).collect();
    let profiles = "[profile.dev]\ndebug = false\n[profile.test]\ndebug = false\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n{profiles}");
    write_if_changed(&workspace.join("Cargo.toml"), &manifest)?;
    lock::take_over(workspace)?;
    recorder::write(workspace)?;
    for package in [DIESEL, DIESEL_ASYNC] {
        let Package { name, version, features, traced, .. } = package;
        let mut manifest = format!(
            "[package]\nname = \"facade-{name}\"\nedition = \"2024\"\n[lib]\ntest = false\ndoctest = false\n\
             [dependencies]\nreal = {{ package = \"{name}\", version = \"={version}\", features = {features} }}\n"
        );
        if !plain {
            let path = cargo::root().join("diesel-trace").display().to_string();
            let _ = writeln!(
                manifest,
                "diesel-trace = {{ path = {path:?}, features = [\"async-mysql\", \"async-postgres\", \"bb8\", \
                 \"deadpool\", \"mobc\", \"mysql\", \"postgres\", \"r2d2\", \"sqlite\"] }}"
            );
        }
        let folder = workspace.join(format!("facade-{name}"));
        write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
        write_if_changed(&folder.join("src/lib.rs"), if plain { "pub use real::*;\n" } else { traced })?;
        // Cargo wants a file in each member, also to list where the sources are.
        for member in examples(&package) {
            let folder = workspace.join(&member);
            write_if_changed(
                &folder.join("Cargo.toml"),
                &examples_manifest(&member, &package, &member[name.len() + 1..]),
            )?;
            if !folder.join("tests/examples.rs").exists() {
                write_if_changed(&folder.join("tests/examples.rs"), "")?;
            }
        }
    }
    Metadata::of(&workspace.join("Cargo.toml"))
}

fn examples_manifest(member: &str, package: &Package, backend: &str) -> String {
    let testcontainers = cargo::root().join("testcontainers").display().to_string();
    let facade =
        |name: &str| format!("{name} = {{ package = \"facade-{name}\", path = \"../facade-{name}\" }}\n");
    let asynchronous = if package.name == "diesel" { String::new() } else { facade("diesel-async") };
    format!(
        "[package]\nname = \"examples-of-{member}\"\nedition = \"2021\"\n\
         [features]\ndefault = [{backend:?}]\nsqlite = []\npostgres = []\nmysql = []\n\
         [[test]]\nname = {:?}\npath = \"tests/examples.rs\"\n\
         [dev-dependencies]\ncfg-if = \"1\"\nchrono = \"0.4\"\nserde_json = \"1\"\ndiesel_migrations = \"2.3\"\nfutures-util = \"0.3\"\n\
         tokio = {{ version = \"1\", features = [\"full\"] }}\n\
         db-testcontainers = {{ path = {testcontainers:?} }}\nrecorder = {{ path = \"../recorder\" }}\n{}{asynchronous}",
        member.replace('-', "_"),
        facade("diesel"),
    )
}

fn write_examples(
    workspace: &Path,
    package: &Package,
    source: &Path,
    backend: &str,
    plain: bool,
) -> crate::Result {
    let mut setups = BTreeMap::new();
    let mut examples = Vec::new();
    for file in files(source)? {
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let path = file.strip_prefix(source).unwrap_or(&file).display().to_string();
        if path.ends_with("_setup.rs") {
            setups.insert(path.rsplit('/').next().unwrap_or(&path).to_owned(), text);
        } else if is_for(&path, backend) {
            examples.extend(examples::of(&path, &text));
        }
    }
    let is_left_out = |example: &&Example| {
        let mut lists = package.never_run.iter().chain(package.left_out.iter().filter(|_| !plain));
        let is_of_another = |(name, of): &(&str, &str)| *name == example.name && *of != backend;
        lists.any(|left_out| left_out.name == example.name) || package.of_backend.iter().any(is_of_another)
    };
    // The others show no connection.
    examples.retain(|example| example.text.contains("_setup.rs\")"));
    if backend == BACKENDS[0] {
        for left_out in package.never_run.iter().chain(package.left_out) {
            println!("left out: {}, {} ({})", package.name, left_out.name, left_out.reason);
        }
    }
    let shared = setups.remove(SHARED_SETUP).unwrap_or_default();
    let mut text = format!("{COMMON}#[macro_use]\nmod setup {{\n{}}}\n", public(&shared));
    for example in examples.iter().filter(|example| !is_left_out(example)) {
        let own = setups.iter().find(|(name, _)| example.text.contains(name.as_str()));
        text += &examples::module(example, own.map_or("", |(_, setup)| setup));
    }
    text += recorder::LINK;
    write_if_changed(&workspace.join(format!("{}-{backend}", package.name)).join("tests/examples.rs"), &text)
}

/// Whether the file is compiled for this backend; the path is relative to `src`.
fn is_for(path: &str, backend: &str) -> bool {
    match path.split('/').next() {
        Some("pg") => backend == "postgres",
        Some("mysql") => backend == "mysql",
        Some("sqlite" | "sync_connection_wrapper") => backend == "sqlite",
        _ => true,
    }
}

/// The setup of examples as a module whose items are public.
fn public(setup: &str) -> String {
    let mut text = setup.to_owned();
    for (old, new) in SETUP {
        text = text.replace(old, new);
    }
    let is_item = |line: &str| {
        ["fn ", "async fn ", "type ", "mod ", "use diesel"].iter().any(|word| line.starts_with(word))
    };
    let lines = text.lines().map(str::trim_start);
    lines.fold(String::new(), |text, line| text + if is_item(line) { "pub " } else { "" } + line + "\n")
}

fn files(folder: &Path) -> crate::Result<Vec<PathBuf>> {
    let failed = |error: std::io::Error| format!("cannot list {}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
