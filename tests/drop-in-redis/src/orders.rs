//! What has been bought: streams, lists that block, packed commands.

use redis::streams::{StreamReadOptions, StreamReadReply};
use redis::{Commands, Connection, RedisResult, Value};

use crate::Report;

pub(crate) fn run(connection: &mut Connection, report: &mut Report) -> RedisResult<()> {
    for number in 1..=3 {
        connection.xadd::<_, _, _, _, ()>("orders", format!("{number}-1"), &[("article", number)])?;
    }
    connection.xgroup_create::<_, _, _, ()>("orders", "packers", "0")?;
    let options = StreamReadOptions::default().group("packers", "one").count(2);
    let reply: StreamReadReply = connection.xread_options(&["orders"], &[">"], &options)?;
    for entry in reply.keys.iter().flat_map(|key| &key.ids) {
        report.add(&entry.id, entry.get::<u32>("article"));
        report.add("done", connection.xack::<_, _, _, u32>("orders", "packers", &[&entry.id])?);
    }
    let options = StreamReadOptions::default().block(1);
    let nothing: Option<StreamReadReply> = connection.xread_options(&["orders"], &["9-9"], &options)?;
    report.add("nothing new", nothing.is_none());

    connection.rpush::<_, _, ()>("parcels", &["red", "blue"])?;
    let parcel: (String, String) = connection.blpop("parcels", 1.0)?;
    report.add("parcel", parcel);
    let none: Option<(String, String)> = connection.blpop("no parcels", 0.01)?;
    report.add("no parcel", none);

    connection.send_packed_command(&redis::cmd("LLEN").arg("parcels").get_packed_command())?;
    connection.send_packed_command(&redis::cmd("LPOP").arg("orders").get_packed_command())?;
    report.add("left", connection.recv_response()?);
    report.add_failure("no list", connection.recv_response().and_then(Value::extract_error));
    Ok(())
}
