//! The tree of calls, for the message of a failed assertion.

use std::fmt::Write as _;
use std::time::Duration;

use super::recording::Call;
use crate::attribute::{DB_QUERY_TEXT, DBTRACE_OUTCOME, ERROR_TYPE};

/// The longest text in a line, in characters.
const LONGEST: usize = 100;

/// Returns a line for each call, with its own calls under it. Calls that follow each other and are the same share a line.
pub(super) fn of(calls: &[Call]) -> String {
    let mut tree = String::new();
    let is_root = |call: &Call| !calls.iter().any(|other| other.id == call.parent);
    write_level(&mut tree, calls, 1, &is_root);
    if tree.is_empty() { "  no calls".to_owned() } else { tree }
}

fn write_level(tree: &mut String, calls: &[Call], depth: usize, is_here: &dyn Fn(&Call) -> bool) {
    let here: Vec<&Call> = calls.iter().filter(|call| is_here(call)).collect();
    for same in here.chunk_by(|first, second| is_same(first, second)) {
        // A transaction is shown as a level of its own.
        let depth = depth + usize::from(same[0].in_transaction);
        write_line(tree, same, depth);
        for call in same {
            write_level(tree, calls, depth + 1, &|other| other.parent == call.id);
        }
    }
}

fn is_same(first: &Call, second: &Call) -> bool {
    let of = |call: &Call| {
        let attribute = |key| call.attribute(key).map(std::borrow::Cow::into_owned);
        (attribute(DB_QUERY_TEXT), attribute(ERROR_TYPE), attribute(DBTRACE_OUTCOME), call.in_transaction)
    };
    first.name == second.name && of(first) == of(second)
}

fn write_line(tree: &mut String, same: &[&Call], depth: usize) {
    let call = same[0];
    let total: Duration = same.iter().filter_map(|call| call.duration()).sum();
    let indent = "  ".repeat(depth);
    let times = if same.len() == 1 { String::new() } else { format!(" × {}", same.len()) };
    // Writing to a string does not fail.
    let _ = write!(tree, "{indent}{}{times}  {:.1} ms", call.name, total.as_secs_f64() * 1_000.0);
    if same.iter().any(|call| call.duration().is_none()) {
        tree.push_str("  under way");
    }
    for key in [ERROR_TYPE, DBTRACE_OUTCOME] {
        if let Some(value) = call.attribute(key) {
            let _ = write!(tree, "  {value}");
        }
    }
    if let Some(text) = call.attribute(DB_QUERY_TEXT) {
        let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = line.char_indices().nth(LONGEST) {
            line.truncate(end);
            line.push('…');
        }
        let _ = write!(tree, "  {line}");
    }
    tree.push('\n');
}
