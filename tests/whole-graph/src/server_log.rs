//! PostgreSQL's log: each statement and each connection, because `log_statement` is `all` and `log_connections` is `on`.

use std::fs;

/// The log from a point in time on.
pub struct ServerLog {
    path: String,
    begin: usize,
}

impl ServerLog {
    /// Begins at the end of the log.
    pub fn begin() -> Self {
        let path = std::env::var("WHOLE_GRAPH_POSTGRES_LOG").expect("`cargo xtask graph` runs this program");
        let begin = read(&path).len();
        Self { path, begin }
    }

    /// Returns the statements that the server executed. It writes each one before it answers.
    pub fn statements(&self) -> Vec<String> {
        self.lines()
            .into_iter()
            .filter(|line| line.contains("statement: ") || line.contains("execute "))
            .collect()
    }

    /// Returns how many connections the server accepted.
    pub fn connections(&self) -> usize {
        self.lines().iter().filter(|line| line.contains("connection authorized: ")).count()
    }

    /// Returns `true` if a value reached the server.
    pub fn contains(&self, value: &str) -> bool {
        read(&self.path)[self.begin..].contains(value)
    }

    fn lines(&self) -> Vec<String> {
        let log = read(&self.path);
        log[self.begin..].lines().filter(|line| line.contains(" LOG:  ")).map(str::to_owned).collect()
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
