//! A test in a process of its own, which is killed in the middle of a message.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

const URL: &str = "DBTRACE_TEST_QUEUE";
const LINE: &str = "PROCESSING";

/// The other process. It is killed when this is dropped.
#[derive(Debug)]
pub struct OtherProcess(Child);

impl OtherProcess {
    /// Starts a test of this program in another process, and returns when that is in the middle of a message.
    ///
    /// # Panics
    ///
    /// If it ends before.
    pub fn start(test: &str, url: &str) -> Self {
        let child = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(URL, url)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut child = Self(child);
        let output = BufReader::new(child.0.stdout.take().expect("a pipe"));
        let is_processing = output.lines().map_while(Result::ok).any(|line| line.ends_with(LINE));
        assert!(is_processing, "the other process ended");
        child
    }

    /// Returns the URL if this is the other process.
    pub fn url() -> Option<String> {
        env::var(URL).ok()
    }

    /// Says that the other process is in the middle of a message.
    pub fn is_processing() {
        println!("{LINE}");
        std::io::stdout().flush().expect("a pipe");
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("ended");
    }
}
