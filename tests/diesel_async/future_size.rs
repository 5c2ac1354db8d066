//! How much larger the futures are than the driver's.

use db_semconv::Telemetry;
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl, SimpleAsyncConnection as _};

use crate::scene::{postgres_url, postgres_with};
use crate::schema::users;

/// As of the other drivers: a program's stack and task sizes must not notice.
const MOST_ADDED: usize = 384;

#[tokio::test]
async fn diesel_async_futures_grow_by_a_bounded_size() {
    let traced = &mut postgres_with(&Telemetry::disabled()).await;
    let plain =
        &mut diesel_async::AsyncPgConnection::establish(&postgres_url().await).await.expect("connected");
    macro_rules! compare {
        ($($name:literal: |$connection:ident| $call:expr;)*) => {
            [$((
                $name,
                { let $connection = &mut *plain; size_of_val(&$call) },
                { let $connection = &mut *traced; size_of_val(&$call) },
            )),*]
        };
    }
    let sizes = compare! {
        "batch_execute": |connection| connection.batch_execute("SELECT 1");
        "execute": |connection| diesel::delete(users::table).execute(connection);
        "load": |connection| users::table.select(users::id).load::<i32>(connection);
        "load_stream": |connection| users::table.select(users::id).load_stream::<i32>(connection);
        "first": |connection| users::table.select(users::id).first::<i32>(connection);
        "pipelined": |connection| users::table.select(users::id).load::<i32>(&mut &*connection);
    };
    for (method, plain, traced) in sizes {
        println!("{method}: {plain} + {} bytes", traced - plain);
        assert!(traced <= plain + MOST_ADDED, "{method}: {plain} bytes, traced {traced}");
    }
}
