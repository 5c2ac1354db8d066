//! Several threads that share a telemetry.

use super::{is_by_hand, mode};
use crate::data::{Data, Figure};
use crate::format::{ratio, ratio_spread, time_spread};
use crate::section::{Chart, Line, Lines, Part, Section};

pub(crate) fn section(data: &Data) -> Option<Section> {
    let figures: Vec<&Figure> = data.of("threads").collect();
    let most = figures.iter().filter_map(|figure| figure.size).max()?;
    let of_most = |case: &str| {
        let found = figures.iter().find(|figure| figure.group == case && figure.size == Some(most))?;
        found.thread_ratio.map(|spread| ratio(spread.median))
    };
    let lines = data.groups("threads").into_iter().map(|group| Line {
        label: mode(group).to_owned(),
        points: figures
            .iter()
            .filter(|figure| figure.group == group)
            .filter_map(|figure| point(figure))
            .collect(),
        is_reference: group == "plain" || is_by_hand(group),
    });
    Some(Section {
        title: "Several threads",
        method: "Each thread makes calls on its own connection. All threads share one telemetry, its providers and the analysed \
                 statement. The time is that of each thread on a processor, relative to one thread alone."
            .to_owned(),
        meaning: match (of_most("plain"), of_most("sampled"), of_most("by-hand")) {
            (Some(plain), Some(sampled), Some(by_hand)) => vec![format!(
                "On {most} threads a sampled call takes {sampled} its time on one; the driver alone {plain}, and a span by \
                 hand {by_hand}."
            )],
            _ => Vec::new(),
        },
        parts: vec![Part {
            title: None,
            columns: vec!["mode", "threads", "CPU time of a call (middle half)", "÷ one thread"],
            rows: figures
                .iter()
                .map(|figure| {
                    vec![
                        mode(&figure.group).to_owned(),
                        figure.size.unwrap_or_default().to_string(),
                        time_spread(figure.nanoseconds),
                        ratio_spread(figure.thread_ratio),
                    ]
                })
                .collect(),
            chart: Some(Chart::Lines(Lines {
                horizontal: "threads".to_owned(),
                vertical: "CPU time of a call ÷ that on one thread".to_owned(),
                lines: lines.collect(),
                ..Lines::default()
            })),
        }],
    })
}

#[expect(clippy::cast_precision_loss, reason = "there are few threads")]
fn point(figure: &Figure) -> Option<(f64, f64)> {
    Some((figure.size? as f64, figure.thread_ratio?.median))
}
