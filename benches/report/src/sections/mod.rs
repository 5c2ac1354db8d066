//! What the report says: a module for each section.

mod calls;
mod clients;
mod latency;
mod lengths;
mod memory;
mod peers;
mod round_trips;
mod sanitiser;
mod service;
mod size;
mod threads;

use crate::data::Data;
use crate::section::Section;

/// The sections for which something was measured.
pub fn sections(data: &Data) -> Vec<Section> {
    [
        calls::section(data),
        clients::section(data),
        peers::section(data),
        round_trips::section(data),
        service::section(data),
        latency::section(data),
        memory::section(data),
        threads::section(data),
        sanitiser::section(data),
        lengths::section(data),
        size::section(data),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a mode's name stands for.
fn mode(name: &str) -> &str {
    match name {
        "plain" => "the driver alone",
        "disabled" => "switched off",
        "no-provider" => "no provider installed",
        "suppressed" => "telemetry suppressed",
        "unsampled-parent" => "in an unsampled span",
        "unsampled-parent-duration" => "in an unsampled span, duration metric",
        "unsampled-parent-duration-bound" => "in an unsampled span, duration metric, bound",
        "unsampled-parent-metrics" => "in an unsampled span, both metrics",
        "unsampled-root" => "no parent, not sampled",
        "sampled-10-percent" => "no parent, 10 % sampled",
        "by-hand" => "span by hand",
        "sampled" => "sampled",
        "by-hand-metrics" => "span and duration metric by hand",
        "sampled-duration" => "sampled, duration metric",
        "sampled-duration-bound" => "sampled, duration metric, bound",
        "sampled-metrics" => "sampled, both metrics",
        "sampled-metrics-bound" => "sampled, both metrics, bound",
        "sampled-batch" => "sampled, batch processor",
        other => other,
    }
}

/// What a call of which client is measured.
fn client(name: &str) -> &str {
    match name {
        "tokio-postgres" => "tokio-postgres: a prepared query by key",
        "redis" => "redis: GET",
        "diesel" => "diesel: a load by primary key from SQLite in memory",
        other => other,
    }
}

fn is_by_hand(case: &str) -> bool {
    case.starts_with("by-hand")
}
