//! What the length of a statement costs.

use crate::data::{Data, Figure};
use crate::format::{bytes, time, time_spread};
use crate::section::{Chart, Line, Lines, Part, Section};

pub(crate) fn section(data: &Data) -> Option<Section> {
    let figures: Vec<&Figure> = data.of("lengths").collect();
    let longest =
        |group: &str| figures.iter().filter(|figure| figure.group == group).max_by_key(|figure| figure.size);
    let (new, known) = (longest("new")?, longest("known")?);
    let line = |group: &str, label: &str| Line {
        label: label.to_owned(),
        points: figures
            .iter()
            .filter(|figure| figure.group == group)
            .filter_map(|figure| point(figure))
            .collect(),
        is_reference: group == "new",
    };
    Some(Section {
        title: "Length of a statement",
        method: "The time that a statement given as a text takes before the call. The first time, it is analysed under the \
                 default limit of 1,024 bytes. After that a hash finds it, unless it is too long to be cached."
            .to_owned(),
        meaning: vec![format!(
            "The limit bounds the work: a new statement of {} takes {}, one that is known {}.",
            bytes(new.size.unwrap_or_default()),
            time(new.nanoseconds.median),
            time(known.nanoseconds.median)
        )],
        parts: vec![Part {
            title: None,
            columns: vec!["statement", "size", "time (middle half)"],
            rows: figures
                .iter()
                .map(|figure| {
                    vec![
                        figure.group.clone(),
                        bytes(figure.size.unwrap_or_default()),
                        time_spread(figure.nanoseconds),
                    ]
                })
                .collect(),
            chart: Some(Chart::Lines(Lines {
                horizontal: "bytes".to_owned(),
                vertical: "time, µs".to_owned(),
                vertical_is_logarithmic: true,
                horizontal_is_logarithmic: true,
                lines: vec![line("new", "a new text"), line("known", "a known text")],
            })),
        }],
    })
}

#[expect(clippy::cast_precision_loss, reason = "a text has less than 2^52 bytes")]
fn point(figure: &Figure) -> Option<(f64, f64)> {
    Some((figure.size? as f64, figure.nanoseconds.median / 1e3))
}
