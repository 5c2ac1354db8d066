//! Instructions, counted by valgrind where that is installed.

use std::path::Path;
use std::process::{Command, Stdio};

/// Why nothing can be counted here, if it cannot.
pub fn missing() -> Option<&'static str> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Some("the counts are those of Linux on x86-64");
    }
    let version =
        Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    match version {
        Ok(status) if status.success() => None,
        _ => Some("valgrind is not installed"),
    }
}

/// Instructions in each of many calls, as a program makes them whose arguments say what to call and how often.
///
/// # Errors
///
/// A sentence, if valgrind fails or does not say how many.
pub fn instructions(program: &Path, what: &[&str], calls: u64) -> Result<u64, String> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*measured_calls*", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(what)
        .arg(calls.to_string())
        .output()
        .map_err(|error| format!("valgrind does not start: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let collected =
        told.lines().find_map(|line| line.split_once("Collected :")).map(|(_, number)| number.trim());
    match collected.and_then(|number| number.parse::<u64>().ok()) {
        Some(instructions) if output.status.success() && instructions > 0 => Ok(instructions / calls),
        _ => Err(format!("valgrind counted nothing for {what:?}: {told}")),
    }
}
