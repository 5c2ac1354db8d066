//! What tracing adds to a call.
//!
//! ```text
//! memory            a stream that answers from memory: no socket, no other thread
//! postgres_server   what a PostgreSQL would answer        redis_server   what a Redis would answer
//! mode              what is traced, and where it goes      floor          the same span, by hand
//! postgres, redis, diesel                                  one call of each client, in each mode
//! real              the same calls to real servers        subjects       what the report is about
//! rounds            candidates measured in turns           allocations    a counting allocator
//! callgrind         instructions, counted by valgrind
//! limits            the most that a call may cost: what the tests hold it to
//! ```

pub mod allocations;
pub mod callgrind;
pub mod candidate;
pub mod diesel;
pub mod floor;
pub mod limits;
pub mod memory;
pub mod mode;
pub mod postgres;
pub mod postgres_server;
pub mod real;
pub mod redis;
pub mod redis_server;
pub mod rounds;
pub mod subjects;
pub mod texts;

use std::rc::Rc;

/// A runtime for calls to real servers: on the thread that measures, like that of the calls in memory.
fn real_runtime() -> Rc<tokio::runtime::Runtime> {
    Rc::new(tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"))
}
