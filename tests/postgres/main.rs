//! What is special to `pg-trace`, against a real PostgreSQL. What every wrapper does is in `tests/src/contract`.

mod borrowed_context;
mod calls;
mod cancel_dropped_calls;
mod cancel_dropped_scene;
mod cancel_dropped_transactions;
mod cancellation;
mod client;
mod connect;
mod debug;
mod failures;
mod future_size;
mod on_request;
mod pipelining;
mod queue;
mod queue_contexts;
mod queue_failures;
mod queue_notifications;
mod queue_scene;
mod queued_behind_cancelled;
mod redaction;
mod refinery;
mod rollbacks;
mod session_context;
mod settings;
mod sql_comments;
