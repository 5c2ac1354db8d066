//! A client of Redis that understands nothing: it sends words and shows what comes back.

use std::{
    fmt,
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// No test waits longer in vain.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Client {
    stream: BufReader<Box<dyn Stream>>,
}

pub(crate) trait Stream: Read + Write {
    fn set_patience(&self, limit: Duration);
}

#[derive(Debug, PartialEq)]
pub(crate) enum Failure {
    NobodyListens,
    /// The answer to the password.
    Refused(String),
    Closed,
    TooLate,
    /// What TLS has against it.
    Untrusted(String),
}

impl Client {
    /// To `redis://[user:password@]host:port`.
    pub(crate) fn connect(url: &str) -> Result<Self, Failure> {
        let rest = url.strip_prefix("redis://").unwrap();
        let (credentials, address) =
            rest.rsplit_once('@').map_or((None, rest), |(before, after)| (Some(before), after));
        let stream = TcpStream::connect(address).map_err(|error| {
            assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
            Failure::NobodyListens
        })?;
        let mut client = Self::over(stream);
        let Some((user, password)) = credentials.and_then(|credentials| credentials.split_once(':')) else {
            return Ok(client);
        };
        client.send(&format!("AUTH {user} {password}").replace("  ", " "));
        match client.answer()?.as_str() {
            "+OK" => Ok(client),
            refused => Err(Failure::Refused(refused.to_owned())),
        }
    }

    pub(crate) fn over(stream: impl Stream + 'static) -> Self {
        stream.set_patience(PATIENCE);
        Self { stream: BufReader::new(Box::new(stream)) }
    }

    pub(crate) fn set_patience(&self, limit: Duration) {
        self.stream.get_ref().set_patience(limit);
    }

    /// A command as one types it. If the server cannot be reached, [`Client::answer`] reports it.
    pub(crate) fn send(&mut self, command: &str) {
        let _ = self.stream.get_mut().write_all(format!("{command}\r\n").as_bytes());
    }

    /// The next answer as it is written on the wire, without its last line end.
    pub(crate) fn answer(&mut self) -> Result<String, Failure> {
        let mut answer = String::new();
        let mut items = 1;
        while items > 0 {
            let line = self.line()?;
            items -= 1;
            let length = |mark| line.strip_prefix(mark).and_then(|length| length.parse::<usize>().ok());
            // The text after its length is one more line: no test here has a value of several.
            items += length('*').or(length('$').map(|_| 1)).unwrap_or(0);
            answer.push_str(&line);
            answer.push_str("\r\n");
        }
        Ok(answer.strip_suffix("\r\n").unwrap().to_owned())
    }

    /// The answer to a command.
    pub(crate) fn ask(&mut self, command: &str) -> String {
        self.send(command);
        self.answer().unwrap()
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(0) => Err(Failure::Closed),
            Ok(_) => Ok(line.trim_end_matches("\r\n").to_owned()),
            Err(error) => match error.kind() {
                ErrorKind::ConnectionReset => Err(Failure::Closed),
                ErrorKind::WouldBlock | ErrorKind::TimedOut => Err(Failure::TooLate),
                ErrorKind::InvalidData => Err(Failure::Untrusted(error.to_string())),
                kind => panic!("{kind}: {error}"),
            },
        }
    }
}

impl Stream for TcpStream {
    fn set_patience(&self, limit: Duration) {
        self.set_read_timeout(Some(limit)).unwrap();
    }
}

#[cfg(unix)]
impl Stream for std::os::unix::net::UnixStream {
    fn set_patience(&self, limit: Duration) {
        self.set_read_timeout(Some(limit)).unwrap();
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Client")
    }
}
