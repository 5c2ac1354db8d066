//! The span tree: which span is under which, and what is worth showing of each.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use crate::Span;

/// A span at its place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The span's name.
    pub name: String,
    /// From the root down to this span: whether a sibling follows. Empty for a root.
    pub followed: Vec<bool>,
    /// `true` if a span is below it.
    pub has_children: bool,
    /// The program's own span, and not a call to the server.
    pub internal: bool,
    /// From its start to its end.
    pub duration: Duration,
    /// Its start, counted from the earliest start of all.
    pub offset: Duration,
    /// From the earliest start to the latest end of all.
    pub whole: Duration,
    /// `db.query.text` on one line.
    pub text: Option<String>,
    /// The status's description, where the span failed.
    pub failure: Option<String>,
    /// The other attributes worth a look, as `key=value`.
    pub facts: Vec<String>,
    /// Lines below the span: its events and its lines of the log.
    pub lines: Vec<String>,
}

/// The end of a call, as its colour shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Neither of the others.
    Success,
    /// The caller did not wait for the end.
    Cancelled,
    /// The status is an error.
    Failure,
}

/// Depth first, siblings by their start.
pub fn arrange(spans: &[Span]) -> Vec<Row> {
    let mut children: HashMap<u64, Vec<&Span>> = HashMap::new();
    for span in spans {
        // A span whose parent is not here is a root.
        let parent = if spans.iter().any(|other| other.id == span.parent) { span.parent } else { 0 };
        children.entry(parent).or_default().push(span);
    }
    for siblings in children.values_mut() {
        siblings.sort_by_key(|span| (span.start, span.end));
    }

    let start = spans.iter().map(|span| span.start).min();
    let end = spans.iter().map(|span| span.end).max();
    let scale =
        Scale { start, whole: start.zip(end).map_or(Duration::ZERO, |(start, end)| between(start, end)) };
    let mut rows = Vec::new();
    for root in children.get(&0).into_iter().flatten() {
        descend(root, &[], &children, &scale, &mut rows);
    }
    rows
}

fn descend(
    span: &Span,
    followed: &[bool],
    children: &HashMap<u64, Vec<&Span>>,
    scale: &Scale,
    rows: &mut Vec<Row>,
) {
    let below = children.get(&span.id).map_or(&[][..], Vec::as_slice);
    rows.push(Row::new(span, followed.to_vec(), !below.is_empty(), scale));
    for (index, child) in below.iter().enumerate() {
        let followed = [followed, &[index + 1 < below.len()]].concat();
        descend(child, &followed, children, scale, rows);
    }
}

struct Scale {
    start: Option<SystemTime>,
    whole: Duration,
}

/// Nothing where the system's clock was set back in between.
fn between(start: SystemTime, end: SystemTime) -> Duration {
    end.duration_since(start).unwrap_or_default()
}

impl Row {
    fn new(span: &Span, followed: Vec<bool>, has_children: bool, scale: &Scale) -> Self {
        let text = span.attributes.iter().find(|(key, _)| key == "db.query.text");
        Self {
            name: span.name.clone(),
            followed,
            has_children,
            internal: span.internal,
            duration: between(span.start, span.end),
            offset: scale.start.map_or(Duration::ZERO, |start| between(start, span.start)),
            whole: scale.whole,
            text: text.map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" ")),
            failure: span.failure.clone(),
            facts: span
                .attributes
                .iter()
                .filter(|(key, _)| is_worth_a_look(key))
                .map(|(key, value)| format!("{key}={value}"))
                .collect(),
            lines: span.lines.clone(),
        }
    }

    /// Returns how the call ended.
    pub fn ending(&self) -> Ending {
        if self.failure.is_some() {
            Ending::Failure
        } else if self.facts.iter().any(|fact| fact == "dbtrace.outcome=cancelled") {
            Ending::Cancelled
        } else {
            Ending::Success
        }
    }

    /// Returns the facts that have room in one line, and those that have not. A failure comes first.
    pub fn split_facts(&self, room: usize) -> (String, String) {
        let failure =
            self.failure.iter().map(|description| format!("Error {description}").trim_end().to_owned());
        let facts: Vec<String> = failure.chain(self.facts.iter().cloned()).collect();
        let fits = |count: &usize| facts[..*count].join("  ").chars().count() <= room;
        let (beside, rest) = facts.split_at((0..=facts.len()).rfind(fits).unwrap_or_default());
        (beside.join("  "), rest.join("  "))
    }
}

fn is_worth_a_look(key: &str) -> bool {
    matches!(
        key,
        "error.type"
            | "db.response.returned_rows"
            | "db.operation.batch.size"
            | "http.response.status_code"
            | "service.name"
    ) || key.starts_with("dbtrace.")
}

/// Milliseconds, or seconds from one on.
pub fn duration_text(duration: Duration) -> String {
    if duration < Duration::from_secs(1) {
        format!("{:.2} ms", duration.as_secs_f64() * 1_000.0)
    } else {
        format!("{:.2} s", duration.as_secs_f64())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn span(
        id: u64,
        parent: u64,
        name: &str,
        milliseconds: [u64; 2],
        attributes: &[(&str, &str)],
    ) -> Span {
        let [start, end] = milliseconds.map(|offset| SystemTime::UNIX_EPOCH + Duration::from_millis(offset));
        let attributes = attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let internal = attributes.len() == 0;
        Span {
            id,
            parent,
            internal,
            name: name.to_owned(),
            start,
            end,
            attributes: attributes.collect(),
            failure: None,
            lines: Vec::new(),
        }
    }

    /// In the order in which spans end, which is the order in which they are collected.
    pub(crate) fn shop() -> Vec<Span> {
        let mut refused = span(
            4,
            3,
            "INSERT customer",
            [50, 60],
            &[
                ("db.system.name", "postgresql"),
                ("db.query.text", "INSERT INTO customer\n    VALUES ($1)"),
                ("error.type", "23505"),
                ("dbtrace.constraint", "customer_email_key"),
            ],
        );
        refused.failure = Some("23505 unique_violation".to_owned());
        vec![
            span(2, 1, "CONNECT shop", [0, 20], &[]),
            refused,
            span(5, 3, "COMMIT", [60, 100], &[]),
            span(3, 1, "register", [50, 100], &[]),
            span(6, 1, "SELECT product", [20, 21], &[("db.response.returned_rows", "4")]),
            span(1, 0, "quickstart", [0, 1_600], &[]),
        ]
    }

    #[test]
    fn child_spans_stand_below_their_parent_in_the_order_of_their_start() {
        let rows = arrange(&shop());
        let places: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.followed.as_slice())).collect();
        assert_eq!(
            places,
            [
                ("quickstart", &[][..]),
                ("CONNECT shop", &[true]),
                ("SELECT product", &[true]),
                ("register", &[false]),
                ("INSERT customer", &[false, true]),
                ("COMMIT", &[false, false]),
            ]
        );
    }

    #[test]
    fn span_whose_parent_is_elsewhere_is_a_root() {
        let rows = arrange(&[span(7, 99, "SELECT orders", [0, 1], &[])]);
        assert_eq!(rows.len(), 1);
        assert!(rows[0].followed.is_empty());
    }

    #[test]
    fn durations_are_milliseconds_below_a_second() {
        assert_eq!(duration_text(Duration::from_micros(5)), "0.01 ms");
        assert_eq!(duration_text(Duration::from_micros(999_500)), "999.50 ms");
        assert_eq!(duration_text(Duration::from_millis(12_345)), "12.35 s");
    }
}
