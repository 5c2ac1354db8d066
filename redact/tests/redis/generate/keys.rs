//! Where the keys are, by Redis's key specifications.

use super::Row;
use crate::examples::Argument;

impl Row {
    /// Whether it says that there are keys.
    pub(crate) fn has_keys(&self) -> bool {
        self.keys != "-" && !self.keys.contains("not_key") && !self.is_container
    }

    /// The places of the keys, or nothing where the specifications leave them open.
    pub(crate) fn key_places(&self, arguments: &[Argument]) -> Option<Vec<usize>> {
        if self.keys.contains("unknown") || self.is_container {
            return None;
        }
        let mut places = Vec::new();
        if self.has_keys() {
            for specification in self.keys.split(" | ") {
                places.extend(key_places(specification, arguments));
            }
        }
        Some(places)
    }
}

fn key_places(specification: &str, arguments: &[Argument]) -> Vec<usize> {
    let (begin, find) = specification.split_once(';').expect("two parts");
    let Some(begin) = beginning(begin, arguments) else { return Vec::new() };
    let number = |name: &str| -> Option<isize> {
        let value = find.split([',', ';']).find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        value.map(|value| value.parse().expect("a number"))
    };
    let step = usize::try_from(number("step").expect("a step")).expect("no step back");
    if let Some(place) = number("numkeys") {
        let count = arguments[begin.saturating_add_signed(place)].sent.parse::<usize>().expect("a number");
        let first = begin.saturating_add_signed(number("first").expect("the first"));
        return (0..count).map(|key| first + key * step).collect();
    }
    let last = match number("last").expect("the last") {
        // One in so many of those to the end.
        -1 => match number("limit") {
            Some(limit @ 2..) => begin + (arguments.len() - begin) / limit.unsigned_abs() - 1,
            _ => arguments.len() - 1,
        },
        last @ ..0 => arguments.len().saturating_add_signed(last),
        last => begin.saturating_add_signed(last),
    };
    (begin..=last).step_by(step).filter(|place| *place < arguments.len()).collect()
}

fn beginning(begin: &str, arguments: &[Argument]) -> Option<usize> {
    if let Some(index) = begin.strip_prefix("index=") {
        return index.parse().ok().filter(|index| *index < arguments.len());
    }
    let (word, from) = begin.strip_prefix("keyword=")?.split_once(",from=")?;
    let is_word = |place: &usize| arguments[*place].sent.eq_ignore_ascii_case(word);
    let mut places = 0..arguments.len();
    let place = match from.parse::<isize>().expect("a place") {
        from @ ..0 => places.take(arguments.len().saturating_add_signed(from + 1)).rev().find(is_word),
        from => places.by_ref().skip(from.unsigned_abs()).find(is_word),
    };
    place.map(|place| place + 1)
}
