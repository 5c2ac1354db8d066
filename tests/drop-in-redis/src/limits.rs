//! So many visits in a minute: scripts and transactions.

use redis::{Commands, Connection, ConnectionLike, RedisResult, Script, transaction};

use crate::Report;

pub(crate) fn run(connection: &mut Connection, report: &mut Report) -> RedisResult<()> {
    let script = Script::new(
        "local count = redis.call('INCRBY', KEYS[1], ARGV[1]) \
         if count > 5 then return redis.error_reply('LIMIT ' .. KEYS[1]) end \
         return count",
    );
    for _ in 0..3 {
        let count: RedisResult<i64> = script.key("limit:ada").arg(2).invoke(connection);
        match count {
            Ok(count) => report.add("count", count),
            Err(error) => report.add_failure::<(), _>("too many", Err(error)),
        }
    }

    let mut rounds = 0;
    let (value,): (i64,) = transaction(connection, &["limit:ada"], |connection, pipeline| {
        rounds += 1;
        let value: i64 = connection.get("limit:ada")?;
        pipeline.set("limit:ada", value * 7).ignore().get("limit:ada").query(connection)
    })?;
    report.add("multiplied", (value, rounds));

    let refused = redis::pipe().atomic().set("limit:ada", 1).cmd("SET").exec(connection);
    report.add_failure("refused", refused);
    report.add("still", connection.get::<_, i64>("limit:ada")?);
    report.add(
        "open",
        (connection.is_open(), connection.check_connection(), ConnectionLike::get_db(connection)),
    );
    Ok(())
}
