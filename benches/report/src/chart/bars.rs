//! Bars: their words are the page's own, so that they are as large on a phone as elsewhere.

use std::fmt::Write as _;

use super::escape;
use crate::section::{Bar, Bars};

const WIDTH_OF_TEXT: usize = 40;

pub(crate) fn bars_as_html(chart: &Bars) -> String {
    let longest = longest(chart);
    let mut html = format!("<figure class=\"bars\"><figcaption>{}</figcaption>", escape(&chart.caption));
    for bar in &chart.bars {
        let kind = if bar.is_reference { "reference" } else { "value" };
        let share = |value: f64| value.max(0.0) / longest * 100.0;
        let _ = write!(
            html,
            "<div class=\"bar\"><span class=\"label\">{}</span><span class=\"figure\">{}</span>\
             <svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <rect class=\"ground\" width=\"100\" height=\"10\"/>\
             <rect class=\"{kind}\" width=\"{:.2}\" height=\"10\"/>",
            escape(&bar.label),
            escape(&bar.text),
            share(bar.value)
        );
        if let Some((low, high)) = bar.spread {
            let _ = write!(
                html,
                "<rect class=\"spread\" x=\"{:.2}\" y=\"4\" width=\"{:.2}\" height=\"2\"/>",
                share(low),
                (share(high) - share(low)).max(0.3)
            );
        }
        if let Some(mark) = chart.mark {
            let _ =
                write!(html, "<rect class=\"mark\" x=\"{:.2}\" width=\"0.3\" height=\"10\"/>", share(mark));
        }
        html.push_str("</svg></div>");
    }
    html.push_str("</figure>");
    html
}

pub(crate) fn bars_as_text(chart: &Bars) -> String {
    let longest = longest(chart);
    let label = chart.bars.iter().map(|bar| bar.label.chars().count()).max().unwrap_or_default();
    let mut text = format!("{}\n\n", chart.caption);
    for bar in &chart.bars {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of the width"
        )]
        let width = (bar.value.max(0.0) / longest * WIDTH_OF_TEXT as f64).round() as usize;
        let sign = if bar.is_reference { "░" } else { "█" };
        let _ = writeln!(text, "{:<label$}  {:<WIDTH_OF_TEXT$}  {}", bar.label, sign.repeat(width), bar.text);
    }
    text
}

fn longest(chart: &Bars) -> f64 {
    let end = |bar: &Bar| bar.spread.map_or(bar.value, |(_, high)| high.max(bar.value));
    let longest = chart.bars.iter().map(end).chain(chart.mark).fold(0.0, f64::max);
    if longest > 0.0 { longest } else { 1.0 }
}
