//! db-testcontainers
