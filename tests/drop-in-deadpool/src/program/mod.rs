//! What both builds do, and what they saw.

mod postgres;
mod redis;
mod redis_nodes;
mod settings;

pub use postgres::run as run_on_postgres;
pub use redis::run as run_on_redis;

/// Lines of `topic: value`, in the order in which things happened.
pub type Report = Vec<String>;

/// A program may rely on all of this.
fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}

fn is_sent<F: Future + Send>(future: F) -> F {
    future
}
