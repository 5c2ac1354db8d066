//! What a PostgreSQL answers that knows one statement: `SELECT name FROM users WHERE id = $1`.

use crate::memory::Server;

/// Answers a start without a password, and then the extended protocol: each statement has a parameter of type `int4`
/// and one column of type `text`, and each execution returns one row.
#[derive(Debug, Default)]
pub struct PostgresServer {
    started: bool,
}

const INT4: i32 = 23;
const TEXT: i32 = 25;

impl Server for PostgresServer {
    fn answer(&mut self, requests: &[u8], answers: &mut Vec<u8>) -> usize {
        let mut answered = 0;
        while let Some(size) = self.message(&requests[answered..], answers) {
            answered += size;
        }
        answered
    }
}

/// Answers as [`PostgresServer`] does until a statement is executed, and then no more.
#[derive(Debug, Default)]
pub struct Stalling(PostgresServer);

impl Server for Stalling {
    fn answer(&mut self, requests: &[u8], answers: &mut Vec<u8>) -> usize {
        if self.0.started && requests.first() == Some(&b'B') {
            return requests.len();
        }
        self.0.answer(requests, answers)
    }
}

impl PostgresServer {
    /// Answers one message and returns its size, if all of it is there.
    fn message(&mut self, bytes: &[u8], answers: &mut Vec<u8>) -> Option<usize> {
        // The first message of a connection has no type in front.
        let head = usize::from(self.started);
        let length = bytes.get(head..head + 4)?.first_chunk().map(|length| i32::from_be_bytes(*length))?;
        let size = head + usize::try_from(length).ok()?;
        if bytes.len() < size {
            return None;
        }
        if !self.started {
            self.started = true;
            frame(answers, b'R', |body| body.extend(0_i32.to_be_bytes()));
            ready_for_query(answers);
            return Some(size);
        }
        match bytes[0] {
            b'P' => frame(answers, b'1', |_| ()),
            b'D' => describe(answers),
            b'B' => frame(answers, b'2', |_| ()),
            b'E' => execute(answers),
            b'C' => frame(answers, b'3', |_| ()),
            b'S' => ready_for_query(answers),
            // A statement that sets something.
            b'Q' => {
                frame(answers, b'C', |body| body.extend(b"SET\0"));
                ready_for_query(answers);
            }
            // Nothing else that the driver sends here is answered.
            _ => {}
        }
        Some(size)
    }
}

fn describe(answers: &mut Vec<u8>) {
    frame(answers, b't', |body| {
        body.extend(1_i16.to_be_bytes());
        body.extend(INT4.to_be_bytes());
    });
    frame(answers, b'T', |body| {
        body.extend(1_i16.to_be_bytes());
        body.extend(b"name\0");
        // Table, column.
        body.extend([0; 6]);
        body.extend(TEXT.to_be_bytes());
        // Size, modifier, format.
        body.extend((-1_i16).to_be_bytes());
        body.extend((-1_i32).to_be_bytes());
        body.extend(1_i16.to_be_bytes());
    });
}

fn execute(answers: &mut Vec<u8>) {
    frame(answers, b'D', |body| {
        body.extend(1_i16.to_be_bytes());
        body.extend(3_i32.to_be_bytes());
        body.extend(b"Ada");
    });
    frame(answers, b'C', |body| body.extend(b"SELECT 1\0"));
}

fn ready_for_query(answers: &mut Vec<u8>) {
    frame(answers, b'Z', |body| body.push(b'I'));
}

/// Type, length with itself, body.
fn frame(answers: &mut Vec<u8>, kind: u8, body: impl FnOnce(&mut Vec<u8>)) {
    answers.push(kind);
    let begin = answers.len();
    answers.extend([0; 4]);
    body(answers);
    let length = i32::try_from(answers.len() - begin).expect("answers are short");
    answers[begin..begin + 4].copy_from_slice(&length.to_be_bytes());
}
