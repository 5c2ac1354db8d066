//! The most that tracing may add to a call: what the tests hold it to.
//!
//! Both are counts that repeat, so a limit is what was measured and a little: two per cent of instructions, for the hash
//! seeds and the allocator's mood. Whoever makes a call cheaper lowers its limit; whoever raises one says why in the commit.
//! Instructions are those of an optimised x86-64 build by the compiler that [`COMPILER`] names; another one may need others.

use crate::candidate::Client;
use crate::mode::Mode;

/// Whose instructions the limits count.
pub const COMPILER: &str = "rustc 1.95.0";

/// What a mode may add to the driver's own call.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Whose call.
    pub client: Client,
    /// In what mode.
    pub mode: Mode,
    /// Allocations in each call. Part of one is one in so many calls.
    pub allocations: f64,
    /// Instructions in each call.
    pub instructions: u64,
}

const fn limit(client: Client, mode: Mode, allocations: f64, instructions: u64) -> Limit {
    Limit { client, mode, allocations, instructions }
}

/// Every sixteenth call looks for a provider that may have been installed meanwhile.
const A_LOOK: f64 = 1.0 / 16.0;

/// All limits.
pub const LIMITS: &[Limit] = &[
    limit(Client::Postgres, Mode::Disabled, 0.0, 160),
    limit(Client::Postgres, Mode::NoProvider, A_LOOK, 290),
    limit(Client::Postgres, Mode::Suppressed, 0.0, 190),
    limit(Client::Postgres, Mode::UnsampledParent, 0.0, 270),
    limit(Client::Postgres, Mode::UnsampledParentMeasured, 0.0, 6_060),
    limit(Client::Postgres, Mode::UnsampledRoot, 2.0, 2_320),
    limit(Client::Postgres, Mode::Sampled, 2.0, 3_140),
    limit(Client::Postgres, Mode::SampledMeasured, 2.0, 8_560),
    // The future of the wrapper's method is entered before the driver's; the span has no part in it.
    limit(Client::PostgresPoll, Mode::Disabled, 0.0, 15),
    limit(Client::PostgresPoll, Mode::Sampled, 0.0, 15),
];
