//! What is dropped while the program borrows the current context: a span in a drop attaches none.

use futures_util::poll;
use opentelemetry::Context;
use redis_trace::{AsyncCommands as _, RedisResult, cmd, pipe};

use crate::scene::Scene;

#[tokio::test]
async fn command_dropped_while_the_context_is_borrowed_is_cancelled() -> RedisResult<()> {
    let scene = Scene::new().await;
    let mut connection = scene.multiplexed().await;
    let mut pop = Box::pin(connection.blpop::<_, Option<(String, String)>>("borrowed:none", 5.0));
    assert!(poll!(&mut pop).is_pending());
    Context::map_current(|_| drop(pop));
    assert_eq!(scene.only_span().attribute("dbtrace.outcome"), Some("cancelled"));
    let mut connection = scene.multiplexed().await;
    let pipeline = pipe().get("borrowed:none").get("borrowed:none").clone();
    let mut sent = Box::pin(pipeline.exec_async(&mut connection));
    assert!(poll!(&mut sent).is_pending());
    Context::map_current(|_| drop(sent));
    assert_eq!(scene.only_span().attribute("dbtrace.outcome"), Some("cancelled"));
    let mut connecting = Box::pin(scene.client.get_multiplexed_async_connection());
    assert!(poll!(&mut connecting).is_pending());
    Context::map_current(|_| drop(connecting));
    assert_eq!(scene.only_span().attribute("dbtrace.outcome"), Some("cancelled"));
    Ok(())
}

#[tokio::test]
async fn connection_with_unread_answers_dropped_while_the_context_is_borrowed_is_cancelled() -> RedisResult<()>
{
    let scene = Scene::new().await;
    let mut connection = scene.connection();
    connection.send_packed_command(&cmd("PING").get_packed_command())?;
    Context::map_current(|_| drop(connection));
    assert_eq!(scene.only_span().attribute("dbtrace.outcome"), Some("cancelled"));
    Ok(())
}
