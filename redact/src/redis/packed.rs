//! Commands as clients send them: arrays of bulk strings ([RESP](https://redis.io/docs/latest/develop/reference/protocol-spec/)).

/// Iterates over the commands in packed bytes, and copies nothing.
///
/// The iterator ends at malformed bytes. It reads a command's arguments when you ask for them, or for the next command (R20).
///
/// ```
/// use db_redact::redis::Packed;
///
/// let bytes = b"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\n";
/// let commands: Vec<Vec<&[u8]>> = Packed::new(bytes).map(Iterator::collect).collect();
/// assert_eq!(commands, [vec![&b"GET"[..], b"k"], vec![b"PING"]]);
/// ```
#[derive(Debug, Clone)]
pub struct Packed<'a> {
    /// The command that was given out last, with all its arguments, and the bytes after it.
    last: PackedCommand<'a>,
}

impl<'a> Packed<'a> {
    /// The commands in `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { last: PackedCommand { bytes, arguments: 0 } }
    }
}

impl<'a> Iterator for Packed<'a> {
    type Item = PackedCommand<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.last.by_ref().for_each(drop);
        let next = match number(b'*', self.last.bytes) {
            // An argument was missing.
            _ if self.last.arguments > 0 => None,
            head => head,
        };
        let (arguments, bytes) = next.unwrap_or((0, &[]));
        self.last = PackedCommand { bytes, arguments };
        next.map(|_| self.last.clone())
    }
}

/// The arguments of one command, its name being the first.
#[derive(Debug, Clone)]
pub struct PackedCommand<'a> {
    bytes: &'a [u8],
    arguments: usize,
}

impl<'a> Iterator for PackedCommand<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.arguments.checked_sub(1)?;
        let (length, bytes) = number(b'$', self.bytes)?;
        let (argument, bytes) = bytes.split_at_checked(length)?;
        self.bytes = bytes.strip_prefix(b"\r\n")?;
        self.arguments = rest;
        Some(argument)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.arguments))
    }
}

/// A number after its mark, and the bytes after its line.
fn number(mark: u8, bytes: &[u8]) -> Option<(usize, &[u8])> {
    /// No server takes a number of more digits.
    const DIGITS: usize = 10;

    let mut rest = bytes.strip_prefix(&[mark])?;
    let (mut number, mut digits) = (0_usize, 0);
    loop {
        let (byte, after) = rest.split_first()?;
        match byte {
            b'0'..=b'9' if digits < DIGITS => {
                number = number.checked_mul(10)?.checked_add(usize::from(byte - b'0'))?;
                digits += 1;
            }
            b'\r' if digits > 0 => return Some((number, after.strip_prefix(b"\n")?)),
            _ => return None,
        }
        rest = after;
    }
}
