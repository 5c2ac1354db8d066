//! Lines.

use std::fmt::Write as _;

use super::axis::{Axis, tick_text};
use super::escape;
use crate::section::{Line, Lines};

const WIDTH: f64 = 380.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 34.0;

pub(crate) fn lines_as_html(chart: &Lines) -> String {
    let points = chart.lines.iter().flat_map(|line| &line.points);
    if points.clone().next().is_none() {
        return String::new();
    }
    let across = Axis::over(points.clone().map(|point| point.0), chart.horizontal_is_logarithmic);
    let up = Axis::over(points.map(|point| point.1), chart.vertical_is_logarithmic);
    // Of ratios, so that a difference of a per cent looks like one.
    let up = if chart.vertical_is_logarithmic { up } else { up.including(0.8).including(1.4) };
    let x = |figure: f64| LEFT + across.place(figure) * (WIDTH - LEFT - RIGHT);
    let y = |figure: f64| HEIGHT - BOTTOM - up.place(figure) * (HEIGHT - TOP - BOTTOM);

    let mut html = format!(
        "<figure class=\"lines\"><figcaption>{} over {}</figcaption><div class=\"legend\">",
        escape(&chart.vertical),
        escape(&chart.horizontal)
    );
    for (index, line) in chart.lines.iter().enumerate() {
        let _ = write!(html, "<span class=\"{}\">{}</span>", kind(line, index), escape(&line.label));
    }
    let _ = write!(html, "</div><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">");
    for tick in up.ticks() {
        let place = y(tick);
        let _ = write!(
            html,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{place:.1}\" y2=\"{place:.1}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 5.0,
            place + 3.5,
            tick_text(tick)
        );
    }
    for tick in across.ticks() {
        let _ = write!(
            html,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(tick),
            HEIGHT - BOTTOM + 15.0,
            tick_text(tick)
        );
    }
    let _ = write!(
        html,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
        LEFT + (WIDTH - LEFT - RIGHT) / 2.0,
        HEIGHT - 4.0,
        escape(&chart.horizontal)
    );
    for (index, line) in chart.lines.iter().enumerate() {
        let points: Vec<String> =
            line.points.iter().map(|point| format!("{:.1},{:.1}", x(point.0), y(point.1))).collect();
        let _ = write!(html, "<polyline class=\"{}\" points=\"{}\"/>", kind(line, index), points.join(" "));
    }
    html.push_str("</svg></figure>");
    html
}

fn kind(line: &Line, index: usize) -> String {
    if line.is_reference { format!("reference line{index}") } else { format!("value line{index}") }
}
