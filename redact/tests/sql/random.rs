//! A source of random numbers that repeats, and what is made of it.

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// A text with a few characters flipped, inserted, deleted or doubled.
    pub(crate) fn mutated(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(4) {
            let at = self.below(characters.len() + 1);
            let other = self.pick(CHARACTERS).chars().next().unwrap_or(' ');
            match self.below(5) {
                _ if at == characters.len() => characters.push(other),
                0 => characters[at] = other,
                1 => characters.insert(at, other),
                2 => _ = characters.remove(at),
                3 => characters.insert(at, characters[at]),
                // A piece from elsewhere in the text.
                _ => {
                    let end = (at + self.below(12)).min(characters.len());
                    let piece = characters[at..end].to_vec();
                    let to = self.below(characters.len() + 1);
                    characters.splice(to..to, piece);
                }
            }
        }
        characters.into_iter().collect()
    }
}

const CHARACTERS: &[&str] = &[
    "'", "\"", "`", "$", "?", ":", "@", "\\", "-", "/", "*", "#", "\n", "\r", " ", "(", ")", ",", ";", "=",
    ".", "+", "7", "0", "a", "e", "E", "x", "n", "[", "]", "{", "}", "_", "ß", "\u{a0}", "\0", "!", "&", "u",
    "<",
];
