//! The span tree in a terminal, with box-drawing characters.

use std::fmt::Write;

use crate::paint::{Paint, shorten};
use crate::tree::{Ending, Row, duration_text};

const WIDTH: usize = 120;
const NAME_WIDTH: usize = 44;
const BAR_WIDTH: usize = 16;

/// The tree as lines of at most 120 characters.
pub fn render(rows: &[Row], paint: Paint) -> String {
    rows.iter().fold(String::new(), |output, row| output + &render_row(row, paint))
}

fn render_row(row: &Row, paint: Paint) -> String {
    let (prefix, below) = prefixes(row);
    let room = NAME_WIDTH.saturating_sub(prefix.chars().count());
    let name = format!("{:<room$}", shorten(&row.name, room));
    let name = match row.ending() {
        Ending::Failure => paint.bad(&name),
        Ending::Cancelled => paint.caution(&name),
        Ending::Success if row.internal => paint.heading(&name),
        Ending::Success => name,
    };
    let duration = duration_text(row.duration);
    let bar = paint.bar(&bar(row));
    let (beside, rest) = row.split_facts(WIDTH - NAME_WIDTH - BAR_WIDTH - 15);
    let beside = match row.ending() {
        Ending::Failure => paint.bad(&beside),
        Ending::Cancelled => paint.caution(&beside),
        Ending::Success => paint.good(&beside),
    };

    let first = format!("{}{name} {duration:>10}  {bar}  {beside}", paint.quiet(&prefix));
    let mut output = format!("{}\n", first.trim_end());
    let text = row.text.clone().unwrap_or_default();
    for line in [text, rest].into_iter().chain(row.lines.iter().map(|line| format!("» {line}"))) {
        if !line.is_empty() {
            let line = shorten(&line, WIDTH - below.chars().count());
            // Writing into a `String` cannot fail.
            let _ = writeln!(output, "{}", paint.quiet(&format!("{below}{line}")));
        }
    }
    output
}

/// Returns the guides before the name, and those before the lines below the name.
fn prefixes(row: &Row) -> (String, String) {
    let Some((&followed, above)) = row.followed.split_last() else {
        return (String::new(), if row.has_children { "│  " } else { "   " }.to_owned());
    };
    let guides: String = above.iter().map(|&followed| if followed { "│  " } else { "   " }).collect();
    let branch = if followed { "├─ " } else { "└─ " };
    let below = if followed { "│  " } else { "   " };
    (format!("{guides}{branch}"), format!("{guides}{below}{}", if row.has_children { "│  " } else { "   " }))
}

/// A bar of [`BAR_WIDTH`] characters in steps of half a character, at least one step long.
fn bar(row: &Row) -> String {
    let steps = 2 * BAR_WIDTH as u128;
    let whole = row.whole.as_nanos().max(1);
    let first = (row.offset.as_nanos() * steps / whole).min(steps - 1);
    let last = ((row.offset + row.duration).as_nanos() * steps).div_ceil(whole).max(first + 1);
    let covered = |step: u128| first <= step && step < last;
    (0..steps / 2)
        .map(|cell| match (covered(2 * cell), covered(2 * cell + 1)) {
            (true, true) => '█',
            (true, false) => '▌',
            (false, true) => '▐',
            (false, false) => ' ',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::arrange;
    use crate::tree::tests::{shop, span};

    #[test]
    fn span_tree_is_drawn_exactly() {
        let expected = "\
quickstart                                       1.60 s  ████████████████
├─ CONNECT shop                                20.00 ms  ▌
├─ SELECT product                               1.00 ms  ▌                 db.response.returned_rows=4
└─ register                                    50.00 ms  ▐
   ├─ INSERT customer                          10.00 ms  ▐                 Error 23505 unique_violation
   │     INSERT INTO customer VALUES ($1)
   │     error.type=23505  dbtrace.constraint=customer_email_key
   └─ COMMIT                                   40.00 ms  ▐
";
        assert_eq!(render(&arrange(&shop()), Paint::PLAIN), expected);
    }

    #[test]
    fn lines_of_a_span_stand_below_its_text() {
        let mut spans = shop();
        spans[0].lines = vec!["INFO connected".to_owned(), "retry 1".to_owned()];
        let text = render(&arrange(&spans), Paint::PLAIN);
        assert!(text.contains("\n│     » INFO connected\n│     » retry 1\n├─ SELECT product"), "{text}");
    }

    #[test]
    fn span_tree_line_of_a_long_name_fits_the_width() {
        let long = "SELECT product ".repeat(20);
        let mut spans = shop();
        spans.push(span(8, 3, &long, [1, 2], &[("db.query.text", &long), ("dbtrace.outcome", &long)]));
        for line in render(&arrange(&spans), Paint::PLAIN).lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
    }
}
