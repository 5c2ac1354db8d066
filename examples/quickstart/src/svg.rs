//! The span tree as a picture: one SVG file that needs nothing else, for a light and a dark page.

use std::fmt::Write;

use span_tree::{Ending, Row, duration_text, shorten};

const WIDTH: usize = 1_120;
const MARGIN: usize = 20;
/// Of a span's line, and of the smaller line below it.
const LINE: usize = 22;
const SMALL_LINE: usize = 17;
const INDENT: usize = 20;
const DURATION_END: usize = 500;
const BAR_START: usize = 520;
const BAR_WIDTH: usize = 240;
const FACTS_START: usize = 780;
/// A character of the small font is about this wide, in tenths.
const SMALL_CHARACTER: usize = 66;

const STYLE: &str = "\
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328;white-space:pre}
.step{font-weight:600}.small{font-size:11px;fill:#59636e}.good{fill:#1a7f37}.caution{fill:#9a6700}.bad{fill:#cf222e}
.end{text-anchor:end}.page{fill:#fff;stroke:#d1d9e0}.line{stroke:#afb8c1;fill:none}
.call.bar{fill:#0969da}.step.bar{fill:#b6c2cf}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.good{fill:#3fb950}.caution{fill:#d29922}.bad{fill:#f85149}
.page{fill:#0d1117;stroke:#3d444d}.line{stroke:#545d68}
.call.bar{fill:#4493f8}.step.bar{fill:#424a53}}";

/// The whole file.
pub(crate) fn draw(rows: &[Row]) -> String {
    let mut body = String::new();
    let mut top = MARGIN;
    for row in rows {
        draw_connectors(&mut body, row, top);
        draw_row(&mut body, row, top);
        top += height(row);
    }
    let height = top + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" role=\"img\">\n\
         <title>A trace: {count} spans, their durations and attributes</title>\n<style>{STYLE}</style>\n\
         <rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n{body}</svg>\n",
        WIDTH - 1,
        height - 1,
        count = rows.len(),
    )
}

fn height(row: &Row) -> usize {
    let small = row.text.is_some() || !rest_of_facts(row).is_empty();
    if small { LINE + SMALL_LINE } else { LINE }
}

fn rest_of_facts(row: &Row) -> String {
    row.split_facts(room(FACTS_START)).1
}

/// How many small characters fit between here and the margin.
fn room(start: usize) -> usize {
    (WIDTH - MARGIN - start) * 10 / SMALL_CHARACTER
}

fn draw_row(body: &mut String, row: &Row, top: usize) {
    let left = MARGIN + row.followed.len() * INDENT;
    let base = top + 15;
    let (kind, facts) = match row.ending() {
        Ending::Failure => ("bad", "small bad"),
        Ending::Cancelled => ("caution", "small caution"),
        Ending::Success if row.internal => ("step", "small good"),
        Ending::Success => ("call", "small good"),
    };
    let name = shorten(&row.name, (DURATION_END - 80 - left) / 8);
    draw_text(body, kind, left, base, &name);
    draw_text(body, "small end", DURATION_END, base, &duration_text(row.duration));
    draw_bar(body, row, kind, top + 6);

    let (beside, rest) = row.split_facts(room(FACTS_START));
    draw_text(body, facts, FACTS_START, base, &beside);
    draw_text(body, facts, FACTS_START, base + SMALL_LINE, &shorten(&rest, room(FACTS_START)));
    if let Some(text) = &row.text {
        let end = if rest.is_empty() { 0 } else { room(FACTS_START) + 2 };
        draw_text(body, "small", left, base + SMALL_LINE, &shorten(text, room(left) - end));
    }
}

fn draw_text(body: &mut String, class: &str, x: usize, y: usize, text: &str) {
    if !text.is_empty() {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        // Writing into a `String` cannot fail.
        let _ = writeln!(body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>");
    }
}

/// At least two pixels, so that the shortest call is seen.
fn draw_bar(body: &mut String, row: &Row, kind: &str, y: usize) {
    let whole = row.whole.as_nanos().max(1);
    let tenths = |nanoseconds: u128| nanoseconds * BAR_WIDTH as u128 * 10 / whole;
    let width = tenths(row.duration.as_nanos()).max(20);
    let start = tenths(row.offset.as_nanos()).min(BAR_WIDTH as u128 * 10 - width) + BAR_START as u128 * 10;
    let _ = writeln!(
        body,
        "<rect class=\"bar {kind}\" x=\"{}.{}\" y=\"{y}\" width=\"{}.{}\" height=\"10\" rx=\"1\"/>",
        start / 10,
        start % 10,
        width / 10,
        width % 10,
    );
}

/// The lines that lead to the name, and past it to the siblings of those above.
fn draw_connectors(body: &mut String, row: &Row, top: usize) {
    let Some((followed, above)) = row.followed.split_last() else { return };
    let place = |depth: usize| MARGIN + depth * INDENT + 6;
    let bottom = top + height(row);
    let mut path = String::new();
    for depth in (0..above.len()).filter(|depth| above[*depth]) {
        let _ = write!(path, "M{}.5 {top}V{bottom}", place(depth));
    }
    let (x, middle) = (place(above.len()), top + 11);
    let end = if *followed { bottom } else { middle };
    let _ = write!(path, "M{x}.5 {top}V{end}M{x}.5 {middle}.5h9");
    let _ = writeln!(body, "<path class=\"line\" d=\"{path}\"/>");
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn row(name: &str, followed: &[bool], milliseconds: [u64; 2]) -> Row {
        let [offset, duration] = milliseconds.map(Duration::from_millis);
        Row {
            name: name.to_owned(),
            followed: followed.to_vec(),
            has_children: followed.is_empty(),
            internal: followed.is_empty(),
            duration,
            offset,
            whole: Duration::from_millis(100),
            text: None,
            failure: None,
            facts: Vec::new(),
            lines: Vec::new(),
        }
    }

    #[test]
    fn svg_picture_is_drawn_exactly() {
        let mut call = row("SELECT a<b", &[false], [50, 25]);
        call.text = Some("SELECT * FROM \"a<b\" WHERE c > ? AND d & 1".to_owned());
        call.facts.push("db.response.returned_rows=2".to_owned());
        let picture = draw(&[row("quickstart", &[], [0, 100]), call]);
        let body = picture.split_once("</style>\n").unwrap().1;
        assert_eq!(
            body,
            "\
<rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"1119\" height=\"100\" rx=\"8\"/>
<text class=\"step\" x=\"20\" y=\"35\">quickstart</text>
<text class=\"small end\" x=\"500\" y=\"35\">100.00 ms</text>
<rect class=\"bar step\" x=\"520.0\" y=\"26\" width=\"240.0\" height=\"10\" rx=\"1\"/>
<path class=\"line\" d=\"M26.5 42V53M26.5 53.5h9\"/>
<text class=\"call\" x=\"40\" y=\"57\">SELECT a&lt;b</text>
<text class=\"small end\" x=\"500\" y=\"57\">25.00 ms</text>
<rect class=\"bar call\" x=\"640.0\" y=\"48\" width=\"60.0\" height=\"10\" rx=\"1\"/>
<text class=\"small good\" x=\"780\" y=\"57\">db.response.returned_rows=2</text>
<text class=\"small\" x=\"40\" y=\"74\">SELECT * FROM \"a&lt;b\" WHERE c &gt; ? AND d &amp; 1</text>
</svg>
"
        );
    }

    #[test]
    fn svg_bar_of_the_shortest_call_at_the_end_is_visible() {
        let mut body = String::new();
        draw_bar(&mut body, &row("COMMIT", &[false], [100, 0]), "call", 0);
        assert_eq!(
            body,
            "<rect class=\"bar call\" x=\"758.0\" y=\"0\" width=\"2.0\" height=\"10\" rx=\"1\"/>\n"
        );
    }
}
