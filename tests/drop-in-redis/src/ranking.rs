//! The best sellers: sorted sets, iterators, typed commands.

use redis::{Commands, Connection, RedisResult};

use crate::Report;

pub(crate) fn run(connection: &mut Connection, report: &mut Report) -> RedisResult<()> {
    let sales: Vec<(f64, String)> = (0..300).map(|n| (f64::from(n), format!("article {n:03}"))).collect();
    let added: usize = connection.zadd_multiple("sales", &sales)?;
    report.add("articles", added);
    let best: Vec<(String, f64)> = connection.zrevrange_withscores("sales", 0, 2)?;
    report.add("best", best);
    let rank: Option<usize> = connection.zrank("sales", "article 010")?;
    report.add("rank", rank);

    let found: RedisResult<Vec<(String, f64)>> = connection.zscan_match("sales", "*00")?.collect();
    let mut found = found?;
    found.sort_by(|a, b| a.0.cmp(&b.0));
    report.add("scanned", found);
    let mut keys = connection.scan_match::<_, String>("sa*")?.collect::<RedisResult<Vec<_>>>()?;
    keys.sort();
    report.add("keys", keys);

    typed(connection, report)
}

/// The commands whose answers have a type already.
fn typed(connection: &mut Connection, report: &mut Report) -> RedisResult<()> {
    use redis::TypedCommands as Typed;
    report.add("added", Typed::sadd(connection, "tags", &["new", "old"])?);
    let mut tags: Vec<_> = Typed::smembers(connection, "tags")?.into_iter().collect();
    tags.sort();
    report.add("tags", tags);
    report.add("nothing", Typed::get(connection, "none")?);
    Ok(())
}
