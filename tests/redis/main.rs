//! The contract, kept by `redis-trace` against a real Redis.

mod calls;
mod cancellation;
mod connections;
mod failures;
mod fake_server;
mod metrics;
mod names;
mod parents;
mod pipelines;
mod redaction;
mod same;
mod scene;
mod scripts;
mod settings;
mod subscriptions;
mod table;
