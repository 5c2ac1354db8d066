//! A whole service under load.

use crate::data::{Data, Figure};
use crate::format::{ratio, ratio_spread, time};
use crate::section::{Bar, Bars, Chart, Part, Section};

/// The ratios of CPU time that were expected before anything was measured.
const EXPECTED: [(&str, &str); 3] = [("100", "1.05–1.10 ×"), ("10", "1.01–1.02 ×"), ("1", "below 1.01 ×")];

pub(crate) fn section(data: &Data) -> Option<Section> {
    let figures: Vec<&Figure> = data.of("service").collect();
    let of = |case: &str| Some(ratio(data.find("service", "", case)?.thread_ratio?.median));
    let all = [of("100"), of("10"), of("1"), of("0")];
    let [Some(all), Some(tenth), Some(hundredth), Some(none)] = all else { return None };
    Some(Section {
        title: "A whole service",
        method: "The service of `examples/orders` in the release profile, with all of its telemetry: spans of HTTP, of its handlers \
                 and of its calls, exported over OTLP to a receiver that drops them. Half of the requests read Redis, and half \
                 run a query of diesel on PostgreSQL. Four connections send requests at the same time. A process for each mode \
                 runs all the time, and they take turns. CPU is the time that the service was on a processor."
            .to_owned(),
        meaning: vec![
            format!(
                "Of CPU time, a request takes {all} if every trace is sampled, {tenth} at 10 %, {hundredth} at 1 %, and {none} at 0 %, \
                 each without metrics and relative to `OTEL_SDK_DISABLED=true`."
            ),
            added(data)?,
            "These requests do almost nothing: a request with work of its own has a smaller ratio.".to_owned(),
            "\"Expected\" is the claim with which the project began: what tracing adds at 100 %, at 10 % and at 1 %.".to_owned(),
        ],
        parts: vec![Part {
            title: None,
            columns: vec![
                "sampled",
                "requests per second",
                "CPU of a request",
                "÷ off, CPU (middle half)",
                "expected",
                "÷ off, wall (middle half)",
                "99 % of the requests within",
                "÷ off (middle half)",
            ],
            rows: figures.iter().filter_map(|figure| row(data, figure)).collect(),
            chart: Some(Chart::Bars(Bars {
                caption: "CPU time of a request ÷ that without telemetry, which is the line".to_owned(),
                mark: Some(1.0),
                bars: figures.iter().filter_map(|figure| bar(figure)).collect(),
            })),
        }],
    })
}

/// Of what the telemetry adds, how much is that of the databases.
fn added(data: &Data) -> Option<String> {
    let of = |case: &str| Some(data.find("service-processor", "", case)?.nanoseconds.median);
    let (off, all, without) = (of("off")?, of("100")?, of("100-no-calls")?);
    Some(format!(
        "At 100 % without metrics the telemetry adds {} of CPU time to a request. The calls to the databases are {} of it, which is \
         {:.1} % of a request. The spans of HTTP and of the handlers are the rest.",
        time(all - off),
        time((all - without).max(0.0)),
        (all - without).max(0.0) / off * 100.0
    ))
}

fn row(data: &Data, figure: &Figure) -> Option<Vec<String>> {
    let slow = data.find("service-slow", "", &figure.case)?;
    let expected =
        EXPECTED.iter().find(|(case, _)| *case == figure.case).map_or("–", |(_, expected)| expected);
    Some(vec![
        label(&figure.case),
        format!("{:.0}", 1e9 / figure.nanoseconds.median),
        time(data.find("service-processor", "", &figure.case)?.nanoseconds.median),
        ratio_spread(figure.thread_ratio),
        expected.to_owned(),
        ratio_spread(figure.ratio),
        time(slow.nanoseconds.median),
        ratio_spread(slow.ratio),
    ])
}

fn bar(figure: &Figure) -> Option<Bar> {
    let spread = figure.thread_ratio?;
    Some(Bar {
        label: label(&figure.case),
        value: spread.median,
        spread: Some((spread.low, spread.high)),
        text: ratio(spread.median),
        is_reference: false,
    })
}

fn label(case: &str) -> String {
    match case.split_once('-') {
        None if case == "off" => "off".to_owned(),
        None => format!("{case} %"),
        Some((share, "no-calls")) => format!("{share} %, calls not recorded"),
        Some((share, _)) => format!("{share} %, with metrics"),
    }
}
