//! A place among the characters.

/// Copies of it look ahead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'t> {
    pub(crate) characters: &'t [char],
    pub(crate) at: usize,
}

impl Cursor<'_> {
    /// The character here, or some way on.
    pub(crate) fn see(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    /// Whether the character here is of a kind.
    pub(crate) fn sees(&self, kind: impl Fn(char) -> bool) -> bool {
        self.see(0).is_some_and(kind)
    }

    /// Whether this is what comes next, to the letter.
    pub(crate) fn reads(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, character)| self.see(ahead) == Some(character))
    }

    /// Moves on by so many characters.
    pub(crate) fn pass(&mut self, count: usize) {
        self.at += count;
    }

    /// Moves past all characters of a kind, and returns how many there were.
    pub(crate) fn pass_all(&mut self, kind: impl Fn(char) -> bool) -> usize {
        let start = self.at;
        while self.sees(&kind) {
            self.pass(1);
        }
        self.at - start
    }

    /// What stands between an earlier place and here.
    pub(crate) fn since(&self, start: usize) -> String {
        self.characters[start..self.at].iter().collect()
    }
}
