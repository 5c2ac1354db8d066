//! The flow around a call: from the decision to record it to its one end.
//!
//! ```text
//! Session::start ──▶ Parent (admits?) ──▶ Describe (what) ──▶ ActiveSpan + clock = Observation
//!                                                                │
//! Session::observe … ──▶ Observed<Begin, Call, End> ─────────────┤ polls the driver's future or stream
//!                                                                ▼
//!                                                   end (Outcome) or drop (cancelled), once
//! ```

mod attempts;
mod begin;
mod cached;
mod end;
mod future;
mod observation;
mod observe;
mod parent;
mod span;

pub use self::attempts::Attempts;
pub use self::begin::{AtFirstPoll, Begin};
pub use self::cached::{CacheCounts, CacheLookup, CacheTurns, UnlessCached};
pub use self::end::{End, HandsOver, OpensRows, Returns, Rows};
pub use self::future::{Observed, ObservedStream};
pub use self::observation::Observation;
