//! The operation of a call, as far as the driver's arguments show it.

use db_semconv::name::operation::{CONNECT, PING};
use db_semconv::redis::Packed;
use db_semconv::{Batch, Class, Describe, RedisSession};
use redis::{Arg, Cmd};

/// The making of a connection.
pub(crate) fn connect(session: &RedisSession) -> impl Describe<'_> {
    || session.control(CONNECT, Class::Connect)
}

/// The question whether the server is there, which pools ask.
pub(crate) fn ping(session: &RedisSession) -> impl Describe<'_> {
    || session.control(PING, Class::HealthCheck)
}

pub(crate) fn command<'a>(session: &'a RedisSession, command: &Cmd) -> impl Describe<'a> {
    session.command(arguments(command))
}

/// A command whose driver's method takes its arguments in the form that users give them in. They are values all.
pub(crate) fn named<'a>(session: &'a RedisSession, name: &'static str, values: usize) -> impl Describe<'a> {
    let arguments = std::iter::once(name.as_bytes()).chain(std::iter::repeat_n(b"?".as_slice(), values));
    session.command(arguments)
}

/// `bytes` are what the driver packed one command in.
pub(crate) fn packed_command<'a>(session: &'a RedisSession, bytes: &[u8]) -> impl Describe<'a> {
    session.commands(Batch::Pipeline, 1, || Packed::new(bytes))
}

/// `bytes` are what the driver packed a pipeline in, which is a transaction where answers before the last are skipped.
pub(crate) fn packed_commands<'a>(
    session: &'a RedisSession,
    bytes: &[u8],
    (offset, count): (usize, usize),
) -> impl Describe<'a> {
    let (batch, size) = batch(offset, count);
    // The `MULTI` is the driver's own.
    let skipped = usize::from(batch == Batch::Transaction);
    session.commands(batch, size, move || Packed::new(bytes).skip(skipped))
}

#[cfg(feature = "aio")]
pub(crate) fn pipeline<'a>(
    session: &'a RedisSession,
    pipeline: &redis::Pipeline,
    (offset, count): (usize, usize),
) -> impl Describe<'a> {
    let (batch, size) = batch(offset, count);
    session.commands(batch, size, || pipeline.cmd_iter().map(arguments))
}

/// Commands that the driver sorts by node. It sends those of one node together.
#[cfg(feature = "cluster")]
pub(crate) fn cluster_pipeline<'a>(
    session: &'a RedisSession,
    pipeline: &redis::cluster::ClusterPipeline,
) -> impl Describe<'a> {
    session.commands(Batch::Pipeline, pipeline.cmd_iter().count(), || pipeline.cmd_iter().map(arguments))
}

/// The driver asks for `count` answers after the first `offset`: the one to `EXEC`, after one to `MULTI` and one for
/// each command, or one for each command.
fn batch(offset: usize, count: usize) -> (Batch, usize) {
    match offset {
        0 => (Batch::Pipeline, count),
        _ => (Batch::Transaction, offset - 1),
    }
}

fn arguments(command: &Cmd) -> impl Iterator<Item = &[u8]> + Clone {
    command.args_iter().map(|argument| match argument {
        Arg::Simple(argument) => argument,
        // The driver fills in a cursor, which is never shown.
        _ => b"0",
    })
}
