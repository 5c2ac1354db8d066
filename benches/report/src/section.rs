//! What a section says, whichever form it is written in.

/// A part of the report.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// What is measured, and how.
    pub method: String,
    /// What the figures mean, in short sentences.
    pub meaning: Vec<String>,
    /// Tables, each with its chart.
    pub parts: Vec<Part>,
}

/// A table and a chart of the same figures.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Where there are several.
    pub title: Option<String>,
    /// The head of the table.
    pub columns: Vec<&'static str>,
    /// Its rows; the first cell names the row.
    pub rows: Vec<Vec<String>>,
    /// The chart.
    pub chart: Option<Chart>,
}

/// A chart.
#[derive(Clone, Debug)]
pub enum Chart {
    /// A bar for each row.
    Bars(Bars),
    /// Lines over a logarithmic scale.
    Lines(Lines),
}

/// Bars, one under the other.
#[derive(Clone, Debug, Default)]
pub struct Bars {
    /// What their length is, with its unit.
    pub caption: String,
    /// Where one would be equal to what it is compared with.
    pub mark: Option<f64>,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// The middle half of the figures, where that is known.
    pub spread: Option<(f64, f64)>,
    /// The figure in words.
    pub text: String,
    /// What it is compared with: drawn in another colour.
    pub is_reference: bool,
}

/// Lines over a logarithmic horizontal scale.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// What the horizontal axis is, with its unit.
    pub horizontal: String,
    /// What the vertical axis is, with its unit.
    pub vertical: String,
    /// Whether the vertical scale is logarithmic too.
    pub vertical_is_logarithmic: bool,
    /// Whether the horizontal scale is logarithmic.
    pub horizontal_is_logarithmic: bool,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it stands for.
    pub label: String,
    /// Its points.
    pub points: Vec<(f64, f64)>,
    /// What it is compared with: drawn in another colour.
    pub is_reference: bool,
}
