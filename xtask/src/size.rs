//! `cargo xtask size`: what the swap adds to a small program, and to the work of building it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::Result;
use crate::cargo::{self, Metadata};

/// The same source with the drivers and with their wrappers: the case in the report, and the package.
const PROGRAMS: [(&str, &str); 2] = [("plain", "db-trace-size-plain"), ("swapped", "db-trace-size")];

/// Release, stripped, and otherwise as cargo has it: what most users ship.
const PROFILE: &str = "shipped";

pub(crate) fn run(options: &[&str]) -> Result {
    let counts_cpu = match options {
        [] => false,
        ["--cpu"] => true,
        _ => return Err("usage: cargo xtask size [--cpu]".to_owned()),
    };
    let folder = Metadata::of(&cargo::root().join("Cargo.toml"))?.target_directory();
    for (case, program) in programs(&folder, counts_cpu)? {
        let megabytes = program.megabytes();
        match program.cpu_seconds {
            Some(seconds) => println!("{case:8} {megabytes:.3} MB, built in {seconds:.0} s of CPU"),
            None => println!("{case:8} {megabytes:.3} MB"),
        }
    }
    Ok(())
}

/// Measures the programs for the report.
pub(crate) fn report(folder: &Path, counts_cpu: bool, data: PathBuf) -> Result<PathBuf> {
    let programs = programs(folder, counts_cpu)?;
    let figures: Vec<Value> = programs.iter().map(|(case, program)| program.figure(case)).collect();
    let text = json!({ "figures": figures }).to_string();
    fs::write(&data, text).map_err(|error| format!("{}: {error}", data.display()))?;
    Ok(data)
}

fn programs(folder: &Path, counts_cpu: bool) -> Result<Vec<(&'static str, Program)>> {
    let build =
        |(case, package)| Ok((case, Program::build(package, &folder.join("size").join(case), counts_cpu)?));
    PROGRAMS.into_iter().map(build).collect()
}

/// A program that was built.
struct Program {
    bytes: u64,
    /// User and system time of all processes that built it and what it depends on.
    cpu_seconds: Option<f64>,
}

impl Program {
    /// Builds a package in a folder of its own, so that no feature of another package gets in. All of it is built again
    /// if its time counts.
    fn build(package: &str, folder: &Path, counts_cpu: bool) -> Result<Self> {
        if counts_cpu {
            remove(folder)?;
        }
        // Only a shell says portably how much time its children took.
        let mut shell = Command::new("sh");
        shell.args(["-c", "\"$@\" && times", "sh"]).arg(cargo::command().get_program());
        shell
            .args(["build", "--quiet", "--profile", PROFILE, "--package", package, "--target-dir"])
            .arg(folder);
        let times = cargo::output(shell.current_dir(cargo::root()))?;
        let program = folder.join(PROFILE).join(package);
        let file = fs::metadata(&program).map_err(|error| format!("{}: {error}", program.display()))?;
        let cpu_seconds =
            if counts_cpu { Some(children_seconds(&String::from_utf8_lossy(&times))?) } else { None };
        Ok(Self { bytes: file.len(), cpu_seconds })
    }

    #[expect(clippy::cast_precision_loss, reason = "a program has less than 2^52 bytes")]
    fn megabytes(&self) -> f64 {
        self.bytes as f64 / 1e6
    }

    fn figure(&self, case: &str) -> Value {
        json!({ "subject": "size", "case": case, "size": self.bytes, "cpu_seconds": self.cpu_seconds })
    }
}

fn remove(folder: &Path) -> Result {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

/// Reads the second line of the shell's `times`: `1m26.183s 0m8.937s`, user and system.
fn children_seconds(times: &str) -> Result<f64> {
    let line = times.lines().nth(1).unwrap_or_default();
    let seconds = |time: &str| {
        let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    let sum = line.split_whitespace().map(seconds).sum::<Option<f64>>();
    sum.filter(|sum| *sum > 0.0).ok_or_else(|| format!("`times` printed {times:?}"))
}

#[cfg(test)]
mod tests {
    use super::children_seconds;

    #[test]
    fn children_seconds_are_the_second_line_of_times() {
        assert_eq!(children_seconds("0m0.00s 0m0.01s\n1m26.25s 0m8.50s\n"), Ok(94.75));
        assert!(children_seconds("").is_err());
    }
}
