//! What the commands of `table.rs` are made of: each text and each row of steps or branches once.

use super::Row;
use super::compile::{Branch, Step};

/// Three arrays, of which the commands name parts.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) text: String,
    /// As source, like the branches.
    pub(crate) steps: Vec<String>,
    pub(crate) branches: Vec<String>,
}

impl Parts {
    /// The line of a command.
    pub(crate) fn command(&mut self, index: usize, row: &Row) -> String {
        let Row { name, traits, steps, .. } = row;
        let traits = match traits.split_first() {
            None => "Traits::NONE".to_owned(),
            Some((first, rest)) => rest
                .iter()
                .fold(format!("Traits::{first}"), |traits, name| format!("{traits}.and(Traits::{name})")),
        };
        format!("    command({index}, {name:?}, {traits}, {}),\n", self.steps(steps))
    }

    fn text(&mut self, word: &str) -> String {
        let first = self.text.find(word).unwrap_or_else(|| {
            self.text.push_str(word);
            self.text.len() - word.len()
        });
        format!("text({first}, {})", word.len())
    }

    fn steps(&mut self, steps: &[Step]) -> String {
        let steps = steps.iter().map(|step| self.step(step)).collect();
        format!("steps({})", part(&mut self.steps, steps))
    }

    fn step(&mut self, step: &Step) -> String {
        match step {
            Step::Choice(words, other) => format!("Choice({}, {})", self.branches(words), self.steps(other)),
            Step::Options(words, behind) => format!("Options({}, {behind})", self.branches(words)),
            Step::Repeat { group, least, tail, ends_at_word } => {
                format!("repeat({}, {least}, {tail}, {ends_at_word})", self.steps(group))
            }
            Step::Counted { group, size, is_shown } => {
                format!("counted({}, {size}, {is_shown})", self.steps(group))
            }
            plain => format!("{plain:?}"),
        }
    }

    fn branches(&mut self, branches: &[Branch]) -> String {
        let branches = branches.iter().map(|branch| self.branch(branch)).collect();
        format!("branches({})", part(&mut self.branches, branches))
    }

    fn branch(&mut self, branch: &Branch) -> String {
        let option = branch.option.map_or("MANY".to_owned(), |option| option.to_string());
        format!("word({}, {option}, {})", self.text(&branch.word), self.steps(&branch.steps))
    }
}

/// Where a row is, added to the end where it is nowhere yet.
fn part(all: &mut Vec<String>, row: Vec<String>) -> String {
    let count = row.len();
    let is_here = |first: &usize| all[*first..].starts_with(&row);
    let first = (0..=all.len()).find(is_here).unwrap_or_else(|| {
        all.extend(row);
        all.len() - count
    });
    format!("{first}, {count}")
}

/// Some in each line.
pub(crate) fn lines(all: &[String]) -> String {
    all.chunks(4).map(|some| ["    ", &*some.join(", "), ",\n"].concat()).collect()
}

/// A literal, in pieces of a line each.
pub(crate) fn wrapped(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let lines = characters.chunks(100).map(|line| format!("    {:?},\n", line.iter().collect::<String>()));
    format!("concat!(\n{})", lines.collect::<String>())
}
