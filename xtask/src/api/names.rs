//! One name per item, whatever path a signature happens to use for it.

use std::collections::BTreeMap;

/// From every path of an item to the one that both listings use.
#[derive(Debug, Default, Clone)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn insert(&mut self, path: &str, name: &str) {
        self.0.insert(path.to_owned(), name.to_owned());
    }

    /// The name of the item at exactly this path.
    pub(super) fn of(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, name)| (path.as_str(), name.as_str()))
    }

    /// Replaces every path in a signature.
    pub(super) fn apply(&self, signature: &str) -> String {
        let mut result = String::with_capacity(signature.len());
        let mut rest = signature;
        while !rest.is_empty() {
            let (path, after) = rest.split_at(path_length(rest));
            match self.beginning_of(path) {
                Some((name, end)) => result.extend([name, &path[end..]]),
                None => result.push_str(path),
            }
            let mut characters = after.chars();
            result.extend(characters.next());
            rest = characters.as_str();
        }
        result
    }

    /// The name of the first known item that a signature mentions.
    pub(super) fn mentioned_in(&self, signature: &str) -> Option<&str> {
        let mut rest = signature;
        while !rest.is_empty() {
            let (path, after) = rest.split_at(path_length(rest));
            if let Some((name, _)) = self.beginning_of(path) {
                return Some(name);
            }
            let mut characters = after.chars();
            characters.next();
            rest = characters.as_str();
        }
        None
    }

    /// The name of the longest beginning of `path` that is known, and where it ends: methods and variants have no name of
    /// their own here.
    fn beginning_of(&self, path: &str) -> Option<(&str, usize)> {
        let mut end = path.len();
        loop {
            if let Some(name) = self.of(&path[..end]) {
                return Some((name, end));
            }
            end = path[..end].rfind("::")?;
        }
    }
}

/// The length of the path (`a::b::c`, or `a`) that `text` begins with; 0 if it begins with something else.
fn path_length(text: &str) -> usize {
    let mut length = identifier_length(text);
    while length > 0 {
        let Some(next) = text[length..].strip_prefix("::") else { break };
        match identifier_length(next) {
            0 => break,
            more => length += "::".len() + more,
        }
    }
    length
}

fn identifier_length(text: &str) -> usize {
    text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len())
}

/// The first path in a rendered item that has at least two parts or is `root`: that of the item itself.
pub(super) fn first_path<'text>(text: &'text str, root: &str) -> Option<&'text str> {
    let mut rest = text;
    while !rest.is_empty() {
        let (path, after) = rest.split_at(path_length(rest));
        if path.contains("::") || path == root {
            return Some(path);
        }
        let mut characters = after.chars();
        characters.next();
        rest = characters.as_str();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let mut names = Names::default();
        names.insert("pg_trace::Config", "tokio_postgres::config::Config");
        names.insert("pg_trace", "tokio_postgres");
        names
    }

    #[test]
    fn longest_known_beginning_of_a_path_is_replaced() {
        let signature = "pub fn pg_trace::Config::host(&mut self, &str) -> &mut pg_trace::Config";
        let expected = "pub fn tokio_postgres::config::Config::host(&mut self, &str) -> &mut tokio_postgres::config::Config";
        assert_eq!(names().apply(signature), expected);
        assert_eq!(names().apply("(pg_trace::Client, core::Send)"), "(tokio_postgres::Client, core::Send)");
    }

    #[test]
    fn part_of_an_identifier_is_not_replaced_as_a_path() {
        assert_eq!(
            names().apply("my_pg_trace::Config pg_trace2::Config"),
            "my_pg_trace::Config pg_trace2::Config"
        );
    }

    #[test]
    fn mentioned_item_is_found_under_each_of_its_paths() {
        let signature = "pub fn a::Iterator<'a>::new(&'a mut pg_trace::Config, &str) -> Self";
        assert_eq!(names().mentioned_in(signature), Some("tokio_postgres::config::Config"));
        assert_eq!(names().mentioned_in("pub fn a::Iterator::new(&mut a::Config)"), None);
    }

    #[test]
    fn first_path_ends_at_generics_and_trailing_separators() {
        assert_eq!(first_path("pub struct a::Connection<S, T>", "a"), Some("a::Connection"));
        assert_eq!(first_path("pub use a::types::<<b::*>>", "a"), Some("a::types"));
        assert_eq!(first_path("pub mod a", "a"), Some("a"));
        assert_eq!(first_path("#[non_exhaustive] pub enum a::Host", "a"), Some("a::Host"));
    }
}
