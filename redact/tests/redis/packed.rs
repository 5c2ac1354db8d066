//! Commands as they are sent.

use db_redact::redis::{Packed, identify, sanitize, sanitize_pipeline_into};

use crate::WHOLE;
use crate::random::Random;

fn pack(commands: &[&[&[u8]]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for command in commands {
        bytes.extend(format!("*{}\r\n", command.len()).bytes());
        for argument in *command {
            bytes.extend(format!("${}\r\n", argument.len()).bytes());
            bytes.extend_from_slice(argument);
            bytes.extend(b"\r\n");
        }
    }
    bytes
}

fn unpack(bytes: &[u8]) -> Vec<Vec<&[u8]>> {
    Packed::new(bytes).map(Iterator::collect).collect()
}

fn text(bytes: &[u8]) -> String {
    let mut text = String::new();
    sanitize_pipeline_into(Packed::new(bytes), &WHOLE, &mut text);
    text
}

#[test]
fn commands_are_found_where_they_are() {
    let commands: [&[&[u8]]; 3] = [&[b"SET", b"a\r\nb", b""], &[b"PING"], &[b"GET", &[0, 255]]];
    assert_eq!(unpack(&pack(&commands)), commands);
    assert_eq!(text(&pack(&commands)), r#"SET "a\r\nb" ?; PING; GET "\x00\xff""#);
    assert_eq!(unpack(b""), Vec::<Vec<&[u8]>>::new());
}

#[test]
fn a_command_is_the_same_packed_and_not() {
    let arguments: [&[u8]; 6] = [b"XREAD", b"BLOCK", b"0", b"STREAMS", b"a", b"$"];
    let bytes = pack(&[&arguments]);
    let packed = Packed::new(&bytes).next().expect("a command");
    assert_eq!(sanitize(packed.clone(), &WHOLE), sanitize(arguments.into_iter(), &WHOLE));
    assert!(identify(packed).is_blocking());
}

#[test]
fn malformed_bytes_end_the_commands() {
    let whole = b"*1\r\n$4\r\nPING\r\n";
    let malformed: [&[u8]; 16] = [
        b"PING\r\n",
        b"$4\r\nPING\r\n",
        b"*1\n$4\nPING\n",
        b"*-1\r\n",
        b"*\r\n",
        b"*1",
        b"*1\r\n",
        b"*1\r\n$",
        b"*1\r\n$-1\r\n",
        b"*1\r\n$5\r\nPING\r\n",
        b"*1\r\n$3\r\nPING\r\n",
        b"*1\r\n:7\r\n",
        b"*1\r\n$4\r\nPING",
        b"*99999999999\r\n$4\r\nPING\r\n",
        b"*1\r\n$18446744073709551616\r\nPING\r\n",
        b"*1\r\n$99999999999\r\nPING\r\n",
    ];
    for bytes in malformed {
        let shown = bytes.escape_ascii();
        // Nothing that comes after counts as a command.
        let bytes = [whole, bytes, whole].concat();
        let commands = unpack(&bytes);
        assert_eq!(commands[0], [b"PING"], "{shown}");
        assert!(commands[1..].iter().all(Vec::is_empty), "{shown}: {commands:?}");
        assert!(commands.len() <= 2, "{shown}");
    }
}

#[test]
fn each_beginning_is_read_without_a_panic() {
    let bytes = pack(&[&[b"SET", b"key", b"value", b"EX", b"10"], &[b"HSET", b"h", b"field", b"value"]]);
    for end in 0..bytes.len() {
        let text = text(&bytes[..end]);
        assert!(!text.contains("value"), "{text}");
    }
}

#[test]
fn random_bytes_are_read_without_a_panic() {
    let pieces: [&[u8]; 12] =
        [b"*", b"$", b"\r\n", b"1", b"2", b"3", b"*2\r\n", b"$3\r\n", b"GET\r\n", b"-", b"\xff", b"AUTH"];
    let mut random = Random::new(3);
    for _ in 0..100_000 {
        let bytes: Vec<u8> = (0..random.below(14)).flat_map(|_| random.one_of(&pieces).to_vec()).collect();
        assert!(text(&bytes).is_ascii());
    }
}
