//! Which packages stand in for which drivers: what `api` compares, `drivers` tests, and `patch` writes.

use crate::api::intended::{self, Intended};
use crate::drivers::suite::{self, Tests};

/// A driver and the package that stands in for it.
pub(crate) struct Pair {
    pub(crate) driver: &'static str,
    /// The driver's version, exactly: another one may have another API, and other tests.
    pub(crate) version: &'static str,
    pub(crate) wrapper: &'static str,
    /// The features, on top of the default ones, with which the two are compared.
    pub(crate) features: &'static [&'static str],
    /// The differences that are meant.
    pub(crate) intended: &'static [Intended],
    /// The driver's own tests, and packages built on it.
    pub(crate) tests: Tests,
    /// The driver in a whole dependency graph.
    pub(crate) patch: Patch,
}

/// How the wrapper replaces the driver in a whole dependency graph.
pub(crate) struct Patch {
    /// Above each version of the driver's line, so that a crate that needs a newer driver does not switch the patch off.
    pub(crate) version: &'static str,
    /// Where the driver comes from: not from crates.io, whose driver the patch replaces.
    pub(crate) repository: &'static str,
    pub(crate) tag: &'static str,
    /// Optional dependencies of the wrapper that the patch makes needless: they are integrations of what is patched.
    pub(crate) without: &'static [&'static str],
}

pub(crate) const PAIRS: &[Pair] = &[
    Pair {
        driver: "tokio-postgres",
        version: "0.7.18",
        wrapper: "pg-trace",
        features: &[],
        intended: intended::PG_TRACE,
        tests: suite::TOKIO_POSTGRES,
        patch: Patch {
            version: "0.7.99",
            repository: "https://github.com/rust-postgres/rust-postgres",
            tag: "tokio-postgres-v0.7.18",
            without: &["bb8", "refinery-core", "time"],
        },
    },
    Pair {
        driver: "redis",
        version: "1.8.1",
        wrapper: "redis-trace",
        // With those that these turn on, all that there are.
        features: &[
            "ahash",
            "bb8",
            "bigdecimal",
            "bloom",
            "bytes",
            "cache-aio",
            "cluster-async",
            "connection-manager",
            "entra-id",
            "hashbrown",
            "json",
            "r2d2",
            "rust_decimal",
            "search_unfinished",
            "sentinel",
            "smol-native-tls-comp",
            "smol-rustls-comp",
            "tls-rustls-insecure",
            "tls-rustls-webpki-roots",
            "tokio-native-tls-comp",
            "tokio-rustls-comp",
            "uuid",
            "vector-sets",
        ],
        intended: intended::REDIS_TRACE,
        tests: suite::REDIS,
        patch: Patch {
            version: "1.99.0",
            repository: "https://github.com/redis-rs/redis-rs",
            tag: "redis-1.8.1",
            without: &[],
        },
    },
];

/// The pairs that a command is to deal with: the one of the named driver, or all.
pub(crate) fn chosen(driver: Option<&str>) -> crate::Result<&'static [Pair]> {
    let Some(driver) = driver else { return Ok(PAIRS) };
    let pair = PAIRS.iter().position(|pair| pair.driver == driver);
    pair.map(|pair| &PAIRS[pair..=pair]).ok_or_else(|| {
        let drivers: Vec<&str> = PAIRS.iter().map(|pair| pair.driver).collect();
        format!("{driver} is none of the drivers, which are {}", drivers.join(" and "))
    })
}
