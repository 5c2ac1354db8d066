//! Real servers.

use crate::data::{Data, Figure};
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
    let dearest = pairs
        .iter()
        // Where the database is in the program there is no round trip.
        .filter(|(_, traced)| !traced.group.ends_with("in memory"))
        .filter_map(|(_, traced)| Some((traced, traced.ratio?)))
        .max_by(|left, right| left.1.median.total_cmp(&right.1.median))?;
    Some(Section {
        title: "Real servers",
        method: "PostgreSQL and Redis on this machine, on one thread of the client's, traced (sampled, with metrics) and \
                 untraced in turns. This is context and no measure: a call over a socket takes ten times as long when the \
                 kernel lets a processor sleep in between."
            .to_owned(),
        meaning: vec![format!(
            "Without a network in between, tracing everything adds at most {} to a call ({}).",
            percent(dearest.1.median),
            dearest.0.group,
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

fn percent(ratio: f64) -> String {
    format!("{:.0} %", (ratio - 1.0).max(0.0) * 100.0)
}
