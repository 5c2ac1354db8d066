//! Order and concurrency are the driver's: the same program on both connections.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use diesel_async::{AsyncConnection, AsyncConnectionCore, RunQueryDsl, SimpleAsyncConnection as _};
use futures_util::future::{join, join_all, try_join};
use opentelemetry::trace::Status;

use crate::scene::{postgres, postgres_url, take_names};
use crate::schema::users;

async fn two(mut connection: &diesel_trace::AsyncPgConnection) -> QueryResult<(usize, Vec<i32>)> {
    let first = diesel::select(1_i32.into_sql::<Integer>()).execute(&mut connection);
    let second = users::table.select(users::id).load::<i32>(&mut connection);
    try_join(first, second).await
}

async fn three(mut connection: &diesel_trace::AsyncPgConnection) -> QueryResult<(i32, (Vec<i32>, i32))> {
    let first = diesel::select(5_i32.into_sql::<Integer>()).get_result::<i32>(&mut connection);
    let second = diesel::select(6_i32.into_sql::<Integer>()).get_results::<i32>(&mut connection);
    let third = diesel::select(7_i32.into_sql::<Integer>()).first::<i32>(&mut connection);
    try_join(first, try_join(second, third)).await
}

#[tokio::test]
async fn concurrently_polled_queries_have_a_span_each() {
    let recorder = Recorder::new();
    let connection = &mut postgres(&recorder).await;

    let all = connection
        .transaction::<_, diesel::result::Error, _>(async |connection| {
            let all = try_join(two(connection), three(connection)).await?;
            (&mut &*connection).batch_execute("SELECT 1").await?;
            Ok(all)
        })
        .await;
    assert_eq!(all, Ok(((1, vec![1, 2, 3]), (5, (vec![6], 7)))));
    let spans = recorder.spans();
    assert!(spans.iter().all(|span| span.status == Status::Unset));
    assert!(spans.iter().all(|span| span.attribute("dbtrace.outcome").is_none()));
    let mut names = take_names(&recorder);
    assert_eq!((names[0].as_str(), names[names.len() - 1].as_str()), ("BEGIN", "COMMIT"));
    names.sort();
    assert_eq!(names, ["BEGIN", "COMMIT", "SELECT", "SELECT", "SELECT", "SELECT", "SELECT", "SELECT users"]);
}

#[tokio::test]
async fn concurrently_polled_queries_are_sent_before_the_first_answer() {
    let recorder = Recorder::new();
    let connection = postgres(&recorder).await;
    let sleep = || diesel::dsl::sql::<Integer>("SELECT 1 FROM (SELECT pg_sleep(0.2)) AS slow");
    let one = || diesel::dsl::sql::<Integer>("SELECT 1 AS fast");
    // Prepared once, so that each is one request.
    sleep().get_result::<i32>(&mut &connection).await.expect("a row");
    one().get_result::<i32>(&mut &connection).await.expect("a row");
    recorder.forget();
    let (slow, fast) =
        join(sleep().get_result::<i32>(&mut &connection), one().get_result::<i32>(&mut &connection)).await;
    assert_eq!((slow, fast), (Ok(1), Ok(1)));
    // The fast one was answered after the slow one, because it came after it in the pipe.
    let spans = recorder.spans();
    assert_eq!(spans.len(), 2);
    assert!(spans.iter().all(|span| span.seconds >= 0.19), "{spans:#?}");
}

/// Makes three futures, begins them in another order, and returns the order in which the server got them.
async fn order<C>(connection: C) -> Vec<i64>
where
    C: Copy + AsyncConnectionCore<Backend = diesel::pg::Pg>,
    for<'a> <C as AsyncConnectionCore>::LoadFuture<'a, 'a>: Send,
{
    let mut connections = [connection; 3];
    let [first, second, third] = &mut connections;
    let next = || diesel::dsl::sql::<BigInt>("SELECT nextval('turns')");
    let mut first = pin!(RunQueryDsl::get_result::<i64>(next(), first));
    let mut second = pin!(RunQueryDsl::get_result::<i64>(next(), second));
    let mut third = pin!(RunQueryDsl::get_result::<i64>(next(), third));
    let mut turns = [None; 3];
    poll_fn(|context| {
        let mut pending = false;
        for (future, turn) in [
            third.as_mut() as std::pin::Pin<&mut (dyn Future<Output = QueryResult<i64>> + Send)>,
            first.as_mut(),
            second.as_mut(),
        ]
        .into_iter()
        .zip([2, 0, 1])
        {
            if turns[turn].is_none() {
                match future.poll(context) {
                    Poll::Ready(row) => turns[turn] = Some(row.expect("a row")),
                    Poll::Pending => pending = true,
                }
            }
        }
        if pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    turns.into_iter().flatten().collect()
}

#[tokio::test]
async fn pipelined_requests_keep_the_drivers_order() {
    let recorder = Recorder::new();
    let traced = postgres(&recorder).await;
    let plain =
        diesel_async::AsyncPgConnection::establish(&postgres_url().await).await.expect("a connection");
    (&mut &traced).batch_execute("CREATE SEQUENCE turns").await.expect("made");
    (&mut &plain).batch_execute("CREATE SEQUENCE turns").await.expect("made");
    let order = [order(&traced).await, order(&traced).await];
    assert_eq!(order, [self::order(&plain).await, self::order(&plain).await]);
    assert_eq!(order[1], [5, 6, 4], "the one that is polled first is sent first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connection_shared_by_a_hundred_tasks_records_each_query_once() {
    let recorder = Recorder::new();
    let connection = std::sync::Arc::new(postgres(&recorder).await);
    let tasks = (0..100_i32).map(|number| {
        let connection = connection.clone();
        tokio::spawn(async move {
            for _ in 0..5 {
                let double = diesel::select((number * 2).into_sql::<Integer>());
                assert_eq!(double.get_result::<i32>(&mut &*connection).await, Ok(number * 2));
            }
        })
    });
    for task in join_all(tasks).await {
        task.expect("no panic");
    }
    let spans = recorder.spans();
    assert_eq!(spans.len(), 500);
    assert!(spans.iter().all(|span| span.attribute("db.response.returned_rows") == Some("1")));
}
