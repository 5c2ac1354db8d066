//! Real servers.

use crate::data::{Data, Figure, Spread};
use crate::format::{ratio, ratio_spread, time};
use crate::section::{Bar, Bars, Chart, Part, Section};

pub(crate) fn section(data: &Data) -> Option<Section> {
    let groups = data.groups("round-trips");
    let pairs: Vec<(&Figure, &Figure)> = groups
        .iter()
        .filter_map(|group| {
            Some((data.find("round-trips", group, "untraced")?, data.find("round-trips", group, "traced")?))
        })
        .collect();
    let middle = Spread::of(
        // Where the database is in the program there is no round trip.
        pairs
            .iter()
            .filter(|(_, traced)| !traced.group.ends_with("in memory"))
            .filter_map(|(_, traced)| Some(traced.ratio?.median)),
    );
    if middle.median.is_nan() {
        return None;
    }
    Some(Section {
        title: "Real servers",
        method: "PostgreSQL and Redis on this machine. The client has one thread, and makes traced calls (sampled, with \
                 metrics) and untraced calls in turns over one connection. Read these ratios as context: a call over a socket \
                 takes ten times as long if the kernel lets a processor sleep meanwhile."
            .to_owned(),
        meaning: vec![format!(
            "The median of the ratios is {}. In a pair far from it, the scheduler favoured one side.",
            ratio(middle.median)
        )],
        parts: vec![Part {
            title: None,
            columns: vec!["what", "untraced", "traced", "÷ untraced, wall (middle half)", "÷ untraced, CPU (middle half)"],
            rows: pairs
                .iter()
                .map(|(untraced, traced)| {
                    vec![
                        traced.group.clone(),
                        time(untraced.nanoseconds.median),
                        time(traced.nanoseconds.median),
                        ratio_spread(traced.ratio),
                        ratio_spread(traced.thread_ratio),
                    ]
                })
                .collect(),
            chart: Some(Chart::Bars(Bars {
                caption: "time traced ÷ time untraced, which is the line".to_owned(),
                mark: Some(1.0),
                bars: pairs
                    .iter()
                    .filter_map(|(_, traced)| {
                        let spread = traced.ratio?;
                        Some(Bar {
                            label: traced.group.clone(),
                            value: spread.median,
                            spread: Some((spread.low, spread.high)),
                            text: ratio(spread.median),
                            is_reference: false,
                        })
                    })
                    .collect(),
            })),
        }],
    })
}
