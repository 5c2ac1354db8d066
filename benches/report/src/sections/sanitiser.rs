//! How fast values are taken out of SQL.

use crate::data::{Data, Figure};
use crate::format::{bytes, three_digits, time_spread};
use crate::section::{Bar, Bars, Chart, Part, Section};

pub(crate) fn section(data: &Data) -> Option<Section> {
    let figures: Vec<&Figure> = data.of("sanitiser").collect();
    let ours: Vec<&Figure> = figures.iter().copied().filter(|figure| is_ours(figure)).collect();
    Some(Section {
        title: "Redaction of SQL",
        method: "One pass replaces every literal and finds the summary and the tables. Next to it is a copy of the same bytes, \
                 which is the least that any reader costs. There is no limit here. By default, a text is read up to 1,024 shown \
                 bytes and 16 KiB after them. A known text is not read again."
            .to_owned(),
        meaning: meaning(&ours)?,
        parts: vec![Part {
            title: None,
            columns: vec!["text", "size", "what", "time (middle half)", "GB/s"],
            rows: figures
                .iter()
                .map(|figure| {
                    vec![
                        figure.group.clone(),
                        bytes(figure.size.unwrap_or_default()),
                        figure.case.clone(),
                        time_spread(figure.nanoseconds),
                        three_digits(speed(figure)),
                    ]
                })
                .collect(),
            chart: Some(Chart::Bars(Bars {
                caption: "redaction, GB in a second".to_owned(),
                mark: None,
                bars: ours
                    .iter()
                    .map(|figure| Bar {
                        label: figure.group.clone(),
                        value: speed(figure),
                        spread: None,
                        text: three_digits(speed(figure)),
                        is_reference: false,
                    })
                    .collect(),
            })),
        }],
    })
}

/// A long literal is skipped and not read, so its speed is no speed of reading.
fn meaning(ours: &[&Figure]) -> Option<Vec<String>> {
    let (literals, mixed): (Vec<&Figure>, Vec<&Figure>) =
        ours.iter().copied().partition(|figure| figure.group.ends_with(" literal"));
    let speeds = |figures: Vec<&Figure>| figures.into_iter().map(speed).collect::<Vec<_>>();
    let (literals, mixed) = (speeds(literals), speeds(mixed));
    let slowest = mixed.iter().copied().min_by(f64::total_cmp)?;
    let fastest = mixed.iter().copied().max_by(f64::total_cmp)?;
    let skipping = literals.into_iter().max_by(f64::total_cmp)?;
    Some(vec![format!(
        "Redaction runs at {} to {} GB/s on mixed text, and skips long literals at {} GB/s.",
        three_digits(slowest),
        three_digits(fastest),
        three_digits(skipping)
    )])
}

fn is_ours(figure: &Figure) -> bool {
    figure.case == "redact"
}

/// Bytes in a nanosecond, which are GB in a second.
#[expect(clippy::cast_precision_loss, reason = "a text has less than 2^52 bytes")]
fn speed(figure: &Figure) -> f64 {
    figure.size.unwrap_or_default() as f64 / figure.nanoseconds.median
}
