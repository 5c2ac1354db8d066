//! A private Redis server for the packages whose tests do not start their own, gone when dropped.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use db_server_programs::REDIS;

use super::port;

const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Redis {
    process: Child,
    pub(crate) port: u16,
}

impl Redis {
    /// Starts a server that keeps nothing on disk.
    pub(crate) fn start() -> crate::Result<Self> {
        let programs = REDIS.folder().map_err(|error| format!("{error}: run `cargo xtask setup`"))?;
        let port = port::free(None)?;
        let mut redis = Command::new(programs.join("redis-server"));
        redis.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
        redis.stdin(Stdio::null()).stdout(Stdio::null());
        let process = redis.spawn().map_err(|error| format!("redis-server did not start: {error}"))?;
        let mut server = Self { process, port };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> crate::Result {
        let started = Instant::now();
        while started.elapsed() < PATIENCE && matches!(self.process.try_wait(), Ok(None)) {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(format!("redis-server did not get ready on port {}", self.port))
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
