//! A future dropped at each of its await points.

use std::future::Future;

use bytes::Bytes;
use db_trace_tests::{Recorder, poll_times};
use futures_util::TryStreamExt as _;
use opentelemetry::trace::Status;
use pg_trace::types::Type;
use pg_trace::{Client, Error};

use crate::client::connect_quietly;

/// Far more polls than any of the calls needs.
const MOST_POLLS: usize = 60;

/// Drops the call after each number of polls until it runs to its end, and checks the spans each time.
async fn drop_everywhere<F>(name: &str, spans_of_success: usize, call: impl Fn(Client) -> F)
where
    F: Future<Output = (Result<(), Error>, Client)>,
{
    let mut dropped = 0;
    for times in 0..MOST_POLLS {
        let recorder = Recorder::new();
        let client = connect_quietly(&recorder).await;
        let ended = poll_times(times, call(client)).await;
        let spans = recorder.spans();
        assert!(spans.iter().all(|span| span.status == Status::Unset), "{name}, {times} polls: {spans:#?}");
        let cancelled: Vec<_> =
            spans.iter().filter(|span| span.attribute("dbtrace.outcome") == Some("cancelled")).collect();
        if let Some((result, client)) = ended {
            result.expect("it ran to its end");
            drop(client);
            assert!(cancelled.is_empty(), "{name}: {cancelled:#?}");
            assert_eq!(recorder.spans().len(), spans_of_success, "{name}");
            assert!(dropped > 0, "{name} was never dropped on its way");
            return;
        }
        if times == 0 {
            assert!(spans.is_empty(), "{name}: nothing happens before the first poll");
        } else {
            dropped += 1;
            assert_eq!(cancelled.len(), 1, "{name}, {times} polls: {spans:#?}");
        }
    }
    panic!("{name} did not end in {MOST_POLLS} polls");
}

macro_rules! drop_everywhere {
    ($($test:ident: $spans:literal, |$client:ident| $call:expr;)*) => {
        $(#[tokio::test]
        async fn $test() {
            drop_everywhere(stringify!($test), $spans, |client| async move {
                #[allow(unused_mut, reason = "only transactions need it")]
                let mut $client = client;
                let result: Result<(), Error> = async { $call; Ok(()) }.await;
                (result, $client)
            })
            .await;
        })*
    };
}

drop_everywhere! {
    dropped_typed_query: 1, |client| client.query_typed("SELECT $1", &[(&"secret", Type::TEXT)]).await?;
    dropped_query_of_one_row: 1, |client| client.query_one("SELECT 1", &[]).await?;
    dropped_execute: 1, |client| client.execute("CREATE TEMP TABLE t (id int)", &[]).await?;
    dropped_simple_query: 1, |client| client.simple_query("SELECT 1; SELECT 2").await?;
    dropped_prepare: 1, |client| client.prepare("SELECT 1").await?;
    dropped_row_stream: 1, |client| client.query_raw("SELECT 1 FROM pg_class", [] as [i32; 0]).await?.try_collect::<Vec<_>>().await?;
    dropped_typed_row_stream: 1, |client| client.query_typed_raw("SELECT $1", [("secret", Type::TEXT)]).await?.try_collect::<Vec<_>>().await?;
    dropped_simple_query_stream: 1, |client| client.simple_query_raw("SELECT 1; SELECT 2").await?.try_collect::<Vec<_>>().await?;
    dropped_raw_execute: 1, |client| client.execute_raw("SELECT 1", [] as [i32; 0]).await?;
    dropped_cancel_request: 1, |client| client.cancel_token().cancel_query(pg_trace::NoTls).await?;
    dropped_copy_out: 1, |client| client.copy_out("COPY pg_class TO STDOUT").await?.try_collect::<Vec<Bytes>>().await?;
}

/// The driver sends the rollback itself, and the client goes on being of use.
#[tokio::test]
async fn dropped_transaction_leaves_the_client_usable() {
    for times in 0..MOST_POLLS {
        let recorder = Recorder::new();
        let mut client = connect_quietly(&recorder).await;
        client.batch_execute("CREATE TABLE t (id int)").await.expect("a table");
        let ended = poll_times(times, async {
            let transaction = client.transaction().await?;
            transaction.execute("INSERT INTO t VALUES (1)", &[]).await?;
            transaction.commit().await
        })
        .await;
        let count: i64 = client.query_one("SELECT count(*) FROM t", &[]).await.expect("a row").get(0);
        let names = recorder.names();
        assert!(recorder.spans().iter().all(|span| span.status == Status::Unset), "{names:?}");
        if let Some(result) = ended {
            result.expect("committed");
            assert_eq!(count, 1);
            assert!(!names.contains(&"ROLLBACK".to_owned()), "{names:?}");
            return;
        }
        let begun = names.contains(&"START TRANSACTION".to_owned());
        let committing = names.contains(&"COMMIT".to_owned());
        assert_eq!(names.contains(&"ROLLBACK".to_owned()), begun && !committing, "{names:?}");
    }
    panic!("the transaction did not end in {MOST_POLLS} polls");
}
