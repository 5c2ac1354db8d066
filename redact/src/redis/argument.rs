//! R17: how an argument that is shown is written.

use super::Keys;
use super::mask::{mask, mask_after_first_segment};
use super::output::{Output, is_plain};

impl Output<'_> {
    /// A space, and a key or field.
    #[inline]
    pub(super) fn push_key(&mut self, key: &[u8], keys: Keys) {
        match keys {
            Keys::Shown => self.push_argument(key),
            Keys::Masked | Keys::FirstSegment => self.push_masked(key, keys == Keys::FirstSegment),
        }
    }

    /// A space, and an argument as `redis-cli` would show it. No more of it is looked at than fits.
    pub(super) fn push_argument(&mut self, argument: &[u8]) {
        // One byte more than fits, so that the text is known to be full.
        let argument = &argument[..argument.len().min(self.room().saturating_add(1))];
        if self.push_short(argument) {
            return;
        }
        if let Some(plain) = plain(argument) {
            self.push_word(plain);
        } else {
            self.push(" ");
            self.push_quoted(argument);
        }
    }

    #[inline(never)]
    fn push_quoted(&mut self, argument: &[u8]) {
        self.push("\"");
        for byte in argument {
            if self.is_full() {
                return;
            }
            self.push_escaped(*byte);
        }
        self.push("\"");
    }

    fn push_escaped(&mut self, byte: u8) {
        const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

        let escape = match byte {
            b'\\' | b'"' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x07 => b'a',
            0x08 => b'b',
            b' '..=b'~' => return self.push_whole(&[byte]),
            _ => {
                let [high, low] = [byte >> 4, byte & 15].map(|half| HEXADECIMAL[usize::from(half)]);
                return self.push_whole(&[b'\\', b'x', high, low]);
            }
        };
        self.push_whole(&[b'\\', escape]);
    }

    /// A space, and an argument in which `?` stands for what distinguishes it from its likes.
    #[inline(never)]
    fn push_masked(&mut self, argument: &[u8], is_first_segment: bool) {
        /// What is looked at beyond what fits, as an identifier takes more room than its `?`.
        const BEYOND: usize = 256;

        if argument.is_empty() {
            return self.push_argument(argument);
        }
        self.push(" ");
        let length = argument.len().min(self.room().saturating_add(BEYOND));
        let is_cut = length < argument.len();
        let mask = if is_first_segment { mask_after_first_segment } else { mask };
        mask(&argument[..length], is_cut, &mut |part| self.push(part));
        if is_cut {
            self.fill();
        }
    }
}

/// An argument that needs no quotes around it.
fn plain(argument: &[u8]) -> Option<&str> {
    let is_plain = !argument.is_empty() && argument.iter().all(|byte| is_plain(*byte));
    if is_plain { str::from_utf8(argument).ok() } else { None }
}
