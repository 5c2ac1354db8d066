//! `diesel_trace::queue` on a real PostgreSQL: jobs over diesel's and diesel-async's connections, and together with `pg_trace`.

mod asynchronous;
mod blocking;
mod contexts;
mod failures;
mod killed;
mod other_wrappers;
mod scene;
mod steps;
