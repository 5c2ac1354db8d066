//! On what it was measured.

use std::fs;
use std::process::Command;

/// Names and values. What the machine does not show is left out.
pub fn describe() -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut pairs = Vec::new();
    pairs.extend(processor().map(|value| pair("Processor", value)));
    let threads = std::thread::available_parallelism().map_or(0, usize::from);
    pairs.push(pair("Threads of the machine", threads.to_string()));
    pairs.extend(output("uname", &["-srm"]).map(|value| pair("System", value)));
    pairs.extend(output("rustc", &["--version"]).map(|value| pair("Compiler", value)));
    pairs.extend(crates().map(|value| pair("Crates", value)));
    pairs.extend(output("valgrind", &["--version"]).map(|value| pair("Counting instructions", value)));
    pairs
}

/// Those that decide what a call costs, in the versions that the workspace is locked to.
fn crates() -> Option<String> {
    const NAMES: [&str; 6] =
        ["opentelemetry", "opentelemetry_sdk", "tokio", "tokio-postgres", "redis", "diesel"];
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock")).ok()?;
    let version = |name: &str| {
        let (_, entry) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
        entry.split_once('"').map(|(version, _)| format!("{name} {version}"))
    };
    let versions: Vec<String> = NAMES.into_iter().filter_map(version).collect();
    (!versions.is_empty()).then(|| versions.join(", "))
}

fn processor() -> Option<String> {
    let told = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = told.lines().find(|line| line.starts_with("model name"))?;
    line.split_once(':').map(|(_, name)| name.trim().to_owned())
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
