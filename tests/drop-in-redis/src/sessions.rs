//! Who is logged in: hashes, times to live, types of the program's own.

use redis::{Commands, FromRedisValue, ParsingError, RedisResult, RedisWrite, ToRedisArgs, Value};

use crate::Report;

/// A user's number, stored as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct User(u32);

impl ToRedisArgs for User {
    fn write_redis_args<W: ?Sized + RedisWrite>(&self, out: &mut W) {
        out.write_arg(format!("user-{}", self.0).as_bytes());
    }
}

impl FromRedisValue for User {
    fn from_redis_value(value: Value) -> Result<Self, ParsingError> {
        let text = String::from_redis_value(value)?;
        let number = text.strip_prefix("user-").and_then(|number| number.parse().ok());
        number.map(Self).ok_or_else(|| "not a user".into())
    }
}

/// Works with every connection that blocks.
fn log_in<C: redis::ConnectionLike>(connection: &mut C, token: &str, user: User) -> RedisResult<()> {
    let key = format!("session:{token}");
    redis::cmd("HSET").arg(&key).arg("user").arg(user).arg("visits").arg(1).exec(connection)?;
    connection.expire(key, 600)
}

pub(crate) fn run(connection: &mut redis::Connection, report: &mut Report) -> RedisResult<()> {
    log_in(connection, "abc", User(7))?;
    let user: User = connection.hget("session:abc", "user")?;
    report.add("user", user);
    let visits: u32 = connection.hincr("session:abc", "visits", 2)?;
    report.add("visits", visits);
    let seconds: i64 = connection.ttl("session:abc")?;
    report.add("time to live", (590..=600).contains(&seconds));
    let nobody: Option<User> = connection.hget("session:none", "user")?;
    report.add("nobody", nobody);
    connection.set::<_, _, ()>("session:broken", "nonsense")?;
    report.add_failure("no user", connection.get::<_, User>("session:broken"));
    report.add_failure("no hash", connection.hget::<_, _, String>("session:broken", "user"));
    let (first, missing): (Option<User>, Option<User>) =
        redis::pipe().hget("session:abc", "user").hget("session:none", "user").query(connection)?;
    report.add("two at once", (first, missing));
    Ok(())
}
