//! The driver's public items as a file in the repository: shows what a new version of the driver changes, and says
//! the paths to a machine without the nightly toolchain.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::compare::driver_names;
use super::intended::is_no_promise;
use super::listing::Listing;
use super::names::first_path;
use crate::cargo;
use crate::pairs::Pair;

/// Where the list of a driver is kept.
pub(super) fn path(pair: &Pair) -> PathBuf {
    cargo::root().join(pair.wrapper).join("api").join(format!("{}-{}.txt", pair.driver, pair.version))
}

pub(super) fn read(pair: &Pair) -> crate::Result<String> {
    let path = path(pair);
    fs::read_to_string(&path)
        .map_err(|error| format!("{}: {error}; `cargo xtask api --write` makes it", path.display()))
}

/// One item per line. Paths that can stand in a `use` appear once each, everything else under the shortest path.
pub(super) fn list(driver: &Listing) -> String {
    let names = driver_names(driver);
    let promised = driver.entries.iter().filter(|entry| !is_no_promise(&entry.signature));
    let items = promised.map(|entry| {
        let signature = names.apply(&entry.signature);
        if entry.owners.is_empty() {
            signature.replacen(&names.apply(&entry.path), &entry.path, 1)
        } else {
            signature
        }
    });
    let reexports = driver.reexports.iter().map(|reexport| {
        let everything = if reexport.glob { "::*" } else { "" };
        format!("pub use {}{everything} = {}{everything}", reexport.path, reexport.target)
    });
    let lines: BTreeSet<String> = items.chain(reexports).collect();
    lines.into_iter().fold(String::new(), |text, line| text + &line + "\n")
}

/// A program that names every path of a list in the wrapper.
pub(super) fn program(list: &str, pair: &Pair) -> (usize, String) {
    let krate = pair.driver.replace('-', "_");
    let wrapper = pair.wrapper.replace('-', "_");
    let modules: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    let paths: BTreeSet<&str> = list
        .lines()
        .filter(|line| (line.starts_with("pub ") || line.starts_with("#[")) && !line.contains("::*"))
        .filter_map(|line| first_path(line, &krate))
        // What is in a module, as opposed to methods, variants and the like.
        .filter(|path| path.rsplit_once("::").is_some_and(|(parent, _)| modules.contains(&parent)))
        .collect();
    let imports = paths.iter().enumerate().map(|(number, path)| {
        let path = path.replacen(&krate, &wrapper, 1);
        format!("use {path} as _{number};\n")
    });
    let program = std::iter::once("#![allow(unused_imports)]\n".to_owned()).chain(imports).collect();
    (paths.len(), program)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pairs::PAIRS;

    #[test]
    fn generated_program_imports_only_the_items_of_modules() {
        let list = "#[non_exhaustive] pub enum tokio_postgres::IsolationLevel\n\
                    impl core::marker::Send for tokio_postgres::Client\n\
                    pub async fn tokio_postgres::Client::query<T>(&self, &T)\n\
                    pub enum tokio_postgres::config::Host\n\
                    pub mod tokio_postgres\n\
                    pub mod tokio_postgres::config\n\
                    pub struct tokio_postgres::Client\n\
                    pub tokio_postgres::config::Host::Tcp(alloc::string::String)\n\
                    pub use tokio_postgres::types::* = postgres_types::*\n";
        let (paths, program) = program(list, &PAIRS[0]);
        assert_eq!(paths, 4);
        assert_eq!(
            program,
            "#![allow(unused_imports)]\n\
             use pg_trace::Client as _0;\n\
             use pg_trace::IsolationLevel as _1;\n\
             use pg_trace::config as _2;\n\
             use pg_trace::config::Host as _3;\n"
        );
    }
}
