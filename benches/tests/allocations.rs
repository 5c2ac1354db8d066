//! How often a traced call allocates beyond the driver's own: gated, since it repeats.

use db_trace_benches::allocations::{Allocations, Counting};
use db_trace_benches::candidate::Client;
use db_trace_benches::limits::LIMITS;
use db_trace_benches::mode::Mode;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A multiple of sixteen: so often a provider is looked for that is not there.
const CALLS: usize = 1_600;

#[test]
fn calls_allocate_no_more_than_their_limit() {
    let mut over = Vec::new();
    for limit in LIMITS {
        let plain = allocations(limit.client, Mode::Plain);
        let added = allocations(limit.client, limit.mode) - plain;
        println!("{} {}: {plain:.3} + {added:.3} allocations", limit.client.name(), limit.mode);
        // A buffer of the driver's is replaced once in hundreds of calls, and not always at the same call.
        if added > limit.allocations + 0.01 {
            over.push(format!("{limit:?}: {added:.3} allocations"));
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}

#[expect(clippy::cast_precision_loss, reason = "there are less than 2^52")]
fn allocations(client: Client, mode: Mode) -> f64 {
    let mut candidate = client.candidate(mode);
    candidate.warm_up();
    Allocations::of(|| candidate.measured_calls(CALLS)).count as f64 / CALLS as f64
}
