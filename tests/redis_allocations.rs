//! A command of which nothing is recorded allocates what the driver does, and nothing more.

use db_semconv::{Telemetry, TelemetryBuilder};
use db_testcontainers::Redis;
use db_trace_benches::allocations::{Allocations, Counting};
use db_trace_tests::Recorder;
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};
use redis_trace::{Client, RedisResult};

/// How many calls are counted, after as many that fill what is made once.
const CALLS: usize = 256;

/// The driver's channel takes a block for so many messages: calls that are counted need not begin with one.
const BLOCKS: usize = 2;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn counted(mut call: impl FnMut() -> RedisResult<()>) -> RedisResult<usize> {
    for _ in 0..CALLS {
        call()?;
    }
    let before = Allocations::so_far().count;
    for _ in 0..CALLS {
        call()?;
    }
    Ok(Allocations::so_far().count - before)
}

async fn counted_async(mut call: impl AsyncFnMut() -> RedisResult<()>) -> RedisResult<usize> {
    for _ in 0..CALLS {
        call().await?;
    }
    let before = Allocations::so_far().count;
    for _ in 0..CALLS {
        call().await?;
    }
    Ok(Allocations::so_far().count - before)
}

/// The same calls for the driver's connections and for traced ones, because they have the same methods.
macro_rules! count_all {
    ($client:expr, $redis:ident) => {{
        let mut connection = $client.get_connection()?;
        let command = counted(|| $redis::cmd("SET").arg("allocations").arg(1).exec(&mut connection))?;
        let pipeline = counted(|| $redis::pipe().get("a").get("b").exec(&mut connection))?;
        let mut connection = $client.get_multiplexed_async_connection().await?;
        let command_async = counted_async(async || {
            $redis::cmd("SET").arg("allocations").arg(1).exec_async(&mut connection).await
        });
        let command_async = command_async.await?;
        let pipeline_async =
            counted_async(async || $redis::pipe().get("a").get("b").exec_async(&mut connection).await);
        [command, pipeline, command_async, pipeline_async.await?]
    }};
}

/// With a tracer and without a meter: nothing is left to record where there is no span.
fn tracing(recorder: &Recorder) -> TelemetryBuilder {
    Telemetry::builder().tracer_provider(recorder.tracer_provider().clone())
}

async fn assert_as_driver(recorder: &Recorder, telemetry: &Telemetry, context: Context) -> RedisResult<()> {
    let server = Redis::start().await.expect("a server");
    let client = Client::open(server.url())?.telemetry(telemetry);
    let _context = context.attach();
    let driver = count_all!(client.inner(), redis);
    let ours = count_all!(client, redis_trace);
    assert!(driver.iter().all(|count| *count >= CALLS), "the allocator counts: {driver:?}");
    let more: Vec<_> = ours.iter().zip(driver).filter(|(ours, driver)| **ours > driver + BLOCKS).collect();
    assert!(more.is_empty(), "{CALLS} calls each: {ours:?} and the driver's {driver:?}");
    assert_eq!(ours[..2], driver[..2], "nothing but the call allocates here");
    assert!(recorder.spans().is_empty());
    Ok(())
}

fn unsampled() -> Context {
    let span = SpanContext::new(
        TraceId::from(7_u128),
        SpanId::from(7_u64),
        TraceFlags::NOT_SAMPLED,
        true,
        TraceState::NONE,
    );
    Context::new().with_remote_span_context(span)
}

#[tokio::test]
async fn disabled_call_allocates_as_the_driver() -> RedisResult<()> {
    let recorder = Recorder::new();
    assert_as_driver(&recorder, &Telemetry::disabled(), Context::new()).await?;
    assert_as_driver(&recorder, &recorder.builder().enabled(false).build(), Context::new()).await
}

#[tokio::test]
async fn suppressed_call_allocates_as_the_driver() -> RedisResult<()> {
    let recorder = Recorder::new();
    let context = Context::new().with_telemetry_suppressed();
    assert_as_driver(&recorder, &recorder.telemetry(), context).await
}

#[tokio::test]
async fn call_in_an_unsampled_span_allocates_as_the_driver() -> RedisResult<()> {
    let recorder = Recorder::new();
    assert_as_driver(&recorder, &tracing(&recorder).build(), unsampled()).await
}

#[tokio::test]
async fn call_without_a_required_parent_allocates_as_the_driver() -> RedisResult<()> {
    let recorder = Recorder::new();
    assert_as_driver(&recorder, &tracing(&recorder).require_parent(true).build(), Context::new()).await
}

/// A measurement alone has no text, and what it has is made once.
#[tokio::test]
async fn measured_unsampled_call_allocates_as_the_driver() -> RedisResult<()> {
    let recorder = Recorder::new();
    assert_as_driver(&recorder, &recorder.telemetry(), unsampled()).await
}

/// The count is precise enough: a span is at least one allocation.
#[tokio::test]
async fn sampled_call_allocates_more_than_the_driver() -> RedisResult<()> {
    let (server, recorder) = (Redis::start().await.expect("a server"), Recorder::new());
    let client = Client::open(server.url())?.telemetry(&tracing(&recorder).build());
    let driver = count_all!(client.inner(), redis);
    let ours = count_all!(client, redis_trace);
    assert!(ours.iter().zip(driver).all(|(ours, driver)| *ours >= driver + CALLS), "{ours:?} and {driver:?}");
    Ok(())
}
