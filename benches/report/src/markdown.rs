//! The report as Markdown.

use std::fmt::Write as _;

use crate::chart::bars_as_text;
use crate::data::Data;
use crate::html::{INTRODUCTION, METHOD};
use crate::section::{Chart, Part, Section};

/// The page.
pub fn page(data: &Data, sections: &[Section]) -> String {
    let mut text = format!(
        "# What tracing adds to a call\n\n{INTRODUCTION}\n\nWritten by `cargo xtask bench`, which also writes it as HTML with \
         all of the charts.\n"
    );
    for section in sections {
        let _ = write!(text, "\n## {}\n\n", section.title);
        for sentence in &section.meaning {
            let _ = writeln!(text, "* {sentence}");
        }
        let _ = write!(text, "\n{}\n", section.method);
        section.parts.iter().for_each(|part| text.push_str(&part_as_markdown(part)));
    }
    text.push_str("\n## How it was measured\n");
    for sentence in METHOD {
        let _ = write!(text, "\n{sentence}\n");
    }
    text.push('\n');
    for (name, value) in data.method.iter().chain(&data.machine) {
        let _ = writeln!(text, "* {name}: {value}");
    }
    if !data.skipped.is_empty() {
        text.push_str("\nWhat was left out:\n\n");
        for skipped in &data.skipped {
            let _ = writeln!(text, "* {}: {}", skipped.what, skipped.reason);
        }
    }
    text
}

fn part_as_markdown(part: &Part) -> String {
    let mut text = String::new();
    if let Some(title) = &part.title {
        let _ = write!(text, "\n### {title}\n");
    }
    if let Some(Chart::Bars(bars)) = &part.chart {
        let _ = write!(text, "\n```text\n{}```\n", bars_as_text(bars));
    }
    let _ = write!(text, "\n| {} |\n|{}\n", part.columns.join(" | "), " --- |".repeat(part.columns.len()));
    for row in &part.rows {
        let _ = writeln!(text, "| {} |", row.join(" | ").replace('`', "\\`"));
    }
    text
}
