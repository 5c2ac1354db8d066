//! Colours, where there is somebody to see them.

use std::io::IsTerminal;

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// Returns colours for a terminal, unless the person has said no (<https://no-color.org>).
    pub fn for_standard_output() -> Self {
        let declined = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { on: std::io::stdout().is_terminal() && !declined }
    }

    /// No colours.
    pub const PLAIN: Self = Self { on: false };
    #[cfg(test)]
    pub(crate) const COLOURED: Self = Self { on: true };

    /// Bold.
    pub fn heading(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// Dim: what is there for orientation only.
    pub fn quiet(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// Green.
    pub fn good(self, text: &str) -> String {
        self.wrap("32", text)
    }

    /// Red.
    pub fn bad(self, text: &str) -> String {
        self.wrap("31", text)
    }

    /// Yellow.
    pub fn caution(self, text: &str) -> String {
        self.wrap("33", text)
    }

    /// Cyan.
    pub fn bar(self, text: &str) -> String {
        self.wrap("36", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        // An empty sequence would only be noise for somebody who reads the bytes.
        if self.on && !text.trim().is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// As many characters as there is room for, with an ellipsis in place of the rest.
pub fn shorten(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_shortened_to_the_width() {
        assert_eq!(shorten("Bücher", 6), "Bücher");
        assert_eq!(shorten("Bücher", 5), "Büch…");
        assert_eq!(shorten("Bücher", 0), "…");
    }

    #[test]
    fn colours_are_put_around_text_only() {
        assert_eq!(Paint::COLOURED.bad("no"), "\x1b[31mno\x1b[0m");
        assert_eq!(Paint::COLOURED.bad("  "), "  ");
        assert_eq!(Paint::PLAIN.bad("no"), "no");
    }
}
