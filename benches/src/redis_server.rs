//! What a Redis answers that has one value for all keys.

use crate::memory::Server;

/// Answers `GET` with a value, and everything else with `OK`.
#[derive(Debug, Default)]
pub struct RedisServer;

impl Server for RedisServer {
    fn answer(&mut self, requests: &[u8], answers: &mut Vec<u8>) -> usize {
        let mut answered = 0;
        while let Some((name, size)) = command(&requests[answered..]) {
            let answer = if name.eq_ignore_ascii_case(b"GET") { &b"$5\r\nhello\r\n"[..] } else { b"+OK\r\n" };
            answers.extend_from_slice(answer);
            answered += size;
        }
        answered
    }
}

/// The name of the first command and the size of it all, if all of it is there.
fn command(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let (arguments, mut position) = number(bytes, b'*')?;
    let mut name: &[u8] = &[];
    for index in 0..arguments {
        let (size, head) = number(&bytes[position..], b'$')?;
        let argument = bytes.get(position + head..position + head + size)?;
        if index == 0 {
            name = argument;
        }
        position += head + size + 2;
    }
    (position <= bytes.len()).then_some((name, position))
}

/// The number on a line that begins with `mark`, and the size of the line.
fn number(bytes: &[u8], mark: u8) -> Option<(usize, usize)> {
    let (first, rest) = bytes.split_first()?;
    assert_eq!(*first, mark, "the driver speaks RESP");
    let digits = rest.iter().position(|byte| *byte == b'\r')?;
    let number = rest[..digits].iter().fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
    (bytes.len() >= digits + 3).then_some((number, digits + 3))
}
