//! Pipelines in which each command has an outcome of its own.

#[cfg(feature = "aio")]
use redis::aio;
use redis::{ConnectionLike, ErrorKind, Pipeline, RedisResult, Value};

/// The answer to each command, or its error. The outer error means that the answers are not known.
pub(super) type Answers = RedisResult<Vec<RedisResult<Value>>>;

/// Sends a pipeline over a connection that blocks.
///
/// A blocking connection to a cluster supports no pipelines: of answers with an error among them it returns the error alone, and
/// it repeats all commands if one of them is redirected. So it gets the commands one after the other.
pub(super) fn query(driver: &mut impl ConnectionLike, pipeline: &Pipeline) -> Answers {
    if !driver.supports_pipelining() {
        return pipeline.cmd_iter().map(|command| known(driver.req_command(command))).collect();
    }
    let packed = pipeline.get_packed_pipeline();
    Ok(each(driver.req_packed_commands(&packed, 0, pipeline.len())?))
}

/// Like [`query`].
#[cfg(feature = "aio")]
pub(super) async fn query_async(driver: &mut impl aio::ConnectionLike, pipeline: &Pipeline) -> Answers {
    Ok(each(driver.req_packed_commands(pipeline, 0, pipeline.len()).await?))
}

fn each(answers: Vec<Value>) -> Vec<RedisResult<Value>> {
    answers.into_iter().map(Value::extract_error).collect()
}

/// Returns the answer or error of the server, or the outer error if there is neither.
fn known(answer: RedisResult<Value>) -> RedisResult<RedisResult<Value>> {
    match answer.and_then(Value::extract_error) {
        Err(error) if !matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) => Err(error),
        answer => Ok(answer),
    }
}
