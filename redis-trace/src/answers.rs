//! Answers to a pipeline, which alone knows what its caller makes of them.

use std::future::ready;

use db_semconv::Outcome;
use futures_util::{FutureExt as _, TryFutureExt as _};
use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult, ServerError, Value};

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

    /// Answers with an error among them are not a failure if the caller accepts errors as answers
    /// ([`Pipeline::ignore_errors`]). By the conventions, a handled error is not recorded.
    pub(crate) fn outcome(result: &RedisResult<Self>) -> Outcome<'_> {
        match result {
            Ok(answers) => match answers.values.iter().find_map(outcome::server_error) {
                Some(error) if !answers.are_taken(error) => Outcome::failure(outcome::server_failure(error)),
                _ => Outcome::success(),
            },
            Err(error) => Outcome::failure(outcome::failure(error)),
        }
    }

    pub(crate) fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// The driver keeps the setting to itself, and acts by it: it is asked what it makes of the first error alone. It neither packs
    /// the commands nor gets the other answers, which may be large.
    fn are_taken(&self, error: &ServerError) -> bool {
        let error = Value::ServerError(error.clone());
        let answer = match self.values.last() {
            Some(Value::Array(_)) if self.pipeline.is_transaction() => Value::Array(vec![error]),
            _ => error,
        };
        let taken = self.pipeline.query_async::<Value>(&mut Answered(Some(answer))).now_or_never();
        taken.is_some_and(|taken| taken.is_ok())
    }
}

/// A connection that has an answer already.
struct Answered(Option<Value>);

impl ConnectionLike for Answered {
    fn req_packed_command<'a>(&'a mut self, _: &'a Cmd) -> RedisFuture<'a, Value> {
        let error = RedisError::from((ErrorKind::Client, "Only pipelines are answered."));
        Box::pin(ready(Err(error)))
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        _: &'a Pipeline,
        _: usize,
        _: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(ready(Ok(self.0.take().into_iter().collect())))
    }

    fn get_db(&self) -> i64 {
        0
    }
}
