//! Many tasks, few connections, and callers that give up at any moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db_testcontainers::Redis;
use db_trace_tests::{Recorder, poll_times};
use pg_trace::deadpool::Status;
use redis_trace::AsyncCommands as _;
use tokio::sync::Barrier;

use crate::recorded;
use crate::scene::Scene;

const TASKS: u64 = 50;
const ROUNDS: u64 = 6;

/// A xorshift: the same sequence for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// A pool that many tasks share.
trait Shared: Clone + Send + Sync + 'static {
    /// Obtains a connection, counts it, and asks the server for something.
    fn use_once(&self, obtained: &AtomicUsize) -> impl Future<Output = ()> + Send;
    fn status(&self) -> Status;
    fn close(&self);
}

impl Shared for pg_trace::deadpool::Pool {
    async fn use_once(&self, obtained: &AtomicUsize) {
        let client = self.get().await.expect("a connection");
        obtained.fetch_add(1, Ordering::Relaxed);
        client.query("SELECT pg_class.relname FROM pg_class LIMIT 1", &[]).await.expect("rows");
        tokio::task::yield_now().await;
    }

    fn status(&self) -> Status {
        self.status()
    }

    fn close(&self) {
        self.close();
    }
}

impl Shared for redis_trace::deadpool::Pool {
    async fn use_once(&self, obtained: &AtomicUsize) {
        let mut connection = self.get().await.expect("a connection");
        obtained.fetch_add(1, Ordering::Relaxed);
        let _: Option<String> = connection.get("pools:none").await.expect("done");
        tokio::task::yield_now().await;
    }

    fn status(&self) -> Status {
        self.status()
    }

    fn close(&self) {
        self.close();
    }
}

/// Uses the pool, and gives up after some polls, or after none, or never.
async fn use_at_random(pool: &impl Shared, random: &mut Random, obtained: &AtomicUsize) {
    match random.below(8) {
        polls @ 0..6 => {
            poll_times(usize::try_from(polls).expect("few"), pool.use_once(obtained)).await;
        }
        _ => pool.use_once(obtained).await,
    }
}

/// Fifty tasks share the pool of this name, which is one of two connections.
async fn share(recorder: &Recorder, pool: impl Shared, name: &str) {
    let seed = std::env::var("POOL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_126);
    println!("POOL_SEED={seed}");
    let obtained = Arc::new(AtomicUsize::new(0));
    // All tasks, and the one that looks.
    let barrier = Arc::new(Barrier::new(usize::try_from(TASKS).expect("few") + 1));
    let tasks: Vec<_> = (1..=TASKS)
        .map(|task| {
            let (pool, barrier, obtained) = (pool.clone(), Arc::clone(&barrier), Arc::clone(&obtained));
            tokio::spawn(async move {
                let mut random = Random(seed ^ (task << 32));
                for _ in 0..ROUNDS {
                    for _ in 0..4 {
                        use_at_random(&pool, &mut random, &obtained).await;
                    }
                    // The quiet begins, and ends.
                    barrier.wait().await;
                    barrier.wait().await;
                }
            })
        })
        .collect();
    for round in 0..ROUNDS {
        barrier.wait().await;
        let status = pool.status();
        let (idle, used) = recorded::counts(recorder, name).expect("it is recorded");
        assert_eq!(idle + used, i64::try_from(status.size).expect("few"), "round {round}");
        assert_eq!((idle, used), (i64::try_from(status.available).expect("few"), 0), "round {round}");
        assert!(status.size <= 2);
        assert_eq!(recorded::number(recorder, name, "pending_requests"), Some(0), "round {round}");
        let obtained = obtained.load(Ordering::Relaxed) as u64;
        assert_eq!(recorded::measurements(recorder, "wait_time"), obtained, "round {round}");
        assert_eq!(recorded::measurements(recorder, "use_time"), obtained, "round {round}");
        barrier.wait().await;
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    assert!(obtained.load(Ordering::Relaxed) > 100, "nearly everything was given up");
    pool.close();
    assert_eq!(recorded::counts(recorder, name), Some((0, 0)));
    assert_eq!(recorded::number(recorder, name, "max"), Some(0));
    drop(pool);
    assert_eq!(recorded::counts(recorder, name), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn dropped_acquire_keeps_postgres_pool_counts_exact() {
    let scene = Scene::new().await;
    share(&scene.recorder, scene.pool(), scene.database()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn dropped_acquire_keeps_redis_pool_counts_exact() {
    let (server, recorder) = (Redis::start().await.expect("a server"), Recorder::new());
    let manager = redis_trace::deadpool::Manager::new(server.url()).expect("a URL");
    let builder = redis_trace::deadpool::Pool::builder(manager.telemetry(&recorder.telemetry()));
    let pool = builder.max_size(2).pool_name("redis-shared").build().expect("a pool");
    share(&recorder, pool, "redis-shared").await;
}
