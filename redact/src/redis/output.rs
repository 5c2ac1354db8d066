//! R19: a text that is never longer than its limit.

/// What stands for the part that was cut off. It counts towards the limit.
const ELLIPSIS: &str = "…";

/// The most bytes of an argument that is put out byte by byte.
const SHORT: usize = 24;

/// A text that is never longer than its limit. All that is put into it is ASCII.
pub(super) struct Output<'t> {
    text: &'t mut String,
    /// The most bytes that may be put out.
    limit: usize,
    /// The most bytes that the whole text may have.
    end: usize,
    /// Where the text is cut if it gets too long: at the last place that leaves room for the ellipsis.
    cut: usize,
    is_full: bool,
}

impl<'t> Output<'t> {
    /// What is put out comes after what is there, and may have `limit` bytes; 0 is no limit.
    #[inline]
    pub(super) fn new(text: &'t mut String, limit: usize) -> Self {
        let limit = if limit == 0 { usize::MAX } else { limit };
        Self { limit, end: text.len().saturating_add(limit), cut: text.len(), is_full: false, text }
    }

    /// Returns `true` if there is more than fits, so that nothing put out from now on is seen.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Returns the number of bytes that may be written, and so the most arguments that are read.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Returns the number of bytes that still fit, if nothing follows.
    pub(super) fn room(&self) -> usize {
        self.end - self.text.len()
    }

    /// Puts out text that may be cut anywhere.
    #[inline]
    pub(super) fn push(&mut self, text: &str) {
        // The common case: there is room for the text and for the ellipsis after it.
        let end = self.text.len() + text.len();
        if !self.is_full && end.saturating_add(ELLIPSIS.len()) <= self.end {
            self.text.push_str(text);
            self.cut = end;
        } else {
            self.push_last(text);
        }
    }

    /// Puts out a space, and text that may be cut anywhere.
    #[inline]
    pub(super) fn push_word(&mut self, text: &str) {
        let end = self.text.len() + 1 + text.len();
        if !self.is_full && end.saturating_add(ELLIPSIS.len()) <= self.end {
            self.text.push(' ');
            self.text.push_str(text);
            self.cut = end;
        } else {
            self.push_last(" ");
            self.push_last(text);
        }
    }

    /// Puts out a space, and bytes that are short and [plain](is_plain), or returns `false`.
    ///
    /// Most keys are both. To find out that a short slice is UTF-8 takes as long as to put it out byte by byte.
    #[inline]
    pub(super) fn push_short(&mut self, bytes: &[u8]) -> bool {
        let start = self.text.len();
        let end = start + 1 + bytes.len();
        if bytes.is_empty()
            || bytes.len() > SHORT
            || self.is_full
            || end.saturating_add(ELLIPSIS.len()) > self.end
        {
            return false;
        }
        self.text.reserve(1 + bytes.len());
        self.text.push(' ');
        for byte in bytes {
            if !is_plain(*byte) {
                self.text.truncate(start);
                return false;
            }
            self.text.push(char::from(*byte));
        }
        self.cut = end;
        true
    }

    #[inline(never)]
    fn push_last(&mut self, text: &str) {
        if self.is_full {
            return;
        }
        let fits = text.len() <= self.room();
        let text = if fits { text } else { &text[..self.room()] };
        let last_cut = self.end.saturating_sub(ELLIPSIS.len());
        if self.text.len() <= last_cut {
            self.cut = last_cut.min(self.text.len() + text.len());
        }
        self.text.push_str(text);
        self.is_full = !fits;
    }

    /// Puts out ASCII that is cut before it or after it.
    pub(super) fn push_whole(&mut self, bytes: &[u8]) {
        if bytes.len() > self.room() || self.is_full {
            self.is_full = true;
            return;
        }
        self.text.extend(bytes.iter().copied().map(char::from));
        if self.room() >= ELLIPSIS.len() {
            self.cut = self.text.len();
        }
    }

    /// Says that something is left out here.
    pub(super) fn fill(&mut self) {
        self.is_full = true;
    }

    /// Cuts what is too long. A limit that is too small for the ellipsis leaves nothing.
    #[inline]
    pub(super) fn finish(self) {
        if self.is_full {
            self.text.truncate(self.cut);
            if self.room() >= ELLIPSIS.len() {
                self.text.push_str(ELLIPSIS);
            }
        }
    }
}

/// Returns `true` if a byte needs no quotes around it.
pub(super) fn is_plain(byte: u8) -> bool {
    PLAIN[usize::from(byte)]
}

/// See [`is_plain`].
static PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        table[byte as usize] = !matches!(byte, b'"' | b'\'' | b'\\');
        byte += 1;
    }
    table
};
