//! Which packages are run, and what of them.

/// A published package whose own tests run against the wrapper.
pub(super) struct Suite {
    /// Its name on crates.io.
    pub(super) package: &'static str,
    /// The version, exactly: another one may have other tests.
    pub(super) version: &'static str,
    /// What gets run.
    pub(super) content: Content,
    /// Features on top of the package's default ones.
    pub(super) features: &'static [&'static str],
    /// The files that begin a test binary.
    pub(super) roots: &'static [&'static str],
    /// The files whose `5433` is not the port of a server.
    pub(super) without_server: &'static [&'static str],
}

pub(super) enum Content {
    /// The package is the driver: its integration tests alone, as somebody's program.
    IntegrationTests,
    /// The package is built on the driver: its sources and its tests.
    Everything,
}

pub(super) const SUITES: &[Suite] = &[
    Suite {
        package: "tokio-postgres",
        version: "0.7.18",
        content: Content::IntegrationTests,
        features: &[],
        roots: &["tests/test/main.rs"],
        // It checks the parser of connection strings.
        without_server: &["tests/test/parse.rs"],
    },
    Suite {
        package: "deadpool-postgres",
        version: "0.14.2",
        content: Content::Everything,
        // Its tests find the server through the environment.
        features: &["serde"],
        roots: &["src/lib.rs", "tests/postgres.rs"],
        without_server: &["tests/postgres.rs"],
    },
    Suite {
        package: "postgres",
        version: "0.19.14",
        content: Content::Everything,
        features: &[],
        roots: &["src/lib.rs"],
        without_server: &[],
    },
];

impl Suite {
    /// What the package is called in the generated workspace.
    pub(super) fn name(&self) -> String {
        match self.content {
            Content::IntegrationTests => format!("{}-tests", self.package),
            Content::Everything => self.package.to_owned(),
        }
    }

    /// The folder of the package in the generated workspace.
    pub(super) fn folder(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }
}
