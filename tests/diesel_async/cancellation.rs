//! A future dropped at each of its await points.

use std::future::Future;

use db_trace_tests::{Recorder, poll_times};
use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use opentelemetry::trace::Status;

use crate::schema::users;

/// Far more polls than any of the calls needs.
const MOST_POLLS: usize = 60;

/// What is left of a call after so many polls.
enum Left {
    Nothing,
    Cancelled,
    Done,
}

/// Polls a call `times` times, and checks its spans.
async fn polled<T>(recorder: &Recorder, times: usize, call: impl Future<Output = QueryResult<T>>) -> Left {
    let ended = poll_times(times, call).await;
    let spans = recorder.spans();
    assert!(spans.iter().all(|span| span.status == Status::Unset), "{times} polls: {spans:#?}");
    let cancelled =
        spans.iter().filter(|span| span.attribute("dbtrace.outcome") == Some("cancelled")).count();
    match ended {
        Some(result) => {
            result.map_err(|error| panic!("{error}")).ok();
            assert_eq!(cancelled, 0, "{spans:#?}");
            Left::Done
        }
        None if times == 0 => {
            assert!(spans.is_empty(), "nothing happens before the first poll");
            Left::Nothing
        }
        None => {
            assert_eq!(cancelled, 1, "{times} polls: {spans:#?}");
            Left::Cancelled
        }
    }
}

macro_rules! drop_everywhere {
    ($server:ident: $($test:ident: |$connection:ident| $call:expr;)*) => {
        mod $server {
            use super::*;
            $(
                #[tokio::test]
                async fn $test() {
                    let mut dropped = 0;
                    for times in 0..MOST_POLLS {
                        let recorder = Recorder::new();
                        let mut owned = crate::scene::$server(&recorder).await;
                        let $connection = &mut owned;
                        match polled(&recorder, times, $call).await {
                            Left::Nothing => {}
                            Left::Cancelled => dropped += 1,
                            Left::Done => {
                                assert!(dropped > 0, "it was never dropped on its way");
                                return;
                            }
                        }
                    }
                    panic!("it did not end in {MOST_POLLS} polls");
                }
            )*
        }
    };
}

macro_rules! drop_each_call_everywhere {
    ($server:ident) => {
        drop_everywhere! {
            $server:
            dropped_execute: |connection| diesel::delete(users::table.find(9)).execute(connection);
            dropped_get_result: |connection| users::table.select(users::name).get_result::<String>(connection);
            dropped_transaction: |connection| connection.transaction::<_, Error, _>(async |connection| {
                users::table.select(users::name).load::<String>(connection).await
            });
        }
    };
}

drop_each_call_everywhere!(postgres);
drop_each_call_everywhere!(mariadb);
