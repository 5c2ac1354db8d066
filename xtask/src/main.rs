//! The commands of README and CONTRIBUTING.
//!
//! ```text
//! cargo xtask setup     installs the servers and tools that `demo` and `test` need, if they are missing
//! cargo xtask demo      shows real traced queries; further arguments are passed to examples/quickstart
//! cargo xtask demo --service  shows the trace of a request through the programs of examples/orders [--keep]
//! cargo xtask test      runs everything that CI checks, or for daily work format, lints and tests [--quick]
//! cargo xtask api       a part of `test`: each public path of a driver is in its wrapper [--write] [DRIVER]
//! cargo xtask drivers   a part of `test`: the drivers' own tests or examples, and crates built on them, pass on the wrappers
//!                       [--plain] [DRIVER]
//! cargo xtask graph     a part of `test`: crates that are built on the drivers are traced by `patch/` [resolution|programs]
//! cargo xtask patch     writes `patch/`, the wrappers under the drivers' names for `[patch.crates-io]`
//! cargo xtask docs-rs   a part of `test`: documents the published crates as docs.rs does; each item shows the feature that it needs
//! cargo xtask package   builds the packages of the published crates from their own files; `test` makes them and does not build them
//! cargo xtask oldest-rust  checks the published crates with the oldest Rust that they claim
//! cargo xtask docs      builds the book of docs/ as HTML [--write: renews the page that is generated first]
//! cargo xtask screenshots  takes pictures of the book, the demo's tree and the report: narrow and wide, light and dark
//! cargo xtask bench     measures what tracing adds to a call, and writes a report [--quick] [--write]
//! cargo xtask size      measures what the swap adds to a small program, and to building it [--cpu]
//! ```

mod api;
mod bench;
mod cargo;
mod docs;
mod drivers;
mod folder;
mod graph;
mod lock;
mod pairs;
mod patch;
mod published;
mod screenshots;
mod setup;
mod size;
mod test;

use std::process::ExitCode;

/// The result of a step: the error is a sentence for the person at the terminal.
type Result<T = ()> = std::result::Result<T, String>;

fn main() -> ExitCode {
    if let Some(code) = published::rustdoc() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["setup"] => setup::run_with_tools(),
        ["demo", further @ ..] => demo(further),
        ["test", options @ ..] => test::run(options),
        ["bench", options @ ..] => bench::run(options),
        ["size", options @ ..] => size::run(options),
        ["docs", options @ ..] => docs::run(options),
        ["screenshots"] => screenshots::run(),
        ["api", options @ ..] => api::run(options),
        ["drivers", options @ ..] => drivers::run(options),
        ["graph", options @ ..] => graph::run(options),
        ["docs-rs", options @ ..] => published::document(options),
        ["package", options @ ..] => published::verify_packages(options),
        ["oldest-rust", options @ ..] => published::check_oldest_rust(options),
        ["patch", options @ ..] => patch::run(options),
        _ => Err("usage: cargo xtask <setup|demo|test [--quick]|docs|screenshots|bench|size|api|drivers|graph|patch|docs-rs|package|oldest-rust>"
            .to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn demo(further: &[&str]) -> Result {
    setup::run_for_demo()?;
    // The first build takes minutes, so it shows its progress. The programs start each other from cargo's folder.
    let (packages, program, further) = match further {
        ["--service", further @ ..] => (["orders", "orders-demo"].as_slice(), "orders-demo", further),
        further => (["quickstart"].as_slice(), "quickstart", further),
    };
    let packages: Vec<&str> = packages.iter().flat_map(|package| ["--package", *package]).collect();
    test::cargo(&[&["build"], packages.as_slice()].concat())?;
    test::cargo(&[&["run", "--quiet", "--package", program, "--"], further].concat())
}
