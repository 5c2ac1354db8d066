//! The report as one page of HTML that needs nothing else.

use std::fmt::Write as _;

use crate::chart::{bars_as_html, escape, lines_as_html};
use crate::data::Data;
use crate::section::{Chart, Part, Section};

const STYLE: &str = include_str!("style.css");

/// The page.
pub fn page(data: &Data, sections: &[Section]) -> String {
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>db-trace: overhead</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head><body><main>\
         <h1>What tracing adds to a call</h1><p>{}</p>",
        escape(INTRODUCTION)
    );
    html.push_str("<nav><ul>");
    for (index, section) in sections.iter().enumerate() {
        let _ = write!(html, "<li><a href=\"#section{index}\">{}</a></li>", escape(section.title));
    }
    html.push_str("</ul></nav>");
    for (index, section) in sections.iter().enumerate() {
        let _ = write!(
            html,
            "<section id=\"section{index}\"><h2>{}</h2><ul class=\"meaning\">",
            escape(section.title)
        );
        for sentence in &section.meaning {
            let _ = write!(html, "<li>{}</li>", escape(sentence));
        }
        let _ = write!(html, "</ul><p class=\"method\">{}</p>", escape(&section.method));
        section.parts.iter().for_each(|part| html.push_str(&part_as_html(part)));
        html.push_str("</section>");
    }
    html.push_str("<section><h2>How it was measured</h2>");
    for sentence in METHOD {
        let _ = write!(html, "<p>{}</p>", escape(sentence));
    }
    html.push_str(&pairs(&data.method));
    html.push_str("<h3>The machine</h3>");
    html.push_str(&pairs(&data.machine));
    if !data.skipped.is_empty() {
        html.push_str("<h3>What was left out</h3><ul>");
        for skipped in &data.skipped {
            let _ = write!(html, "<li>{}: {}</li>", escape(&skipped.what), escape(&skipped.reason));
        }
        html.push_str("</ul>");
    }
    html.push_str("</section></main></body></html>\n");
    html
}

/// What the report is, in both forms.
pub(crate) const INTRODUCTION: &str = "db-trace wraps database clients so that each call becomes a span and a measurement. This page shows what that \
                 costs on one machine. Compare the ratios to the driver alone, which were taken in the same run: they carry \
                 over to other machines, and the times do not.";

/// How the figures came about, in both forms.
pub(crate) const METHOD: [&str; 3] = [
    "Time: one program has all candidates, and runs them in turns of about a millisecond, in many rounds. A ratio \
                 is the median of the rounds' ratios. The middle half is in parentheses. CPU is the time that the thread was on \
                 a processor. Trust it more than the wall's time if other programs ran.",
    "Counts: allocations are counted by the allocator, instructions by valgrind's callgrind. They repeat to a per cent, and \
     the project's tests hold them to limits.",
    "Spans go through the OpenTelemetry SDK to a processor that drops them, so the cost of an exporter is not \
                 included. A span of PostgreSQL has nine attributes.",
];

fn pairs(pairs: &[(String, String)]) -> String {
    let mut html = "<dl>".to_owned();
    for (name, value) in pairs {
        let _ = write!(html, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
    }
    html.push_str("</dl>");
    html
}

fn part_as_html(part: &Part) -> String {
    let mut html = String::new();
    if let Some(title) = &part.title {
        let _ = write!(html, "<h3>{}</h3>", escape(title));
    }
    match &part.chart {
        Some(Chart::Bars(bars)) => html.push_str(&bars_as_html(bars)),
        Some(Chart::Lines(lines)) => html.push_str(&lines_as_html(lines)),
        None => {}
    }
    html.push_str("<div class=\"table\"><table><thead><tr>");
    for column in &part.columns {
        let _ = write!(html, "<th>{}</th>", escape(column));
    }
    html.push_str("</tr></thead><tbody>");
    for row in &part.rows {
        html.push_str("<tr>");
        for (index, cell) in row.iter().enumerate() {
            let _ = match index {
                0 => write!(html, "<th>{}</th>", escape(cell)),
                _ => write!(html, "<td>{}</td>", escape(cell)),
            };
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
    html
}
