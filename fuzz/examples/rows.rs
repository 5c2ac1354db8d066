//! Prints the inputs of a folder for `redact/tests/corpus/*.txt`, a line each.
//!
//! `cargo run --example rows FOLDER >>../redact/tests/corpus/sql_analyze.txt`, in `fuzz`.

use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).expect("usage: rows FOLDER");
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder)? {
        rows.push(fs::read(entry?.path())?.escape_ascii().to_string());
    }
    rows.sort();
    for row in rows {
        println!("{row}");
    }
    Ok(())
}
