//! How long single calls take.

use crate::data::{Data, Distribution};
use crate::format::time;
use crate::section::{Chart, Line, Lines, Part, Section};

const SHOWN: [f64; 5] = [0.5, 0.9, 0.99, 0.999, 1.0];

pub(crate) fn section(data: &Data) -> Option<Section> {
    let mut groups: Vec<&str> = Vec::new();
    for distribution in &data.distributions {
        if !groups.contains(&distribution.group.as_str()) {
            groups.push(&distribution.group);
        }
    }
    let parts: Vec<Part> = groups.iter().map(|group| part(data, group)).collect();
    let added = groups.iter().filter_map(|group| {
        let [untraced, traced] = both(data, group)?;
        let added = at(traced, 0.99)? - at(untraced, 0.99)?;
        let added = if added > 0.0 { time(added) } else { "nothing that could be measured".to_owned() };
        Some(format!("{added} for {group}"))
    });
    let added: Vec<String> = added.collect();
    (!parts.is_empty()).then(|| Section {
        title: "Latency of single calls",
        method: "Calls to real servers on this machine, one after the other. Every second call is traced. The chart shows which \
                 share of the calls (across) ends within a time (up)."
            .to_owned(),
        meaning: vec![format!("At the 99th percentile tracing adds {}.", added.join(", "))],
        parts,
    })
}

fn part(data: &Data, group: &str) -> Part {
    let shown: Vec<&Distribution> = data.distributions.iter().filter(|one| one.group == group).collect();
    Part {
        title: Some(group.to_owned()),
        columns: vec!["calls", "50 %", "90 %", "99 %", "99.9 %", "slowest"],
        rows: shown
            .iter()
            .map(|one| {
                let times = SHOWN.iter().map(|share| at(one, *share).map_or("–".to_owned(), time));
                std::iter::once(one.case.clone()).chain(times).collect()
            })
            .collect(),
        chart: Some(Chart::Lines(Lines {
            horizontal: "share of calls, %".to_owned(),
            vertical: "time, µs".to_owned(),
            vertical_is_logarithmic: true,
            horizontal_is_logarithmic: false,
            lines: shown
                .iter()
                .map(|one| Line {
                    label: one.case.clone(),
                    points: one
                        .quantiles
                        .iter()
                        .filter(|(share, _)| *share <= 0.99)
                        .map(|(share, nanoseconds)| (share * 100.0, nanoseconds / 1e3))
                        .collect(),
                    is_reference: one.case == "untraced",
                })
                .collect(),
        })),
    }
}

fn both<'a>(data: &'a Data, group: &str) -> Option<[&'a Distribution; 2]> {
    let find = |case| data.distributions.iter().find(|one| one.group == group && one.case == case);
    Some([find("untraced")?, find("traced")?])
}

fn at(distribution: &Distribution, share: f64) -> Option<f64> {
    let near = |(at, _): &&(f64, f64)| (at - share).abs() < 1e-9;
    distribution.quantiles.iter().find(near).map(|(_, nanoseconds)| *nanoseconds)
}
