//! The overhead report.
//!
//! ```text
//! runs ──▶ data (JSON) ──▶ sections (what it means: titles, sentences, tables, charts) ──▶ html, markdown
//! ```
//!
//! Nothing in here knows a figure: what is said is worked out of those that were measured.

mod chart;
pub mod data;
mod format;
pub mod html;
pub mod markdown;
pub mod section;
mod sections;

pub use data::{Data, Distribution, Figure, Skipped, Spread};
pub use sections::sections;
