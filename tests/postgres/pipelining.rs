//! Order and concurrency are the driver's.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use db_trace_tests::Recorder;
use futures_util::future::{join, join_all};

use crate::client::connect_quietly;

#[tokio::test]
async fn concurrently_polled_queries_are_sent_before_the_first_answer() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let slow = client.prepare("SELECT pg_sleep(0.2), clock_timestamp()::text").await.expect("a statement");
    let fast = client.prepare("SELECT 1").await.expect("a statement");
    let mut slow = pin!(client.query_one(&slow, &[]));
    let mut fast = pin!(client.query_one(&fast, &[]));
    // Both are sent at their first poll. If the second had waited for the first one's answer, its span would begin
    // after the first one's end.
    poll_fn(|context| {
        assert!(slow.as_mut().poll(context).is_pending());
        assert!(fast.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    recorder.forget();
    let (slow, fast) = join(slow, fast).await;
    slow.expect("a row");
    fast.expect("a row");
    let spans = recorder.spans();
    assert_eq!(spans.len(), 2);
    // The fast one was answered after the slow one, because it came after it in the pipe.
    assert!(spans.iter().all(|span| span.seconds >= 0.19), "{spans:#?}");
}

#[tokio::test]
async fn unpolled_query_is_not_sent_and_has_no_span() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    client.batch_execute("CREATE TABLE lazy (id int)").await.expect("a table");
    recorder.forget();
    let unpolled = client.execute("INSERT INTO lazy VALUES (1)", &[]);
    drop(unpolled);
    assert!(recorder.spans().is_empty());
    let late = client.query_one("SELECT count(*) FROM lazy", &[]);
    let created = Instant::now();
    client.execute("INSERT INTO lazy VALUES (2)", &[]).await.expect("inserted");
    let before = created.elapsed();
    let count: i64 = late.await.expect("a row").get(0);
    assert_eq!(count, 1, "requests are sent in the order of their first polls");
    let span = recorder.span("SELECT lazy");
    assert!(span.seconds < (created.elapsed()).as_secs_f64(), "{before:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn client_shared_by_a_hundred_tasks_records_each_query_once() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let statement = client.prepare("SELECT $1::int4 * 2").await.expect("a statement");
    recorder.forget();
    let client = std::sync::Arc::new(client);
    let tasks = (0..100_i32).map(|number| {
        let (client, statement) = (client.clone(), statement.clone());
        tokio::spawn(async move {
            for _ in 0..10 {
                let double: i32 = client.query_one(&statement, &[&number]).await.expect("a row").get(0);
                assert_eq!(double, number * 2);
            }
        })
    });
    for task in join_all(tasks).await {
        task.expect("no panic");
    }
    let spans = recorder.spans();
    assert_eq!(spans.len(), 1_000);
    assert!(spans.iter().all(|span| span.attribute("db.response.returned_rows") == Some("1")));
    let durations = recorder.durations();
    assert_eq!(
        durations
            .iter()
            .filter(|point| point.attributes["db.query.summary"] == "SELECT")
            .map(|point| point.count)
            .sum::<u64>(),
        1_000
    );
}
