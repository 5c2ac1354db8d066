//! Many tasks, few connections, and callers that give up at any moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db_trace_tests::poll_times;
use pg_trace::deadpool::Pool;
use tokio::sync::Barrier;

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

/// Asks for a connection and uses it, and gives up after some polls, or after none, or never. The number of
/// connections that it obtained.
async fn use_pool(pool: &Pool, random: &mut Random) -> usize {
    let obtained = AtomicUsize::new(0);
    let call = async {
        let client = pool.get().await.expect("a connection");
        obtained.fetch_add(1, Ordering::Relaxed);
        client.query("SELECT pg_class.relname FROM pg_class LIMIT 1", &[]).await.expect("rows");
        tokio::task::yield_now().await;
    };
    match random.below(8) {
        polls @ 0..6 => drop(poll_times(usize::try_from(polls).expect("few"), call).await),
        _ => call.await,
    }
    obtained.into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counts_are_those_of_the_pool_at_every_quiet_moment() {
    let seed = std::env::var("POOL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_126);
    println!("POOL_SEED={seed}");
    let scene = Scene::new().await;
    let pool = scene.pool();
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
                        obtained.fetch_add(use_pool(&pool, &mut random).await, Ordering::Relaxed);
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
        let (idle, used) = scene.counts(scene.database()).expect("it is told of");
        assert_eq!(idle + used, i64::try_from(status.size).expect("few"), "round {round}");
        assert_eq!((idle, used), (i64::try_from(status.available).expect("few"), 0), "round {round}");
        assert!(status.size <= 2);
        assert_eq!(scene.number(scene.database(), "pending_requests"), Some(0), "round {round}");
        let obtained = obtained.load(Ordering::Relaxed) as u64;
        assert_eq!(scene.measurements("wait_time"), obtained, "round {round}");
        assert_eq!(scene.measurements("use_time"), obtained, "round {round}");
        barrier.wait().await;
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    assert!(obtained.load(Ordering::Relaxed) > 100, "nearly everything was given up");
    pool.close();
    assert_eq!(scene.counts(scene.database()), Some((0, 0)));
    assert_eq!(scene.number(scene.database(), "max"), Some(0));
    drop(pool);
    assert_eq!(scene.counts(scene.database()), None);
}
