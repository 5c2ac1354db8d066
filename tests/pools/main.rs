//! Pools of connections to real servers, and what is recorded of them.

mod acquire;
mod bb8;
mod calls;
mod cancellation;
mod counts;
mod held_too_long;
mod names;
mod recorded;
mod redis;
mod redis_cluster;
mod redis_sentinel;
mod scene;
mod times;
mod warnings;
