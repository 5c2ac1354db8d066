//! The flow around a call: from the decision to record it to its one end.
//!
//! ```text
//! Session::start ──▶ Parent (admits?) ──▶ Describe (what) ──▶ ActiveSpan + clock = Observation
//!                                                                │
//! Session::observe … ──▶ Observed<Begin, Call, End> ─────────────┤ polls the driver's future or stream
//!                                                                ▼
//!                                                   end (Outcome) or drop (cancelled), once
//! ```
//!
//! The methods of [`Session`](crate::Session) make these types. You need them only to name the type of a future or stream, and for
//! a client with a cache or with retries of its own.

mod attempts;
mod begin;
mod cached;
pub(crate) mod end;
pub(crate) mod future;
pub(crate) mod observation;
mod observe;
pub(crate) mod parent;
mod span;
pub(crate) mod unwinding;
mod watched;

pub(crate) use self::span::ActiveSpan;

pub use self::attempts::Attempts;
pub use self::begin::{AroundNested, AtFirstPoll, Begin};
pub use self::cached::{CacheCounts, CacheLookup, CacheTurns, UnlessCached};
pub use self::end::{End, HandsOver, OpensRows, Returns};
pub use self::watched::Watched;
