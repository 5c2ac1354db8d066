//! Who wants to know: channels.

use std::time::Duration;

use redis::{Client, Commands, ControlFlow, PubSubCommands, RedisResult};

use crate::Report;

pub(crate) fn run(client: &Client, report: &mut Report) -> RedisResult<()> {
    let mut publisher = client.get_connection()?;
    let mut connection = client.get_connection()?;
    let mut subscriber = connection.as_pubsub();
    subscriber.subscribe("news:drop-in")?;
    subscriber.psubscribe("news:drop-in:*")?;
    report.add("receivers", publisher.publish::<_, _, u32>("news:drop-in", "one")?);
    report.add("receivers", publisher.publish::<_, _, u32>("news:drop-in:sport", "two")?);
    for _ in 0..2 {
        let message = subscriber.get_message()?;
        report.add(message.get_channel_name(), message.get_payload::<String>()?);
        report.add("pattern", message.get_pattern::<Option<String>>()?);
    }
    subscriber.set_read_timeout(Some(Duration::from_millis(5)))?;
    report.add_failure("no message", subscriber.get_message());
    drop(subscriber);

    let mut reader = client.get_connection()?;
    let first = std::thread::scope(|scope| {
        scope.spawn(|| {
            while publisher.publish::<_, _, u32>("news:drop-in:first", "three").is_ok_and(|count| count == 0)
            {
                std::thread::yield_now();
            }
        });
        reader.subscribe("news:drop-in:first", |message| match message.get_payload::<String>() {
            Ok(payload) => ControlFlow::Break(payload),
            Err(_) => ControlFlow::Continue,
        })
    })?;
    report.add("first", first);
    Ok(())
}
