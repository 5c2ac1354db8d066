//! A test in a process of its own.

use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const CHILD: &str = "DBTRACE_TEST_CHILD";
/// A process that needs more than that hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs `test` in a process of its own, and fails if the process fails, is aborted or hangs.
#[track_caller]
pub(crate) fn alone(test: impl FnOnce()) {
    with_variables(&[], test);
}

/// Like [`alone`], with environment variables.
#[track_caller]
pub(crate) fn with_variables(variables: &[(&str, &str)], test: impl FnOnce()) {
    if std::env::var_os(CHILD).is_some() {
        return test();
    }
    let thread = std::thread::current();
    let name = thread.name().expect("a test runs on a thread with its name");
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let id = child.id();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let output = receiver.recv_timeout(LIMIT).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        panic!("it hangs")
    });
    let output = output.expect("it ended");
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}: {stdout}\n{stderr}", output.status);
    assert!(stdout.contains("1 passed"), "it ran no test: {stdout}");
}
