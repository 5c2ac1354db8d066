//! `cargo xtask bench`: measures what tracing adds to a call, and writes the report.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{self, Metadata};
use crate::{Result, setup, size};

/// Not members of the workspace: they want other versions of what it has.
const PEERS: &str = "benches/peers/Cargo.toml";

pub(crate) fn run(options: &[&str]) -> Result {
    let quick = options.contains(&"--quick");
    if let Some(unknown) = options.iter().find(|option| !["--quick", "--write"].contains(option)) {
        return Err(format!("{unknown} is no option: `cargo xtask bench [--quick] [--write]`"));
    }
    setup::run()?;
    let root = cargo::root();
    let folder = Metadata::of(&root.join("Cargo.toml"))?.target_directory();
    let report = folder.join("bench");
    fs::create_dir_all(&report).map_err(|error| format!("{}: {error}", report.display()))?;

    build(
        &root.join("Cargo.toml"),
        &folder,
        &["db-trace-benches", "db-trace-report", "orders", "orders-demo"]
            .map(|name| ["--package", name])
            .concat(),
    )?;
    let mut data = vec![measure(&folder.join("release/measure"), &report.join("data.json"), quick)?];
    match peers(&root, &folder, &report, quick) {
        Ok(peers) => data.push(peers),
        Err(message) => eprintln!("the comparison with others is left out: {message}"),
    }
    data.push(measure(&folder.join("release/orders-load"), &report.join("service.json"), quick)?);
    data.push(size::report(&folder, !quick, report.join("size.json"))?);
    let mut writer = Command::new(folder.join("release/db-trace-report"));
    cargo::output(writer.arg(&report).args(&data))?;
    if options.contains(&"--write") {
        let target = root.join("BENCHMARKS.md");
        fs::copy(report.join("report.md"), &target).map_err(|error| format!("BENCHMARKS.md: {error}"))?;
        println!("{}", target.display());
    }
    println!("{}\n{}", report.join("report.html").display(), report.join("report.md").display());
    Ok(())
}

fn peers(root: &Path, folder: &Path, report: &Path, quick: bool) -> Result<PathBuf> {
    build(&root.join(PEERS), &folder.join("peers"), &[])?;
    measure(&folder.join("peers/release/peers"), &report.join("peers.json"), quick)
}

fn build(manifest: &Path, folder: &Path, further: &[&str]) -> Result {
    let mut command = cargo::command();
    command.args(["build", "--release", "--manifest-path"]).arg(manifest).arg("--target-dir").arg(folder);
    succeed(command.args(further))
}

fn measure(program: &Path, data: &Path, quick: bool) -> Result<PathBuf> {
    succeed(Command::new(program).args(quick.then_some("--quick")).arg(data))?;
    Ok(data.to_path_buf())
}

fn succeed(command: &mut Command) -> Result {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("{name} did not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status}); its own message is above")) }
}
