//! db-semconv
