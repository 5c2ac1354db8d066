//! What others add to their own driver's call.

use crate::data::{Data, Figure};
use crate::format::{added, ratio, ratio_spread, time};
use crate::section::{Bar, Bars, Chart, Part, Section};

pub(crate) fn section(data: &Data) -> Option<Section> {
    let groups = data.groups("peers");
    if groups.is_empty() {
        return None;
    }
    let mut rows = Vec::new();
    let mut bars = Vec::new();
    for group in &groups {
        let figures: Vec<&Figure> = data.of("peers").filter(|figure| figure.group == *group).collect();
        let [driver, traced @ ..] = figures.as_slice() else { continue };
        for figure in traced {
            let is_ours = is_ours(figure);
            let [alone, more, times] = if group.contains("socket") {
                ["–"; 3].map(str::to_owned)
            } else {
                let more = (figure.nanoseconds.median - driver.nanoseconds.median).max(0.0);
                [time(driver.nanoseconds.median), format!("+{}", time(more)), ratio_spread(figure.ratio)]
            };
            rows.push(vec![
                figure.case.clone(),
                (*group).to_owned(),
                alone,
                more,
                times,
                added(figure.instructions),
            ]);
            if let Some(instructions) = figure.instructions {
                #[expect(clippy::cast_precision_loss, reason = "a call has less than 2^52 instructions")]
                bars.push(Bar {
                    label: figure.case.clone(),
                    value: instructions as f64,
                    spread: None,
                    text: crate::format::count(instructions),
                    is_reference: !is_ours,
                });
            }
        }
    }
    Some(Section {
        title: "Against others",
        method: "Sampled spans of each crate go to the SDK, through a processor that drops them, in turns with its bare driver. \
                 There are no metrics. Calls over a socket have no time here, because it depends on the scheduler. Their \
                 instructions are those of the calling thread, and repeat."
            .to_owned(),
        meaning: meaning(data),
        parts: vec![Part {
            title: None,
            columns: vec![
                "what",
                "over",
                "bare call",
                "adds",
                "÷ bare (middle half)",
                "instructions",
            ],
            rows,
            chart: (!bars.is_empty()).then(|| {
                Chart::Bars(Bars { caption: "instructions that a call takes more".to_owned(), mark: None, bars })
            }),
        }],
    })
}

/// How many of our instructions each adds; over another driver, next to ours over the one that speaks to the same server.
fn meaning(data: &Data) -> Vec<String> {
    let ours = |group: &str| {
        let kind = match group.split(' ').next() {
            Some("sqlx") => "tokio-postgres",
            kind => kind.unwrap_or_default(),
        };
        data.of("peers").find(|figure| figure.group.starts_with(kind) && is_ours(figure))?.instructions
    };
    let others = data.of("peers").filter(|figure| figure.case != "bare" && !is_ours(figure));
    let compared = others.filter_map(|figure| {
        let (theirs, ours) = figure.instructions.zip(ours(&figure.group))?;
        #[expect(clippy::cast_precision_loss, reason = "a call has less than 2^52 instructions")]
        let times = theirs as f64 / ours as f64;
        Some(format!("{} adds {} the instructions that ours adds.", figure.case, ratio(times)))
    });
    compared.collect()
}

fn is_ours(figure: &Figure) -> bool {
    figure.case.starts_with("db-trace")
}
