//! What each client's call takes in the modes that matter most.

use super::{calls, client};
use crate::data::{Data, Figure};
use crate::format::ratio;
use crate::section::{Part, Section};

/// In the order of the tables.
const CASES: [&str; 11] = [
    "plain",
    "disabled",
    "no-provider",
    "unsampled-parent",
    "by-hand",
    "sampled",
    "by-hand-metrics",
    "sampled-duration",
    "sampled-duration-bound",
    "sampled-metrics",
    "sampled-metrics-bound",
];

pub(crate) fn section(data: &Data) -> Option<Section> {
    let groups = data.groups("calls");
    if groups.is_empty() {
        return None;
    }
    let parts = groups.iter().map(|group| {
        let figures: Vec<&Figure> = CASES.iter().filter_map(|case| data.find("calls", group, case)).collect();
        Part { title: Some(client(group).to_owned()), ..calls::part(&figures) }
    });
    let sampled: Vec<String> = groups
        .iter()
        .filter_map(|group| {
            let spread = data.find("calls", group, "sampled")?.thread_ratio?;
            Some(format!("{} for {group}", ratio(spread.median)))
        })
        .collect();
    Some(Section {
        title: "Overhead by client",
        method: "The same for a call of each client, all in memory. The text of a Redis command is made for each call, because \
                 the key is in it. The text of a prepared or cached statement is made once."
            .to_owned(),
        meaning: vec![format!("A sampled call takes, of the driver's own time: {}.", sampled.join(", "))],
        parts: parts.collect(),
    })
}
