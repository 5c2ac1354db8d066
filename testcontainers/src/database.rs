//! Databases on a server.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A name for a new database, unique on servers that other processes use too.
pub(crate) fn unique_name() -> String {
    format!("db_test_{:016x}", RandomState::new().build_hasher().finish())
}
