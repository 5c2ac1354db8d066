//! A server that answers as a test says, bytes for commands.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};

use db_semconv::redis::Packed;
use db_trace_tests::Recorder;
use redis_trace::Client;

/// What the server does with a command.
pub(crate) enum Reaction {
    Answer(Vec<u8>),
    /// It goes on reading.
    Nothing,
    /// It closes the connection.
    Close,
}

/// A client of a server that does with each command what `react` says. What the driver sends at the beginning of a
/// connection (`CLIENT SETINFO`) is answered with OK. Every connection is served by itself.
pub(crate) fn client<R>(recorder: &Recorder, react: impl Fn() -> R + Send + 'static) -> Client
where
    R: FnMut(&[Vec<u8>]) -> Reaction + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, react) = (stream.expect("a connection"), react());
            std::thread::spawn(move || serve(stream, react));
        }
    });
    Client::open(("127.0.0.1", port)).expect("an address").telemetry(&recorder.telemetry())
}

/// A client of a server that gives every command this answer.
pub(crate) fn answering(recorder: &Recorder, answer: &'static str) -> Client {
    client(recorder, move || move |_: &[Vec<u8>]| Reaction::Answer(answer.into()))
}

fn serve(mut stream: TcpStream, mut react: impl FnMut(&[Vec<u8>]) -> Reaction) {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4_096];
    while let Ok(count @ 1..) = stream.read(&mut chunk) {
        bytes.extend_from_slice(&chunk[..count]);
        while let Some((command, length)) = first_command(&bytes) {
            bytes.drain(..length);
            let reaction = match command[0].as_slice() {
                b"CLIENT" => Reaction::Answer(b"+OK\r\n".to_vec()),
                _ => react(&command),
            };
            match reaction {
                Reaction::Nothing => {}
                Reaction::Close => return stream.shutdown(Shutdown::Both).unwrap_or_default(),
                // The client may be gone.
                Reaction::Answer(answer) => stream.write_all(&answer).unwrap_or_default(),
            }
        }
    }
}

/// The first command in `bytes`, if it is whole, and how many bytes it has.
fn first_command(bytes: &[u8]) -> Option<(Vec<Vec<u8>>, usize)> {
    let arguments: Vec<Vec<u8>> = Packed::new(bytes).next()?.map(<[u8]>::to_vec).collect();
    let head = format!("*{}\r\n", arguments.len());
    let packed =
        arguments.iter().map(|argument| format!("${}\r\n", argument.len()).len() + argument.len() + 2);
    let length = head.len() + packed.sum::<usize>();
    // A command that has not all its arguments yet has another number of them at its beginning.
    bytes.starts_with(head.as_bytes()).then_some((arguments, length))
}
