//! The book in `docs/`: writes the page that is generated, and builds the pages as HTML.

mod settings;

use std::fs;
use std::process::Command;

use crate::{Result, cargo, setup};

const USAGE: &str = "`cargo xtask docs` or `cargo xtask docs --write`";
const SETTINGS: &str = "docs/src/settings.md";

/// Builds the book into `target/book`. With `--write`, generates the page of settings first.
pub(crate) fn run(options: &[&str]) -> Result {
    let root = cargo::root();
    match options {
        [] => {}
        ["--write"] => {
            fs::write(root.join(SETTINGS), settings::page()?)
                .map_err(|error| format!("{SETTINGS}: {error}"))?;
        }
        [option, ..] => return Err(format!("{option} is no option of `docs`: {USAGE}")),
    }
    let book = root.join("target/book");
    let status = Command::new(setup::mdbook()?)
        .args(["build", "docs", "--dest-dir"])
        .arg(&book)
        .current_dir(&root)
        .status()
        .map_err(|error| format!("mdbook did not start: {error}"))?;
    if !status.success() {
        return Err("`mdbook build docs` failed".to_owned());
    }
    println!("The book is in {}.", book.join("index.html").display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_of_settings_is_up_to_date() {
        let written = fs::read_to_string(cargo::root().join(SETTINGS)).unwrap();
        assert!(
            written == settings::page().unwrap(),
            "{SETTINGS} differs from the docs of TelemetryBuilder: run `cargo xtask docs --write`"
        );
    }

    #[test]
    fn unknown_option_of_docs_is_an_error_that_names_the_options() {
        let message = run(&["--fast"]).unwrap_err();
        assert_eq!(
            message,
            "--fast is no option of `docs`: `cargo xtask docs` or `cargo xtask docs --write`"
        );
    }
}
