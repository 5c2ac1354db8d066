//! What goes wrong.

use std::time::Duration;

use redis::{AsyncCommands, AsyncConnectionConfig, Client, Commands};

use crate::Report;

pub(crate) async fn run(client: &Client, report: &mut Report) {
    report.add_failure("no URL", Client::open("not a URL"));
    let nobody = Client::open("redis://127.0.0.1:1/").expect("a URL");
    report.add_failure("nobody there", nobody.get_connection());
    report.add_failure("nor there", nobody.get_multiplexed_async_connection().await);

    let config = AsyncConnectionConfig::new().set_response_timeout(Some(Duration::from_millis(20)));
    let mut connection =
        client.get_multiplexed_async_connection_with_config(&config).await.expect("a connection");
    report.add_failure("too late", connection.blpop::<_, ()>("never", 0.5).await);
    report.add_failure("no command", redis::cmd("NOSUCH").arg(1).exec_async(&mut connection).await);
    let mut of_client = client.clone();
    report.add_failure("not a number", of_client.incr::<_, _, i64>("session:broken", 1));
    report.add_failure("no answers", redis::pipe().exec(&mut of_client));
    let results: Result<Vec<redis::RedisResult<i64>>, _> =
        redis::pipe().ignore_errors().incr("n", 1).incr("session:broken", 1).query(&mut of_client);
    report.add("one of two", results.map(|results| results.iter().map(Result::is_ok).collect::<Vec<_>>()));
}
