//! RULES.md, read rule by rule.

use std::collections::BTreeMap;

use crate::example::Example;

const PAGE: &str = include_str!("../../RULES.md");

/// A rule of the page.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Its letter and its number, as in `S12`.
    pub(crate) number: String,
    /// Everything under its heading.
    pub(crate) text: String,
    pub(crate) examples: Vec<Example>,
    /// Its section says why the oracle does not have it.
    pub(crate) is_of_engine_only: bool,
}

impl Rule {
    pub(crate) fn is_retired(&self) -> bool {
        self.text.trim_start().starts_with("Retired")
    }
}

/// All rules, in the order of the page.
pub(crate) fn rules() -> Vec<Rule> {
    let mut rules = Vec::new();
    let (mut in_chapter, mut in_section) = (false, false);
    for part in parts() {
        let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
        let is_here = text.lines().any(|line| line.starts_with("Engine only: "));
        if let Some(name) = heading.strip_prefix("### ") {
            rules.push(Rule {
                number: name.split(' ').next().unwrap_or_default().to_owned(),
                text: text.to_owned(),
                examples: text.lines().filter_map(Example::of).collect(),
                is_of_engine_only: is_here || in_section || in_chapter,
            });
        } else if heading.starts_with("## ") {
            in_section = is_here;
        } else {
            (in_chapter, in_section) = (is_here, false);
        }
    }
    rules
}

/// The page, divided before each heading.
fn parts() -> Vec<&'static str> {
    let mut starts: Vec<usize> = PAGE.match_indices("\n#").map(|(at, _)| at + 1).collect();
    starts.insert(0, 0);
    starts.push(PAGE.len());
    starts.windows(2).map(|pair| &PAGE[pair[0]..pair[1]]).collect()
}

#[test]
fn numbers_have_no_gaps_and_no_doubles() {
    let mut numbers: BTreeMap<char, Vec<usize>> = BTreeMap::new();
    for rule in rules() {
        let letter = rule.number.chars().next().expect("a letter");
        let number = rule.number[letter.len_utf8()..].parse().expect("a number");
        numbers.entry(letter).or_default().push(number);
    }
    assert_eq!(numbers.keys().collect::<Vec<_>>(), [&'R', &'S']);
    for (letter, mut numbers) in numbers {
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>(), "{letter}");
    }
}

#[test]
fn a_rule_has_a_source() {
    for rule in rules().iter().filter(|rule| !rule.is_retired()) {
        let sources = ["*Conventions", "*Server", "*Decision"];
        let has_source = rule.text.lines().any(|line| sources.iter().any(|source| line.starts_with(source)));
        assert!(has_source, "{}", rule.number);
    }
}
