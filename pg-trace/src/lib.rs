//! pg-trace
