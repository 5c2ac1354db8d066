//! Answers to a pipeline, which alone knows what its caller makes of them.

use db_semconv::Outcome;
use futures_util::TryFutureExt as _;
use redis::{Cmd, ConnectionLike, ErrorKind, Pipeline, RedisResult, Value};

use crate::outcome;

/// The answers to a pipeline, as a connection gives them.
pub(crate) struct Answers<'a> {
    values: Vec<Value>,
    pipeline: &'a Pipeline,
}

impl<'a> Answers<'a> {
    pub(crate) fn to<F>(pipeline: &'a Pipeline, call: F) -> impl Future<Output = RedisResult<Self>>
    where
        F: Future<Output = RedisResult<Vec<Value>>>,
    {
        call.map_ok(move |values| Self { values, pipeline })
    }

    /// Answers with an error among them are no failure where the caller takes it for an answer
    /// ([`Pipeline::ignore_errors`]): by the conventions, what is handled is not recorded.
    pub(crate) fn outcome(result: &RedisResult<Self>) -> Outcome<'_> {
        match result {
            Ok(answers) => {
                let outcome = outcome::of_values(&answers.values);
                if outcome.failure.is_some() && answers.are_taken() { Outcome::success() } else { outcome }
            }
            Err(error) => Outcome::failure(outcome::failure(error)),
        }
    }

    pub(crate) fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// The driver keeps the setting to itself, and acts by it: the pipeline is asked once more, and answered the same.
    /// This is inefficient: it packs the commands. It is for answers with an error among them only.
    fn are_taken(&self) -> bool {
        self.pipeline.query::<Value>(&mut Answered(self.values.clone())).is_ok()
    }
}

/// A connection that has the answers already.
struct Answered(Vec<Value>);

impl ConnectionLike for Answered {
    fn req_packed_commands(&mut self, _: &[u8], _: usize, _: usize) -> RedisResult<Vec<Value>> {
        Ok(std::mem::take(&mut self.0))
    }

    fn req_packed_command(&mut self, _: &[u8]) -> RedisResult<Value> {
        Err((ErrorKind::Client, "Only pipelines are answered.").into())
    }

    fn req_command(&mut self, _: &Cmd) -> RedisResult<Value> {
        Err((ErrorKind::Client, "Only pipelines are answered.").into())
    }

    fn get_db(&self) -> i64 {
        0
    }

    fn check_connection(&mut self) -> bool {
        true
    }

    fn is_open(&self) -> bool {
        true
    }
}
