//! How many instructions a traced call takes beyond the driver's own: gated where valgrind is there, since it repeats.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;

use db_trace_benches::callgrind;
use db_trace_benches::candidate::Client;
use db_trace_benches::limits::{COMPILER, LIMITS};
use db_trace_benches::mode::Mode;

const CALLS: u64 = 1_600;

#[test]
fn calls_take_no_more_instructions_than_their_limit() {
    if let Some(reason) = callgrind::missing() {
        println!("skipped: {reason}");
        return;
    }
    let program = optimised();
    let count = |client: Client, mode: Mode| {
        callgrind::instructions(&program, &[client.name(), mode.name()], CALLS).expect("counted")
    };
    let mut plain = HashMap::new();
    let mut over = Vec::new();
    for limit in LIMITS {
        let plain = *plain.entry(limit.client.name()).or_insert_with(|| count(limit.client, Mode::Plain));
        let added = count(limit.client, limit.mode).saturating_sub(plain);
        println!("{} {}: {plain} + {added} instructions", limit.client.name(), limit.mode);
        if added > limit.instructions {
            over.push(format!("{limit:?}: {added} instructions"));
        }
    }
    assert!(over.is_empty(), "with {COMPILER} these are within their limits: {over:#?}");
}

/// Builds the program that makes the calls as users build theirs: tests are not optimised.
fn optimised() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--package", "db-trace-benches", "--bin", "call"])
        .args(["--message-format", "json-render-diagnostics"])
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "the program is not built: {}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8_lossy(&output.stdout);
    let program = told.lines().find_map(|line| {
        let (_, path) = line.split_once("\"executable\":\"")?;
        path.split_once('"').map(|(path, _)| PathBuf::from(path))
    });
    program.expect("cargo prints where the program is")
}
