//! A Prometheus of the test's own, which reads its targets each second.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use db_server_programs::PROMETHEUS;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Killed when it is dropped, and its folder removed.
pub(crate) struct Prometheus {
    process: Child,
    folder: PathBuf,
    address: SocketAddr,
}

impl Prometheus {
    /// Starts a server that reads these addresses, and waits until it answers.
    pub(crate) fn start(targets: &[String]) -> Self {
        let programs = PROMETHEUS.folder().expect("`cargo xtask setup` installs Prometheus");
        let folder = std::env::temp_dir().join(format!("db-trace-prometheus-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let configuration = folder.join("prometheus.yaml");
        let targets = targets.join("\", \"");
        let text = format!(
            "global: {{ scrape_interval: 1s }}\n\
             scrape_configs:\n  - job_name: shop\n    static_configs:\n      - targets: [\"{targets}\"]\n"
        );
        fs::write(&configuration, text).expect("the configuration");
        // The port is free now. If another program takes it first, Prometheus ends and the test fails.
        let address = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
        let process = Command::new(programs.join("prometheus"))
            .arg(format!("--config.file={}", configuration.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .arg("--log.level=warn")
            .stdout(Stdio::null())
            .spawn()
            .expect("Prometheus starts");
        let mut prometheus = Self { process, folder, address };
        prometheus.wait();
        prometheus
    }

    fn wait(&mut self) {
        let begin = Instant::now();
        while get(self.address, "/-/ready").is_none_or(|answer| !answer.starts_with("HTTP/1.0 200")) {
            let ended = self.process.try_wait().expect("a process");
            assert!(ended.is_none(), "Prometheus has ended: {ended:?}");
            assert!(begin.elapsed() < Duration::from_secs(60), "Prometheus is not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Returns `true` if a query has at least one value that is a number. A query that is not valid fails the test.
    pub(crate) fn has_data(&self, query: &str) -> bool {
        let query = utf8_percent_encode(query, NON_ALPHANUMERIC).to_string();
        let answer = get(self.address, &format!("/api/v1/query?query={query}")).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        let answer: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
        assert_eq!(answer["status"], "success", "{answer}");
        let results = answer["data"]["result"].as_array().expect("a vector");
        results.iter().any(|result| result["value"][1] != "NaN")
    }
}

/// Returns the answer to a request, or `None` if nothing listens yet.
pub(crate) fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut connection = TcpStream::connect(address).ok()?;
    connection.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    Some(answer)
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
