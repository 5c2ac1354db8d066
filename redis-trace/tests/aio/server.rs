//! A server of a few words, for the calls whose answers a test has to know.

use std::io::{self, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use redis_trace::{Client, Telemetry, TelemetryBuilder};

/// A server on a port of its own, and a client of it.
pub(crate) struct Scene {
    pub(crate) client: Client,
    pub(crate) telemetry: Telemetry,
    exporter: InMemorySpanExporter,
    commands: Arc<Mutex<Vec<String>>>,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::with("", |builder| builder)
    }

    pub(crate) fn with(
        parameters: &str,
        settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let commands = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&commands);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&log);
                // The client closes as it likes.
                thread::spawn(move || serve(&stream, &log).ok());
            }
        });
        Self { commands, ..Self::at(&format!("redis://127.0.0.1:{port}/{parameters}"), settings) }
    }

    /// No server is there.
    pub(crate) fn deserted() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        Self::at(&format!("redis://127.0.0.1:{port}/"), |builder| builder)
    }

    fn at(url: &str, settings: impl FnOnce(TelemetryBuilder) -> TelemetryBuilder) -> Self {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let telemetry = settings(Telemetry::builder().tracer_provider(provider)).build();
        let client = Client::open(url).expect("an address").telemetry(&telemetry);
        Self { client, telemetry, exporter, commands: Arc::default() }
    }

    /// The spans that have ended since the last time that they were asked for: operation, and failure if any.
    pub(crate) fn spans(&self) -> Vec<String> {
        let spans = self.exporter.get_finished_spans().expect("not shut down");
        self.exporter.reset();
        let attribute = |span: &opentelemetry_sdk::trace::SpanData, key: &str| {
            let found = span.attributes.iter().find(|attribute| attribute.key.as_str() == key)?;
            Some(found.value.to_string())
        };
        spans
            .iter()
            .map(|span| {
                let operation = attribute(span, "db.operation.name").expect("each has one");
                match attribute(span, "error.type").or_else(|| attribute(span, "dbtrace.outcome")) {
                    Some(failure) => format!("{operation}: {failure}"),
                    None => operation,
                }
            })
            .collect()
    }

    /// The commands that have reached the server since the last time that they were asked for.
    pub(crate) fn commands(&self) -> Vec<String> {
        std::mem::take(&mut self.commands.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn serve(stream: &TcpStream, log: &Mutex<Vec<String>>) -> io::Result<()> {
    // Answers that come one by one would wait for each other.
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let mut arguments = Vec::new();
        for _ in 0..number(&mut reader)? {
            let mut argument = vec![0; number(&mut reader)?];
            reader.read_exact(&mut argument)?;
            reader.read_exact(&mut [0; 2])?;
            arguments.push(String::from_utf8_lossy(&argument).into_owned());
        }
        let Some(answer) = answer(&arguments) else {
            return stream.shutdown(std::net::Shutdown::Both);
        };
        if !["CLIENT", "HELLO"].contains(&arguments[0].as_str()) {
            log.lock().unwrap_or_else(PoisonError::into_inner).push(arguments.join(" "));
        }
        writer.write_all(answer.as_bytes())?;
    }
}

/// The number in a line such as `*2` or `$3`.
fn number(reader: &mut impl io::BufRead) -> io::Result<usize> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    line.get(1..).and_then(|number| number.trim_end().parse().ok()).ok_or(io::ErrorKind::InvalidData.into())
}

/// `None` closes the connection.
fn answer(arguments: &[String]) -> Option<String> {
    let key = arguments.get(1).map_or("", String::as_str);
    let answer = match arguments[0].as_str() {
        "HELLO" => "%0\r\n".to_owned(),
        "PING" => "+PONG\r\n".to_owned(),
        "GET" if key == "close" => return None,
        "GET" => "$3\r\nAda\r\n".to_owned(),
        "MGET" => format!("*{}\r\n{}", arguments.len() - 1, "$3\r\nAda\r\n".repeat(arguments.len() - 1)),
        "PTTL" => ":-1\r\n".to_owned(),
        // A message follows.
        "SUBSCRIBE" => format!(
            "*3\r\n$9\r\nsubscribe\r\n${0}\r\n{key}\r\n:1\r\n*3\r\n$7\r\nmessage\r\n${0}\r\n{key}\r\n$4\r\nnews\r\n",
            key.len()
        ),
        "MONITOR" => "+OK\r\n+0.0 [0 127.0.0.1:1] \"GET\" \"user:7\"\r\n".to_owned(),
        _ => "+OK\r\n".to_owned(),
    };
    Some(answer)
}
