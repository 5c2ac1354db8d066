//! The duration histogram, a line per statement.

use std::fmt::Write;

use crate::collect::Durations;
use span_tree::{Paint, duration_text, shorten};

const STATEMENT_WIDTH: usize = 44;
const COLUMN_WIDTH: usize = 9;
/// Heights from one eighth to eight.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A table: statement, count, mean, and the buckets that hold anything.
pub(crate) fn render(durations: &[Durations], paint: Paint) -> String {
    let Some(columns) = columns(durations) else { return String::new() };
    let mut output = heading(&durations[0], columns.clone(), paint);
    for entry in durations {
        let statement = match &entry.ending {
            Some(ending) => format!("{} ({ending})", entry.statement),
            None => entry.statement.clone(),
        };
        let statement = format!("{:<STATEMENT_WIDTH$}", shorten(&statement, STATEMENT_WIDTH));
        let statement = if entry.ending.is_some() { paint.bad(&statement) } else { statement };
        let buckets: String = entry.buckets[columns.clone()]
            .iter()
            .map(|(_, count)| paint.bar(&cell(*count, entry.count)))
            .collect();
        let line = format!("{statement} {:>5} {:>10} {buckets}", entry.count, mean(entry));
        // Writing into a `String` cannot fail.
        let _ = writeln!(output, "{}", line.trim_end());
    }
    output
}

/// From the first bucket that holds anything to the last.
fn columns(durations: &[Durations]) -> Option<std::ops::RangeInclusive<usize>> {
    let filled = |bucket: &usize| durations.iter().any(|entry| entry.buckets[*bucket].1 > 0);
    let buckets = durations.iter().map(|entry| entry.buckets.len()).min()?;
    let first = (0..buckets).find(filled)?;
    let last = (0..buckets).rfind(filled)?;
    Some(first..=last)
}

fn heading(entry: &Durations, columns: std::ops::RangeInclusive<usize>, paint: Paint) -> String {
    let bounds: String = entry.buckets[columns]
        .iter()
        .map(|(bound, _)| match bound {
            Some(seconds) if *seconds < 1.0 => {
                format!("{:>COLUMN_WIDTH$}", format!("≤ {} ms", seconds * 1_000.0))
            }
            Some(seconds) => format!("{:>COLUMN_WIDTH$}", format!("≤ {seconds} s")),
            None => format!("{:>COLUMN_WIDTH$}", "more"),
        })
        .collect();
    paint.quiet(&format!("{:<STATEMENT_WIDTH$} {:>5} {:>10} {bounds}", "statement", "calls", "mean")) + "\n"
}

fn mean(entry: &Durations) -> String {
    u32::try_from(entry.count)
        .ok()
        .and_then(|count| entry.sum.checked_div(count))
        .map_or_else(|| "-".to_owned(), duration_text)
}

/// A block as high as the bucket's share of the calls, and its count.
fn cell(count: u64, of: u64) -> String {
    if count == 0 {
        return format!("{:>COLUMN_WIDTH$}", "·");
    }
    let height = (u128::from(count) * 8).div_ceil(u128::from(of.max(count)));
    let block = BLOCKS[usize::try_from(height - 1).unwrap_or_default()];
    format!("{:>COLUMN_WIDTH$}", format!("{count} {block}{block}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn entry(statement: &str, ending: Option<&str>, milliseconds: u64, counts: [u64; 5]) -> Durations {
        let bounds = [Some(0.001), Some(0.005), Some(0.5), Some(1.0), None];
        Durations {
            statement: statement.to_owned(),
            ending: ending.map(str::to_owned),
            count: counts.iter().sum(),
            sum: Duration::from_millis(milliseconds),
            buckets: bounds.into_iter().zip(counts).collect(),
        }
    }

    #[test]
    fn histogram_table_is_drawn_exactly() {
        let durations = [
            entry("COMMIT", None, 9, [0, 3, 0, 0, 0]),
            entry("SELECT orders", None, 2_400, [0, 7, 0, 1, 0]),
            entry("SELECT orders", Some("57014"), 700, [0, 0, 1, 0, 0]),
        ];
        let expected = "\
statement                                    calls       mean    ≤ 5 ms ≤ 500 ms    ≤ 1 s
COMMIT                                           3    3.00 ms      3 ██        ·        ·
SELECT orders                                    8  300.00 ms      7 ▇▇        ·     1 ▁▁
SELECT orders (57014)                            1  700.00 ms         ·     1 ██        ·
";
        assert_eq!(render(&durations, Paint::PLAIN), expected);
    }

    #[test]
    fn last_histogram_bucket_has_no_bound() {
        let table = render(&[entry("SELECT", None, 90_000, [0, 0, 0, 0, 1])], Paint::PLAIN);
        assert_eq!(
            table,
            "\
statement                                    calls       mean      more
SELECT                                           1    90.00 s      1 ██
"
        );
    }

    #[test]
    fn histogram_table_without_calls_is_empty() {
        assert_eq!(render(&[], Paint::PLAIN), "");
        assert_eq!(render(&[entry("SELECT", None, 0, [0; 5])], Paint::PLAIN), "");
    }

    #[test]
    fn histogram_table_line_of_a_long_statement_fits_the_width() {
        let durations = [entry(&"SELECT orders ".repeat(9), Some("57014"), 9, [1_000; 5])];
        for line in render(&durations, Paint::PLAIN).lines() {
            assert!(line.chars().count() <= 120, "{line}");
        }
    }
}
