//! What is allocated, and by how much futures grow.

use super::{client, is_by_hand, mode};
use crate::data::{Data, Figure};
use crate::format::added_part;
use crate::section::{Bar, Bars, Chart, Part, Section};

const CASES: [&str; 5] = ["no-provider", "unsampled-parent", "by-hand", "sampled", "sampled-metrics"];

pub(crate) fn section(data: &Data) -> Option<Section> {
    let groups = data.groups("calls");
    let mut rows = Vec::new();
    let mut bars = Vec::new();
    for group in &groups {
        for figure in CASES.iter().filter_map(|case| data.find("calls", group, case)) {
            let Some(bytes) = figure.bytes else { continue };
            let label = format!("{group}, {}", mode(&figure.case));
            rows.push(vec![
                label.clone(),
                added_part(figure.allocations),
                format!("{:+.0} B", bytes.max(0.0)),
            ]);
            bars.push(Bar {
                label,
                value: bytes.max(0.0),
                spread: None,
                text: format!("{:.0} B", bytes.max(0.0)),
                is_reference: is_by_hand(&figure.case),
            });
        }
    }
    let sampled = data.find("calls", groups.first()?, "sampled").and_then(|figure| figure.bytes)?;
    let mut parts = vec![Part {
        title: Some("Allocated in a call, and freed when the span is exported".to_owned()),
        columns: vec!["what", "allocations", "bytes"],
        rows,
        chart: Some(Chart::Bars(Bars {
            caption: "bytes that a call allocates beyond the driver's".to_owned(),
            mark: None,
            bars,
        })),
    }];
    parts.extend(futures(data));
    Some(Section {
        title: "Memory per span",
        method: "A counting allocator measures the calls above. A span in the queue of the batch processor keeps its \
                 attributes. A call that waits for its answer keeps its span and its future."
            .to_owned(),
        meaning: vec![format!(
            "A span of {} takes {sampled:.0} bytes in all; calls that are not recorded take {}.",
            client(groups.first()?),
            unrecorded(data, groups.first()?)
        )],
        parts,
    })
}

fn unrecorded(data: &Data, group: &str) -> String {
    let bytes = data.find("calls", group, "unsampled-parent").and_then(|figure| figure.bytes);
    bytes.map_or("–".to_owned(), |bytes| if bytes < 1.0 { "none".to_owned() } else { format!("{bytes:.0}") })
}

fn futures(data: &Data) -> Option<Part> {
    let size = |figure: &Figure| figure.size;
    let rows: Vec<Vec<String>> = data
        .groups("futures")
        .iter()
        .filter_map(|group| {
            let plain = data.find("futures", group, "plain").and_then(size)?;
            let traced = data.find("futures", group, "traced").and_then(size)?;
            Some(vec![
                (*group).to_owned(),
                format!("{plain} B"),
                format!("{:+} B", traced.cast_signed() - plain.cast_signed()),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Part {
        title: Some("Size of a call's future".to_owned()),
        columns: vec!["method", "the driver's", "traced"],
        rows,
        chart: None,
    })
}
