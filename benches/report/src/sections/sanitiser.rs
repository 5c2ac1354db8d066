//! How fast values are taken out of SQL.

use crate::data::{Data, Figure};
use crate::format::{bytes, three_digits, time_spread};
use crate::section::{Bar, Bars, Chart, Part, Section};

pub(crate) fn section(data: &Data) -> Option<Section> {
    let figures: Vec<&Figure> = data.of("sanitiser").collect();
    let ours: Vec<&&Figure> = figures.iter().filter(|figure| is_ours(figure)).collect();
    let slowest = ours.iter().map(|figure| speed(figure)).min_by(f64::total_cmp)?;
    let fastest = ours.iter().map(|figure| speed(figure)).max_by(f64::total_cmp)?;
    Some(Section {
        title: "Redaction of SQL",
        method: "The text with every literal replaced, the summary and the tables, in one pass, beside a copy of the same bytes \
                 (what any reader has to pay at least). Without a limit: by default a text is read up to 1,024 bytes shown and \
                 16 KiB behind. A text that is known is not read again."
            .to_owned(),
        meaning: vec![format!(
            "A new text is read at {} to {} GB in a second, whatever is in it.",
            three_digits(slowest),
            three_digits(fastest)
        )],
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

fn is_ours(figure: &Figure) -> bool {
    figure.case == "redact"
}

/// Bytes in a nanosecond, which are GB in a second.
#[expect(clippy::cast_precision_loss, reason = "a text has less than 2^52 bytes")]
fn speed(figure: &Figure) -> f64 {
    figure.size.unwrap_or_default() as f64 / figure.nanoseconds.median
}
