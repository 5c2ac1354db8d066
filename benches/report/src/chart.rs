//! Charts as SVG that scales with the page, and as text.

mod axis;
mod bars;
mod lines;

pub(crate) use bars::{bars_as_html, bars_as_text};
pub(crate) use lines::lines_as_html;

/// Text between tags.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
