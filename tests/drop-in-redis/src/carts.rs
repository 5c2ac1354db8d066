//! What lies in carts: one connection of many tasks.

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::{AsyncCommands, Client, Pipeline, RedisFuture, RedisResult};

use crate::Report;

/// Works with every asynchronous connection.
struct Carts<C> {
    connection: C,
}

impl<C: ConnectionLike + AsyncCommands + Clone> Carts<C> {
    fn put<'a>(&'a mut self, owner: u32, article: &'a str) -> RedisFuture<'a, u32> {
        self.connection.hincr(format!("cart:{owner}"), article, 1)
    }

    async fn count(&mut self, owners: std::ops::Range<u32>) -> RedisResult<Vec<u32>> {
        let mut pipeline = Pipeline::with_capacity(owners.len());
        for owner in owners {
            pipeline.hlen(format!("cart:{owner}"));
        }
        pipeline.query_async(&mut self.connection).await
    }
}

pub(crate) async fn run(client: &Client, report: &mut Report) -> RedisResult<()> {
    let connection: MultiplexedConnection = client.get_multiplexed_async_connection().await?;
    let mut carts = Carts { connection: connection.clone() };
    report.add("first article", carts.put(1, "tea").await?);
    report.add("again", carts.put(1, "tea").await?);

    let tasks = (0..100_u32).map(|number| {
        let mut connection = connection.clone();
        tokio::spawn(async move {
            let key = format!("task:{number}");
            connection.set::<_, _, ()>(&key, number).await?;
            let (doubled,): (u32,) =
                redis::pipe().atomic().incr(&key, number).query_async(&mut connection).await?;
            RedisResult::Ok(doubled)
        })
    });
    let mut sum = 0;
    for task in join_all(tasks).await {
        sum += task.expect("no panic")?;
    }
    report.add("sum", sum);
    report.add("counts", carts.count(0..3).await?);

    let mut connection = connection;
    let pages: Vec<RedisResult<(String, u32)>> = connection.hscan("cart:1").await?.collect().await;
    report.add("cart", pages.into_iter().collect::<RedisResult<Vec<_>>>()?);
    // Nothing is sent for what is never polled.
    drop(connection.del::<_, ()>("cart:1"));
    report.add("still there", connection.exists::<_, bool>("cart:1").await?);
    let script = redis::Script::new("return {KEYS[1], ARGV[1]}");
    let answer: (String, String) = script.key("k").arg("v").invoke_async(&mut connection).await?;
    report.add("script", answer);
    Ok(())
}
