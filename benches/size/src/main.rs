//! A small service: it keeps names in PostgreSQL, and reads them through Redis.
//!
//! It is built to be weighed, not to be run: `cargo xtask size` builds it with the drivers and with their wrappers.

use std::error::Error;

use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use tokio_postgres::{Client, NoTls};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (client, connection) = tokio_postgres::connect(&std::env::var("DATABASE_URL")?, NoTls).await?;
    tokio::spawn(connection);
    let mut cache =
        redis::Client::open(std::env::var("REDIS_URL")?)?.get_multiplexed_async_connection().await?;

    client.execute("UPDATE items SET name = $2 WHERE id = $1", &[&1, &"apple"]).await?;
    println!("{}", name(&client, &mut cache, 1).await?);
    println!("{} visits", visits(&mut cache, 1).await?);
    Ok(())
}

async fn name(client: &Client, cache: &mut MultiplexedConnection, id: i32) -> Result<String, Box<dyn Error>> {
    let key = format!("item:{id}");
    if let Some(name) = cache.get(&key).await? {
        return Ok(name);
    }
    let rows = client.query("SELECT name FROM items WHERE id = $1", &[&id]).await?;
    let name: String = rows.first().ok_or("there is no such item")?.get(0);
    let () = cache.set(&key, &name).await?;
    Ok(name)
}

async fn visits(cache: &mut MultiplexedConnection, id: i32) -> redis::RedisResult<u64> {
    let key = format!("visits:{id}");
    let (visits, ()) = redis::pipe().incr(&key, 1).expire(&key, 60).query_async(cache).await?;
    Ok(visits)
}
