//! The calls that are no statements.

use std::sync::{Arc, LazyLock};

use db_semconv::{Class, Query};

pub(crate) static CONNECT: LazyLock<Arc<Query>> =
    LazyLock::new(|| Arc::new(Query::control("CONNECT", Class::Connect)));

/// A pool's check that a connection is alive.
#[cfg(any(feature = "bb8", feature = "deadpool", feature = "mobc", feature = "r2d2"))]
pub(crate) static PING: LazyLock<Arc<Query>> =
    LazyLock::new(|| Arc::new(Query::control("PING", Class::HealthCheck)));
