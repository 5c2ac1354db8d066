//! `src/telemetry.rs`, in processes of their own: a process has one environment and one set of global providers.

#![expect(clippy::unwrap_used, reason = "Clippy knows tests by their attribute, and not what they call")]

mod failures;
mod subject;
mod table;
mod tls;
mod unknown_values;
