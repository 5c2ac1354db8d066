//! What a call of one client takes in each mode.

use super::{is_by_hand, mode};
use crate::data::{Data, Figure};
use crate::format::{added, added_part, ratio, ratio_spread, time};
use crate::section::{Bar, Bars, Chart, Part, Section};

const CLIENT: &str = "tokio-postgres";

pub(crate) fn section(data: &Data) -> Option<Section> {
    let figures: Vec<&Figure> = data.of("calls").filter(|figure| figure.group == CLIENT).collect();
    let plain = figures.first()?;
    Some(Section {
        title: "Overhead by sampling",
        method: format!(
            "A prepared query by key on tokio-postgres, answered from memory on the same thread, so that the call is all \
             there is: the driver alone takes {}{}. \"By hand\" is the least that a span costs: the same attributes, written \
             for this one call with the SDK's own types.",
            time(plain.nanoseconds.median),
            plain
                .instructions
                .map(|count| format!(" and {} instructions", crate::format::count(count)))
                .unwrap_or_default(),
        ),
        meaning: meaning(data),
        parts: vec![part(&figures)],
    })
}

pub(super) fn part(figures: &[&Figure]) -> Part {
    Part {
        title: None,
        columns: vec![
            "mode",
            "time of a call",
            "÷ driver alone, wall (middle half)",
            "÷ driver alone, CPU (middle half)",
            "instructions",
            "allocations",
        ],
        rows: figures.iter().map(|figure| row(figure)).collect(),
        chart: Some(Chart::Bars(Bars {
            caption: "CPU time of a call ÷ that of the driver alone, which is the line".to_owned(),
            mark: Some(1.0),
            bars: figures.iter().skip(1).filter_map(|figure| bar(figure)).collect(),
        })),
    }
}

fn row(figure: &Figure) -> Vec<String> {
    let is_plain = figure.case == "plain";
    let instructions = match figure.instructions {
        Some(count) if is_plain => crate::format::count(count),
        count => added(count),
    };
    let allocations = match figure.allocations {
        Some(count) if is_plain => format!("{count:.0}"),
        count => added_part(count),
    };
    vec![
        mode(&figure.case).to_owned(),
        time(figure.nanoseconds.median),
        if is_plain { "1".to_owned() } else { ratio_spread(figure.ratio) },
        if is_plain { "1".to_owned() } else { ratio_spread(figure.thread_ratio) },
        instructions,
        allocations,
    ]
}

fn bar(figure: &Figure) -> Option<Bar> {
    let spread = figure.thread_ratio.or(figure.ratio)?;
    Some(Bar {
        label: mode(&figure.case).to_owned(),
        value: spread.median,
        spread: Some((spread.low, spread.high)),
        text: ratio(spread.median),
        is_reference: is_by_hand(&figure.case),
    })
}

fn meaning(data: &Data) -> Vec<String> {
    let find = |case| data.find("calls", CLIENT, case);
    let times = |case| find(case).and_then(|figure| figure.thread_ratio).map(|spread| ratio(spread.median));
    let mut sentences = Vec::new();
    if let (Some(disabled), Some(unsampled)) = (times("disabled"), times("unsampled-parent")) {
        sentences.push(format!(
            "If nothing is recorded, a call takes {disabled} the driver's own time if tracing is switched off, and \
             {unsampled} inside a span that is not sampled."
        ));
    }
    if let (Some(sampled), Some(by_hand)) = (times("sampled"), times("by-hand")) {
        let both = find("sampled").zip(find("by-hand"));
        let both = both.and_then(|(sampled, by_hand)| sampled.instructions.zip(by_hand.instructions));
        #[expect(clippy::cast_precision_loss, reason = "a call has less than 2^52 instructions")]
        let instructions = both.map(|(sampled, by_hand)| {
            format!(" Of instructions it adds {:.2} times as many.", sampled as f64 / by_hand as f64)
        });
        let instructions = instructions.unwrap_or_default();
        sentences.push(format!(
            "A span makes it {sampled}; writing the same span by hand makes it {by_hand}.{instructions}"
        ));
    }
    if let (Some(timed), Some(measured), Some(by_hand)) =
        (times("sampled-duration"), times("sampled-metrics"), times("by-hand-metrics"))
    {
        sentences.push(format!(
            "With the metric of the duration it is {timed} ({by_hand} by hand), with that of the rows as well {measured}: \
             the SDK looks each measurement's attributes up by hashing them."
        ));
    }
    if let (Some(unsampled), Some(timed), Some(measured)) = (
        times("unsampled-parent-duration-bound"),
        times("sampled-duration-bound"),
        times("sampled-metrics-bound"),
    ) {
        sentences.push(format!(
            "Bound instruments (an opt-in) are looked up once between two collections: {timed} with the duration, {measured} with the \
             rows as well, and {unsampled} with the duration in a span that is not sampled."
        ));
    }
    if let Some(sampled) = find("sampled").and_then(|figure| figure.thread_ratio) {
        sentences.push(format!(
            "These calls never touch a network. A real round trip takes about 100 times as long, so a ratio of {} here is \
             about {:.3} there.",
            ratio(sampled.median),
            1.0 + (sampled.median - 1.0) / 100.0
        ));
    }
    sentences
}
