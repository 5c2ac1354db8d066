//! The same calls to real servers twice: by the driver alone, and traced.
//!
//! Both go over one connection, by turns. Two connections have two processes at the other end, which the scheduler may treat
//! differently for as long as they live.

pub mod diesel;
pub mod postgres;
pub mod redis;

use crate::mode::Mode;

/// How the traced one of a pair is recorded.
const TRACED: Mode = Mode::SampledMeasured;
