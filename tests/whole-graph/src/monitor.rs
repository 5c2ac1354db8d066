//! What Redis receives: it repeats each command to the connection that asked by `MONITOR`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

const END: &str = "end-of-the-program";

/// A connection that receives all commands from its beginning on.
pub struct Monitor {
    lines: BufReader<TcpStream>,
    address: String,
}

/// The commands that the server received from the program.
pub struct Received {
    lines: Vec<String>,
}

impl Monitor {
    /// Begins to receive.
    pub fn begin(address: &str) -> Self {
        let mut lines = BufReader::new(TcpStream::connect(address).expect("the server runs"));
        lines.get_mut().write_all(b"MONITOR\r\n").expect("a command");
        let mut answer = String::new();
        lines.read_line(&mut answer).expect("an answer");
        assert_eq!(answer, "+OK\r\n");
        Self { lines, address: address.to_owned() }
    }

    /// Returns all that the server has received until now.
    pub fn end(self) -> Received {
        let mut connection = TcpStream::connect(&self.address).expect("the server runs");
        connection.write_all(format!("ECHO {END}\r\n").as_bytes()).expect("a command");
        let lines = self.lines.lines().map(|line| line.expect("a line of text"));
        Received { lines: lines.take_while(|line| !line.contains(END)).collect() }
    }
}

impl Received {
    /// Returns `true` if a value reached the server.
    pub fn contains(&self, value: &str) -> bool {
        self.lines.iter().any(|line| line.contains(value))
    }

    /// Returns how many connections sent something.
    pub fn connections(&self) -> usize {
        self.commands().map(|(connection, _)| connection).collect::<BTreeSet<_>>().len()
    }

    /// Returns the names of the commands that calls sent. A connect sends `CLIENT`, `HELLO` and `SELECT`. A call whose script is
    /// missing loads it and sends it again.
    pub fn names(&self) -> Vec<&str> {
        let names: Vec<&str> = self.commands().map(|(_, name)| name).collect();
        let is_of_connect = |name: &&str| matches!(*name, "CLIENT" | "HELLO" | "SELECT");
        let mut names: Vec<&str> = names.into_iter().filter(|name| !is_of_connect(name)).collect();
        while let Some(loaded) = names.iter().position(|name| *name == "SCRIPT") {
            names.remove(loaded);
            let again = names.iter().position(|name| *name == "EVALSHA").expect("a script that is run");
            names.remove(again);
        }
        names
    }

    /// The connection and the name of each command, without those that a script calls.
    fn commands(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().filter_map(|line| {
            let (_, rest) = line.split_once(" [")?;
            let (connection, command) = rest.split_once("] ")?;
            let name = command.split('"').nth(1)?;
            (!connection.ends_with("lua")).then_some((connection, name))
        })
    }
}
