//! Bloom filters, on a server that a test plays: the module is not part of Redis 7.

use db_trace_tests::Recorder;
use redis_trace::bloom::{BloomFilterDumpChunk, BloomFilterDumpIterator};

use crate::fake_server::{self, Reaction};

/// A connection to a server whose filter has two chunks, or fails at the second one.
fn connection(recorder: &Recorder, fails: bool) -> redis_trace::Connection {
    let client = fake_server::client(recorder, move || {
        move |command: &[Vec<u8>]| {
            assert_eq!(command[..2], [b"BF.SCANDUMP".to_vec(), b"filter".to_vec()]);
            let answer = match command[2].as_slice() {
                b"0" => "*2\r\n:1\r\n$8\r\nXq7First\r\n",
                b"1" if fails => "-ERR Xq7Message\r\n",
                b"1" => "*2\r\n:9\r\n$9\r\nXq7Second\r\n",
                _ => "*2\r\n:0\r\n$0\r\n\r\n",
            };
            Reaction::Answer(answer.into())
        }
    });
    let connection = client.get_connection().expect("a connection");
    recorder.forget();
    connection
}

#[test]
fn bloom_filter_dump_records_a_span_per_chunk_and_none_of_its_data() {
    let recorder = Recorder::new();
    let mut connection = connection(&recorder, false);
    let chunks: Vec<_> = BloomFilterDumpIterator::new(&mut connection, "filter")
        .map(|chunk| chunk.expect("a chunk"))
        .collect();
    let chunk = |iterator, data: &str| BloomFilterDumpChunk { iterator, data: data.into() };
    assert_eq!(chunks, [chunk(1, "Xq7First"), chunk(9, "Xq7Second")]);
    let texts: Vec<_> =
        recorder.spans().iter().map(|span| span.attributes["db.query.text"].clone()).collect();
    assert_eq!(texts, ["BF.SCANDUMP filter ?"; 3]);
    recorder.assert_never_seen(&["Xq7"]);
}

#[test]
fn bloom_filter_dump_ends_after_an_error() {
    let recorder = Recorder::new();
    let mut connection = connection(&recorder, true);
    let mut dump = BloomFilterDumpIterator::new(&mut connection, "filter");
    assert!(matches!(dump.next(), Some(Ok(_))));
    assert!(matches!(dump.next(), Some(Err(_))));
    assert!(dump.next().is_none());
    let failures: Vec<_> =
        recorder.spans().iter().map(|span| span.attribute("error.type").map(str::to_owned)).collect();
    assert_eq!(failures, [None, Some("ERR".to_owned())]);
    recorder.assert_never_seen(&["Xq7"]);
}
