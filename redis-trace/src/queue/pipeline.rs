//! Pipelines in which each command has an outcome of its own.

#[cfg(feature = "aio")]
use redis::aio;
use redis::{ConnectionLike, Pipeline, RedisResult, Value};

/// The answer to each command, or its error. The outer error means that the answers are not known.
pub(super) type Answers = RedisResult<Vec<RedisResult<Value>>>;

/// Sends a pipeline over a connection that blocks.
///
/// A blocking connection to a cluster follows the redirect of a single command, and not one in a pipeline. So a command that
/// belongs to another node is sent again by itself. No node has executed it before.
pub(super) fn query(driver: &mut impl ConnectionLike, pipeline: &Pipeline) -> Answers {
    let packed = pipeline.get_packed_pipeline();
    let answers = driver.req_packed_commands(&packed, 0, pipeline.len())?;
    let commands = pipeline.cmd_iter();
    let answers = answers.into_iter().zip(commands).map(|(answer, command)| match answer.extract_error() {
        Err(error) if error.is_cluster_error() => driver.req_command(command).and_then(Value::extract_error),
        answer => answer,
    });
    Ok(answers.collect())
}

/// Like [`query`]: an asynchronous connection to a cluster follows the redirects itself.
#[cfg(feature = "aio")]
pub(super) async fn query_async(driver: &mut impl aio::ConnectionLike, pipeline: &Pipeline) -> Answers {
    let answers = driver.req_packed_commands(pipeline, 0, pipeline.len()).await?;
    Ok(answers.into_iter().map(Value::extract_error).collect())
}
