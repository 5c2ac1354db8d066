//! The few commands that we send ourselves, in Redis's own protocol (RESP2).

use std::{
    io::{BufRead, BufReader, Error as IoError, ErrorKind, Read, Write},
    time::Duration,
};

use crate::Error;

/// A server that is well answers in less than this, on a busy machine too.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// What a server answers, other than an error.
#[derive(Debug, PartialEq)]
pub(super) enum Reply {
    Nil,
    Integer(i64),
    /// A simple or a bulk string: bytes of any kind.
    Text(Vec<u8>),
    Array(Vec<Reply>),
}

#[cfg(unix)]
impl Reply {
    pub(super) fn is(&self, expected: &str) -> bool {
        matches!(self, Self::Text(text) if text == expected.as_bytes())
    }

    /// What to say of an answer that the command does not have.
    pub(super) fn unexpected(&self, command: &[&str]) -> Error {
        Error::new(format_args!("{}: unexpected answer {self:?}", command.join(" ")))
    }
}

/// A connection of its own for every few commands: no server is asked often.
#[derive(Debug)]
pub(super) struct Connection<S>(BufReader<S>);

#[cfg(unix)]
impl Connection<std::os::unix::net::UnixStream> {
    pub(super) fn open(socket: &std::path::Path) -> Result<Self, Error> {
        let open = || {
            let stream = std::os::unix::net::UnixStream::connect(socket)?;
            stream.set_read_timeout(Some(ANSWER_LIMIT))?;
            stream.set_write_timeout(Some(ANSWER_LIMIT))?;
            Ok(stream)
        };
        let stream =
            open().map_err(|error: IoError| Error::new(format_args!("{}: {error}", socket.display())))?;
        Ok(Self(BufReader::new(stream)))
    }
}

#[cfg(feature = "docker")]
impl Connection<std::net::TcpStream> {
    pub(super) fn connect(host: &str, port: u16) -> Result<Self, Error> {
        let connect = || {
            let stream = std::net::TcpStream::connect((host, port))?;
            stream.set_read_timeout(Some(ANSWER_LIMIT))?;
            stream.set_write_timeout(Some(ANSWER_LIMIT))?;
            Ok(stream)
        };
        let stream =
            connect().map_err(|error: IoError| Error::new(format_args!("{host}:{port}: {error}")))?;
        Ok(Self(BufReader::new(stream)))
    }
}

impl<S: Read + Write> Connection<S> {
    /// Returns `Ok` if the server takes commands. One that asks for a password does.
    pub(super) fn is_served(&mut self) -> Result<(), Error> {
        match self.ask(&["PING"]) {
            Err(error) if !error.to_string().contains("NOAUTH") => Err(error),
            _ => Ok(()),
        }
    }

    /// Sends a command and waits for its answer. The server's errors are errors here.
    pub(super) fn ask<W: AsRef<[u8]>>(&mut self, words: &[W]) -> Result<Reply, Error> {
        let mut command = format!("*{}\r\n", words.len()).into_bytes();
        for word in words.iter().map(AsRef::as_ref) {
            command.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
            command.extend_from_slice(word);
            command.extend_from_slice(b"\r\n");
        }
        let name = || String::from_utf8_lossy(words.first().map_or(b"", AsRef::as_ref)).into_owned();
        self.0
            .get_mut()
            .write_all(&command)
            .and_then(|()| reply(&mut self.0))
            .map_err(|error| Error::new(format_args!("{}: {error}", name())))?
            .map_err(|error| Error::new(format_args!("{}: {error}", name())))
    }
}

/// An answer; within it the server's error.
fn reply(stream: &mut impl BufRead) -> Result<Result<Reply, String>, IoError> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let line = line.trim_end();
    let (kind, rest) = line.split_at_checked(1).ok_or(ErrorKind::InvalidData)?;
    let number = || rest.parse::<i64>().map_err(|_| IoError::from(ErrorKind::InvalidData));
    Ok(Ok(match kind {
        "+" => Reply::Text(rest.into()),
        "-" => return Ok(Err(rest.to_owned())),
        ":" => Reply::Integer(number()?),
        "$" | "*" if number()? < 0 => Reply::Nil,
        "$" => {
            let length = usize::try_from(number()?).map_err(|_| ErrorKind::InvalidData)?;
            let mut text = vec![0; length + "\r\n".len()];
            stream.read_exact(&mut text)?;
            text.truncate(length);
            Reply::Text(text)
        }
        "*" => {
            let mut items = Vec::new();
            for _ in 0..number()? {
                match reply(stream)? {
                    Ok(item) => items.push(item),
                    error => return Ok(error),
                }
            }
            Reply::Array(items)
        }
        _ => return Err(ErrorKind::InvalidData.into()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut answer: &[u8]) -> Result<Result<Reply, String>, ErrorKind> {
        reply(&mut answer).map_err(|error| error.kind())
    }

    #[test]
    fn resp_answer_of_every_kind_is_read() {
        let text = |text: &str| Reply::Text(text.into());
        assert_eq!(read(b"+PONG\r\n"), Ok(Ok(text("PONG"))));
        assert_eq!(read(b":-7\r\n"), Ok(Ok(Reply::Integer(-7))));
        assert_eq!(read(b"$4\r\na\r\nb\r\n"), Ok(Ok(text("a\r\nb"))));
        assert_eq!(read(b"$-1\r\n"), Ok(Ok(Reply::Nil)));
        assert_eq!(
            read(b"*2\r\n*1\r\n:1\r\n$0\r\n\r\n"),
            Ok(Ok(Reply::Array(vec![Reply::Array(vec![Reply::Integer(1)]), text("")])))
        );
        assert_eq!(read(b"-ERR no\r\n"), Ok(Err("ERR no".to_owned())));
    }

    #[test]
    fn malformed_resp_answer_is_an_error() {
        assert_eq!(read(b""), Err(ErrorKind::UnexpectedEof));
        assert_eq!(read(b"$9\r\nshort\r\n"), Err(ErrorKind::UnexpectedEof));
        for nonsense in [&b"HTTP/1.1 400\r\n"[..], b"\r\n", b":x\r\n"] {
            assert_eq!(read(nonsense), Err(ErrorKind::InvalidData));
        }
    }
}
