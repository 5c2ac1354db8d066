//! What is captured, and where it is sent: the settings and providers of a [`Telemetry`].
//!
//! ```text
//! variables ─▶ environment ─▶ declared (Settings) ─▶ telemetry (TelemetryBuilder ─▶ Telemetry)
//!                             query_text, hooks, session_context, sql_comments
//! ```
//!
//! `hooks` names an [`Operation`](crate::Operation), whose queries are analysed by `query_text`: so the folder is in a circle
//! with them. None of its files is.
//!
//! A new setting is one line in `declared.rs`, one method of the builder, and `cargo xtask docs --write`, which
//! renews the page of the book. A test compares the three.

mod attributes;
mod declared;
#[cfg(test)]
mod documented;
mod environment;
mod hooks;
mod query_text;
mod session_context;
mod sql_comments;
mod telemetry;

pub(crate) use self::attributes::UsersAttributes;
pub(crate) use self::declared::Settings;
pub(crate) use self::query_text::Shown;
pub use self::query_text::{QueryText, UnknownQueryText};
pub use self::session_context::SessionContext;
pub(crate) use self::sql_comments::Comments;
pub use self::sql_comments::SqlComments;
pub use self::telemetry::{Instrumentation, Telemetry, TelemetryBuilder};
