//! What the drop-in programs share: their reports, and the library of books that two of them keep.
//!
//! No connection is in here, so nothing here changes with the swap of a driver.

#[cfg(feature = "diesel")]
pub mod library;
mod report;

pub use report::Report;
