//! The contract, kept by `redis-trace` against a real Redis.

mod calls;
mod cancellation;
mod cancelled_connects;
mod cluster;
mod cluster_failures;
mod connections;
mod failures;
mod fake_server;
mod future_size;
mod manager;
mod metrics;
mod names;
mod parents;
mod pipelines;
mod pools;
mod redaction;
mod redaction_of_clients;
mod same;
mod scene;
mod scripts;
mod sentinel;
mod settings;
mod subscriptions;
mod table;
mod taken_errors;
mod tls;
