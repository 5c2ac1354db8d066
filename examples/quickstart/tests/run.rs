//! Runs the program as a person does, against a real server.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::mpsc::{Sender, channel};
use std::thread;

#[test]
fn quickstart_shows_its_trace_and_finds_no_value_in_it() {
    let output = run(&[], &[]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for line in [
        "├─ register customers",
        "INSERT INTO customer (name, email, card) VALUES ($1, $2, $3) RETURNING id",
        "Error 23505 unique_violation",
        "├─ SAVEPOINT ",
        "dbtrace.outcome=cancelled",
        "├─ PIPELINE HSET 127.0.0.1:",
        "HSET quickstart:cart:1 product ?; HSET quickstart:cart:1 price ?",
        "Error WRONGTYPE",
        "dbtrace.blocking=true",
        "├─ lend a manual",
        "INSERT INTO `loan` (`manual`, `reader`) VALUES (?, ?)",
        "Error unique_violation",
        "DELETE FROM loan WHERE reader = ?",
        "WHERE email IN (?) AND id < ?",
        "db.client.operation.duration",
        "dbtrace.transaction.idle=",
        "dbtrace.consumer_wait=",
        "dbtrace.repeated_query.summary=SELECT customer dbtrace.repeated_query.count=3",
        "log: WARN slow call: SELECT sale took 0.",
        "SELECT customer × 4",
        "none is in there.",
    ] {
        assert!(text.contains(line), "{line:?} is not in:\n{text}");
    }
    assert!(!text.contains('\x1b'), "colours without a terminal:\n{text}");
    assert!(!text.contains("OTLP"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
}

/// The search works: with an opt-in to values, it finds them.
#[test]
fn quickstart_fails_if_values_are_exported() {
    let opt_ins: [(&str, &str, &[&str]); 3] = [
        (
            "DBTRACE_QUERY_TEXT",
            "raw",
            &[
                "Philadelphia",
                "ticket 82-7714",
                "654321",
                "1906-12-09",
                "SUMMER-VOUCHER",
                "Charles Babbage",
                "ada@engine.example",
            ],
        ),
        ("DBTRACE_QUERY_PARAMETERS", "true", &["Grace Hopper", "5200-8282-8282-8210", "123456"]),
        ("DBTRACE_ERROR_MESSAGES", "true", &["ada@engine.example"]),
    ];
    for (variable, choice, values) in opt_ins {
        let output = run(&[], &[(variable, choice)]);
        let text = text_of(&output);
        assert_eq!(output.status.code(), Some(1), "{variable}: {text}");
        for value in values {
            assert!(text.contains(&format!("\n  {value}: ")), "{variable}, {value}: {text}");
        }
    }
}

#[test]
fn quickstart_writes_its_trace_as_a_picture() {
    let file = std::env::temp_dir().join(format!("quickstart-{}.svg", std::process::id()));
    let output = run(&["--svg", file.to_str().unwrap()], &[]);
    let picture = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    assert!(picture.contains(">COMMIT</text>"), "{picture}");
}

#[test]
fn quickstart_sends_traces_and_metrics_to_a_collector() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (sender, requests) = channel();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let sender = sender.clone();
            thread::spawn(move || answer(connection.unwrap(), &sender));
        }
    });

    let output = run(&[], &[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("traces and metrics are sent."), "{text}");
    let requests: Vec<String> = requests.try_iter().collect();
    for request in ["POST /v1/traces HTTP/1.1", "POST /v1/metrics HTTP/1.1"] {
        assert!(requests.iter().any(|line| line == request), "no {request:?} in {requests:?}");
    }
}

#[test]
fn quickstart_reports_a_missing_collector_in_one_line() {
    // Port 1 is never listened to.
    let output = run(&[], &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let told: Vec<_> = text.lines().filter(|line| line.contains("127.0.0.1:1:")).collect();
    assert!(matches!(told[..], [line] if line.contains("nothing could be sent.")), "{text}");
    assert!(text.contains("├─ register customers"), "{text}");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn quickstart_says_that_it_does_not_speak_grpc() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let environment =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")];
    let output = run(&[], &environment);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let line = "OTLP: nothing is sent. OTEL_EXPORTER_OTLP_PROTOCOL is \"grpc\"";
    assert!(text.contains(line) && !text.contains("OTLP ("), "{text}");
    assert!(listener.accept().is_err(), "the program connected");
}

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    for variable in std::env::vars_os().map(|(name, _)| name) {
        let name = variable.to_string_lossy();
        if name.starts_with("OTEL_") || name.starts_with("DBTRACE_") {
            command.env_remove(&variable);
        }
    }
    command.args(arguments).envs(environment.iter().copied()).output().expect("the program starts")
}

fn text_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Reads requests one after the other, sends on their first lines, and accepts each.
fn answer(mut connection: TcpStream, requests: &Sender<String>) {
    let mut received = Vec::new();
    let mut chunk = [0; 16_384];
    while let Ok(length @ 1..) = connection.read(&mut chunk) {
        received.extend_from_slice(&chunk[..length]);
        while let Some(end) = end_of_request(&received) {
            let request: Vec<u8> = received.drain(..end).collect();
            let text = String::from_utf8_lossy(&request);
            requests.send(text.lines().next().unwrap_or_default().to_owned()).expect("the test listens");
            connection
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .expect("the program reads its answer");
        }
    }
}

/// Where the first request ends, once all of it is here.
fn end_of_request(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&received[..head]).to_ascii_lowercase();
    let length =
        text.lines().find_map(|line| line.strip_prefix("content-length:"))?.trim().parse::<usize>().ok()?;
    (received.len() >= head + length).then_some(head + length)
}
