//! The worker: it packs the orders that wait in the stream.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use db_trace_propagators::CarryContext;
use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, KeyValue};
use redis::aio::MultiplexedConnection;
use redis::queue::{Claim, Consumer, Message, Receive, Relation};
use redis::{AsyncCommands, AsyncConnectionConfig, Client, RedisResult};
use tokio::process::Command;
use tracing::{error, info, warn};

use crate::cache::Cache;
use crate::database::Database;
use crate::jobs::{GROUP, STREAM};
use crate::program::required;
use crate::{Error, telemetry};

/// The longest wait for a message. After each wait, the worker looks whether it is asked to end.
const WAIT: Duration = Duration::from_millis(500);
/// A message is claimed from a worker that did not finish it in this time.
const ABANDONED: Duration = Duration::from_secs(60);
const MOST_DELIVERIES: u64 = 5;

/// Packs orders until the process is asked to end.
pub async fn work() -> Result<(), Error> {
    let redis = required("REDIS_URL")?;
    // A connection that waits for messages is used for nothing else. Its time limit is above the wait.
    let limits = AsyncConnectionConfig::new().set_response_timeout(Some(WAIT * 4));
    let mut connection =
        Client::open(redis.as_str())?.get_multiplexed_async_connection_with_config(&limits).await?;
    // `BUSYGROUP` says that the group is there.
    let _: RedisResult<()> = connection.xgroup_create_mkstream(STREAM, GROUP, "0").await;
    // An order is one message, and it is packed once: it continues the trace of the request. For batches, or for a job
    // that runs hours later, keep the default: a trace of its own with a link to the request.
    let consumer = Consumer::new(&connection, STREAM, GROUP, format!("worker-{}", std::process::id()))
        .relation(Relation::Parent);
    let worker =
        Worker { consumer, database: Database::new(&required("DATABASE_URL")?)?, cache: Cache::new(&redis)? };

    let asked_to_end = Arc::new(AtomicBool::new(false));
    let flag = asked_to_end.clone();
    tokio::spawn(async move {
        if let Err(error) = telemetry::termination().await {
            error!("signals cannot be listened to: {error}");
        }
        flag.store(true, Ordering::Relaxed);
    });
    info!("orders are packed");
    let mut last_claim = None::<Instant>;
    while !asked_to_end.load(Ordering::Relaxed) {
        let mut messages = Vec::new();
        if last_claim.is_none_or(|last| last.elapsed() > ABANDONED / 2) {
            last_claim = Some(Instant::now());
            let claimed = worker.consumer.claim_async(&mut connection, &Claim::idle_for(ABANDONED)).await?;
            messages.extend(claimed.messages);
        }
        let receive = Receive::new().count(10).block(WAIT);
        messages.extend(worker.consumer.receive_async(&mut connection, &receive).await?);
        for message in &messages {
            worker.process(&mut connection, message).await;
        }
    }
    info!("no more orders are packed");
    Ok(())
}

struct Worker {
    consumer: Consumer,
    database: Database,
    cache: Cache,
}

impl Worker {
    /// An order that cannot be packed stays in the stream, and is delivered again.
    async fn process(&self, connection: &mut MultiplexedConnection, message: &Message) {
        if message.deliveries() > Some(MOST_DELIVERIES) {
            warn!(message = message.id(), "an order is given up");
            let _ = self.consumer.acknowledge_async(connection, &[message]).await;
            return;
        }
        // The span `process orders:to-pack`, with everything that the handler does.
        let handler = Box::pin(self.pack(message));
        if let Err(error) = self.consumer.process_async(connection, message, handler).await {
            error!(message = message.id(), "{error}");
        }
    }

    async fn pack(&self, message: &Message) -> Result<(), Error> {
        let order: i64 =
            message.get("order").map_err(|_| Error::Redis("a message without an order".to_owned()))?;
        progress(25);
        self.database.set_state(order, "packing").await?;
        print_receipt(order).await?;
        progress(50);
        self.database.set_state(order, "done").await?;
        self.cache.forget_order(order).await?;
        progress(100);
        Ok(())
    }
}

/// An event of the current span, and a line of the log that has its identity.
fn progress(percent: i64) {
    Context::current().span().add_event("progress", vec![KeyValue::new("progress.percent", percent)]);
    info!(percent, "progress");
}

/// Runs another program in the trace: `TRACEPARENT` in its environment names the current span.
async fn print_receipt(order: i64) -> Result<(), Error> {
    let program = std::env::current_exe()
        .map_err(|error| Error::Start(format!("this program has no folder: {error}")))?
        .with_file_name(format!("orders-receipt{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new(program)
        .arg(order.to_string())
        .carry_context(&Context::current())
        // It ends before anything could scrape it, and this process has the port.
        .env("OTEL_METRICS_EXPORTER", "none")
        .kill_on_drop(true)
        .status()
        .await
        .map_err(|error| Error::Start(format!("orders-receipt cannot be started: {error}")))?;
    if status.success() { Ok(()) } else { Err(Error::Start(format!("orders-receipt failed: {status}"))) }
}
