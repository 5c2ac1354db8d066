//! The most that tracing may add to a call: what the tests hold it to.
//!
//! Both are counts that repeat, so a limit is what was measured and a little: two per cent of instructions or fifty, for the
//! hash seeds, and for what the compiler happens to inline. If you make a call cheaper, lower its limit. If you raise one, say why in the commit.
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

const NONE: f64 = 0.0;
/// About one call in a second looks for a provider that may have been installed or replaced meanwhile.
const A_LOOK: f64 = 0.001;
/// The attributes, and the box that a span of unknown type is in.
const A_SPAN: f64 = 2.0;
/// The text of a Redis command is another for each key.
const A_SPAN_AND_TEXT: f64 = A_SPAN + 1.0;

/// All limits.
pub const LIMITS: &[Limit] = &[
    limit(Client::Postgres, Mode::Disabled, NONE, 180),
    limit(Client::Postgres, Mode::NoProvider, A_LOOK, 300),
    limit(Client::Postgres, Mode::Suppressed, NONE, 280),
    limit(Client::Postgres, Mode::UnsampledParent, NONE, 290),
    limit(Client::Postgres, Mode::UnsampledParentTimed, NONE, 3_190),
    limit(Client::Postgres, Mode::UnsampledParentTimedBound, NONE, 960),
    limit(Client::Postgres, Mode::UnsampledParentMeasured, NONE, 5_650),
    limit(Client::Postgres, Mode::GlobalTracerUnsampledParent, A_LOOK, 290),
    limit(Client::Postgres, Mode::GlobalTracerSampled, A_SPAN + A_LOOK, 2_980),
    limit(Client::Postgres, Mode::UnsampledRoot, A_SPAN, 2_050),
    limit(Client::Postgres, Mode::Sampled, A_SPAN, 2_830),
    limit(Client::Postgres, Mode::SampledTimed, A_SPAN, 5_350),
    limit(Client::Postgres, Mode::SampledTimedBound, A_SPAN, 3_100),
    limit(Client::Postgres, Mode::SampledMeasured, A_SPAN, 7_940),
    limit(Client::Postgres, Mode::SampledMeasuredBound, A_SPAN, 3_370),
    limit(Client::Redis, Mode::Disabled, NONE, 50),
    limit(Client::Redis, Mode::NoProvider, A_LOOK, 80),
    limit(Client::Redis, Mode::Suppressed, NONE, 50),
    limit(Client::Redis, Mode::UnsampledParent, NONE, 50),
    limit(Client::Redis, Mode::UnsampledParentTimed, NONE, 2_300),
    limit(Client::Redis, Mode::UnsampledParentTimedBound, NONE, 940),
    limit(Client::Redis, Mode::UnsampledParentMeasured, NONE, 2_310),
    limit(Client::Redis, Mode::GlobalTracerUnsampledParent, A_LOOK, 50),
    limit(Client::Redis, Mode::GlobalTracerSampled, A_SPAN_AND_TEXT + A_LOOK, 3_490),
    limit(Client::Redis, Mode::UnsampledRoot, A_SPAN_AND_TEXT, 2_650),
    limit(Client::Redis, Mode::Sampled, A_SPAN_AND_TEXT, 3_300),
    limit(Client::Redis, Mode::SampledTimed, A_SPAN_AND_TEXT, 5_060),
    limit(Client::Redis, Mode::SampledTimedBound, A_SPAN_AND_TEXT, 3_690),
    limit(Client::Redis, Mode::SampledMeasured, A_SPAN_AND_TEXT, 5_060),
    limit(Client::Redis, Mode::SampledMeasuredBound, A_SPAN_AND_TEXT, 3_690),
    limit(Client::Diesel, Mode::Disabled, NONE, 200),
    limit(Client::Diesel, Mode::NoProvider, A_LOOK, 310),
    limit(Client::Diesel, Mode::Suppressed, NONE, 280),
    limit(Client::Diesel, Mode::UnsampledParent, NONE, 330),
    limit(Client::Diesel, Mode::UnsampledParentTimed, NONE, 2_660),
    limit(Client::Diesel, Mode::UnsampledParentTimedBound, NONE, 1_220),
    limit(Client::Diesel, Mode::UnsampledParentMeasured, NONE, 4_360),
    limit(Client::Diesel, Mode::GlobalTracerUnsampledParent, A_LOOK, 330),
    limit(Client::Diesel, Mode::GlobalTracerSampled, A_SPAN + A_LOOK, 3_150),
    limit(Client::Diesel, Mode::UnsampledRoot, A_SPAN, 2_260),
    limit(Client::Diesel, Mode::Sampled, A_SPAN, 3_060),
    limit(Client::Diesel, Mode::SampledTimed, A_SPAN, 4_760),
    limit(Client::Diesel, Mode::SampledTimedBound, A_SPAN, 3_300),
    limit(Client::Diesel, Mode::SampledMeasured, A_SPAN, 6_600),
    limit(Client::Diesel, Mode::SampledMeasuredBound, A_SPAN, 3_570),
    // The future of the wrapper's method is entered before the driver's; the span has no part in it.
    limit(Client::PostgresPoll, Mode::Disabled, NONE, 20),
    limit(Client::PostgresPoll, Mode::Sampled, NONE, 20),
    limit(Client::LongTextKnown, Mode::Sampled, NONE, 10_130),
];
