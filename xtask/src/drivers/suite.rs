//! Which packages are run, and what of them.

use super::test_macros;

/// The tests of a driver, and of packages built on it: one run of cargo, so that what they share is built once.
pub(crate) struct Tests {
    /// What the test binaries get as arguments.
    pub(super) arguments: &'static [&'static str],
    pub(super) suites: &'static [Suite],
}

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
    /// The driver's features that its own tests do without.
    pub(super) without_features: &'static [&'static str],
    /// Packages of the generated workspace that the tests use, and their folders.
    pub(super) beside: &'static [(&'static str, &'static str)],
    /// The files whose `5433` is not the port of a server.
    pub(super) without_server: &'static [&'static str],
    /// Texts in the sources, and what they become.
    pub(super) replaced: &'static [(&'static str, &'static str)],
    /// What is not run: files by their path, and tests by a part of their names.
    pub(super) left_out: &'static [LeftOut],
}

/// Something of a suite that is not run.
pub(super) struct LeftOut {
    pub(super) name: &'static str,
    pub(super) reason: &'static str,
}

pub(super) enum Content {
    /// The package is the driver: its integration tests alone, as a user's program.
    IntegrationTests,
    /// The package is built on the driver: its sources and its tests.
    Everything,
    /// The package is a module of the wrapper: its tests alone, with the module for its library.
    Module {
        /// The module's name.
        name: &'static str,
        /// The wrapper's features.
        features: &'static [&'static str],
    },
}

impl Suite {
    /// What a suite is unless it says otherwise.
    pub(super) const DEFAULT: Self = Self {
        package: "",
        version: "",
        content: Content::Everything,
        features: &[],
        without_features: &[],
        beside: &[],
        roots: &[],
        without_server: &[],
        replaced: &[],
        left_out: &[],
    };
}

pub(crate) const TOKIO_POSTGRES: Tests = Tests {
    // What upstream ignores does not work with its containers, and does with a server on the same machine.
    arguments: &["--include-ignored"],
    suites: &[
        Suite {
            package: "tokio-postgres",
            version: "0.7.18",
            content: Content::IntegrationTests,
            // It is for WebAssembly only.
            without_features: &["js"],
            roots: &["tests/test/main.rs"],
            // It checks the parser of connection strings.
            without_server: &["tests/test/parse.rs"],
            ..Suite::DEFAULT
        },
        Suite {
            package: "deadpool-postgres",
            version: "0.14.2",
            // Its tests find the server through the environment.
            features: &["serde"],
            roots: &["src/lib.rs", "tests/postgres.rs"],
            without_server: &["tests/postgres.rs"],
            ..Suite::DEFAULT
        },
        Suite {
            package: "deadpool-postgres",
            version: "0.14.2",
            content: Content::Module { name: "deadpool", features: &["deadpool", "serde"] },
            features: &["serde"],
            roots: &["tests/postgres.rs"],
            without_server: &["tests/postgres.rs"],
            ..Suite::DEFAULT
        },
        Suite { package: "postgres", version: "0.19.14", roots: &["src/lib.rs"], ..Suite::DEFAULT },
    ],
};

/// What of deadpool-redis is not run.
const WITHOUT_SERVERS: &[LeftOut] = &[
    LeftOut { name: "tests/redis_cluster.rs", reason: "it wants a cluster that is there already" },
    LeftOut { name: "tests/redis_sentinel.rs", reason: "it wants a sentinel that is there already" },
];

const WANTS_MODULE: &str = "it wants a module in the server, so it is compiled and not run";
const NEEDS_ALL_SENTINELS: &str =
    "it asks each sentinel, and redis-test 1.0.4 does not wait for every one, so it fails now and then";

pub(crate) const REDIS: Tests = Tests {
    // One test looks out for panics of the whole process.
    arguments: &["--test-threads=1"],
    suites: &[
        Suite {
            package: "redis",
            version: "1.8.1",
            content: Content::IntegrationTests,
            without_features: &[
                // The tests run once per runtime, and the wrapper knows of none.
                "smol-comp",
                "smol-native-tls-comp",
                "smol-rustls-comp",
                // Nothing tests it, and what it is built on is big.
                "entra-id",
                // The servers of the tests speak TLS where a test is about that, and rustls is there for it.
                "tls-native-tls",
                "tokio-native-tls-comp",
            ],
            beside: &[("redis-test", "redis-test-1.0.4"), (test_macros::PACKAGE, test_macros::PACKAGE)],
            roots: &[
                "tests/parser.rs",
                "tests/test_acl.rs",
                "tests/test_async.rs",
                "tests/test_basic.rs",
                "tests/test_bignum.rs",
                "tests/test_cache.rs",
                "tests/test_cluster.rs",
                "tests/test_cluster_async.rs",
                "tests/test_credentials_provider_failures.rs",
                "tests/test_digest_utils.rs",
                "tests/test_geospatial.rs",
                "tests/test_module_bloom.rs",
                "tests/test_module_json.rs",
                "tests/test_module_search.rs",
                "tests/test_script.rs",
                "tests/test_sentinel.rs",
                "tests/test_streams.rs",
                "tests/test_support.rs",
                "tests/test_tls_cert_auth.rs",
                "tests/test_types.rs",
            ],
            // Fields and variants that redis-test has not been published with. The two tests that set the fields are for a
            // cluster of Valkey, and for one with TLS. The tests of the variants are not run.
            replaced: &[
                ("Module::Bloom", "Module::Json"),
                ("Module::Search", "Module::Json"),
                ("cluster_databases: Some(16),", ""),
                ("dns_hostname: Some(\"localhost\".to_string()),", ""),
            ],
            left_out: &[
                LeftOut { name: "tests/test_auth.rs", reason: "it wants an account at Azure" },
                LeftOut {
                    name: "tests/test_hotkeys.rs",
                    reason: "all of it wants Redis 8.6, and does nothing with an older one",
                },
                LeftOut { name: "test_module_bloom", reason: WANTS_MODULE },
                LeftOut { name: "test_module_json", reason: WANTS_MODULE },
                LeftOut { name: "test_module_search", reason: WANTS_MODULE },
                LeftOut { name: "test_sentinel_master_for", reason: NEEDS_ALL_SENTINELS },
                LeftOut { name: "test_sentinel_redis_client", reason: NEEDS_ALL_SENTINELS },
                LeftOut { name: "test_sentinel_client_builder", reason: NEEDS_ALL_SENTINELS },
            ],
            ..Suite::DEFAULT
        },
        Suite {
            package: "redis-test",
            version: "1.0.4",
            features: &["aio"],
            roots: &["src/lib.rs"],
            // Every cluster and every sentinel gets a certificate of its own, and long keys take seconds to find.
            replaced: &[("make_key(&ca_key, 4096);", "make_key(&ca_key, 2048);")],
            ..Suite::DEFAULT
        },
        Suite {
            package: "deadpool-redis",
            version: "0.23.1",
            features: &["cluster", "sentinel", "serde"],
            roots: &["src/lib.rs", "tests/redis.rs", "tests/redis_connection_config.rs"],
            left_out: WITHOUT_SERVERS,
            ..Suite::DEFAULT
        },
        Suite {
            package: "deadpool-redis",
            version: "0.23.1",
            content: Content::Module {
                name: "deadpool",
                features: &["cluster-async", "deadpool", "sentinel", "serde"],
            },
            features: &["cluster", "sentinel", "serde"],
            roots: &["tests/redis.rs", "tests/redis_connection_config.rs"],
            left_out: WITHOUT_SERVERS,
            ..Suite::DEFAULT
        },
    ],
};

impl Suite {
    /// What the package is called in the generated workspace.
    pub(super) fn name(&self) -> String {
        match self.content {
            Content::IntegrationTests => format!("{}-tests", self.package),
            Content::Everything => self.package.to_owned(),
            Content::Module { .. } => format!("{}-module", self.package),
        }
    }

    /// Whether it is run at all: without the wrapper there is no module of it.
    pub(super) fn is_run(&self, plain: bool) -> bool {
        !(plain && matches!(self.content, Content::Module { .. }))
    }

    /// Whether the file at this path in the package is left out.
    pub(super) fn leaves_out(&self, path: &str) -> bool {
        self.left_out.iter().any(|left_out| left_out.name == path)
    }

    /// The folder of the package in the generated workspace.
    pub(super) fn folder(&self) -> String {
        match self.content {
            Content::Module { .. } => format!("{}-{}", self.name(), self.version),
            _ => format!("{}-{}", self.package, self.version),
        }
    }
}
