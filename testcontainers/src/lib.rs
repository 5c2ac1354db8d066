//! Real database servers for tests, examples and benches, without ceremony.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use db_testcontainers::Postgres;
//!
//! let server = Postgres::start().await?; // one server for all tests of the process
//! let url = server.create_database().await?; // and a database of this test's own
//! let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
//! # Ok(()) }
//! ```
//!
//! ```no_run
//! # async fn example() -> Result<(), db_testcontainers::Error> {
//! use db_testcontainers::MariaDb; // for whoever speaks MySQL
//!
//! let server = MariaDb::start().await?;
//! let url = server.create_database().await?; // mysql://…
//! let own = MariaDb::start_own_with(&["innodb_lock_wait_timeout=1"]).await?;
//! # Ok(()) }
//! ```
//!
//! ```no_run
//! # async fn example() -> Result<(), db_testcontainers::Error> {
//! use db_testcontainers::{Redis, RedisCluster, RedisSentinel};
//!
//! let shared = Redis::start().await?; // one server for all tests of the process
//! let own = Redis::start_own_with(&[("maxmemory", "1mb")]).await?; // for a test that fills, kills or restarts it
//! let secret = Redis::start_own_with_tls().await?; // rediss://, and certificates for the client
//! let cluster = RedisCluster::start().await?; // three primaries, whose slots can be moved
//! let watched = RedisSentinel::start().await?; // a primary, a replica, and a sentinel
//! # Ok(()) }
//! ```
//!
//! # Where the server comes from
//!
//! The first of these that works:
//!
//! 1. The server that `DATABASE_URL` (for MariaDB: `MYSQL_URL`; for Redis: `REDIS_URL`) names. It is used as it is and
//!    never stopped.
//! 2. The server's programs on this machine: those in the folder that `POSTGRES_BIN` (`MARIADB_BIN`, `REDIS_BIN`) names,
//!    else those on `PATH`, else the newest in the distribution's folders. `cargo xtask setup` installs them.
//! 3. A container, when a Docker engine answers (feature `docker`, on by default). Those of MariaDB and Redis have not been
//!    tried yet: the tests of this project have the programs.
//!
//! Redis with TLS, the cluster and the sentinel come from the programs alone, and so from Unix alone.
//!
//! When none works, the [`Error`] says what was tried, why each failed, and what the choices are.
//!
//! # How nothing is left behind
//!
//! Rust runs no destructor for a `static`, and none at all in a process that is killed. So the server does not depend on
//! one:
//!
//! ```text
//! your tests ──pipe──▶ supervisor (sh, in a process group of its own) ──▶ the server, in a temporary folder
//!    end, however ───▶ reads end-of-file ───▶ stops the server, removes the folder, ends
//! ```
//!
//! * The write end of the pipe is held by your process alone (it is close-on-exec). When the process ends, be it by
//!   `SIGKILL`, the kernel closes the pipe, and the supervisor stops the server (PostgreSQL by `SIGQUIT`, and by
//!   `SIGKILL` if that takes too long; MariaDB and Redis, which have nothing to put in order, by `SIGKILL`) and removes the folder. Each
//!   server of a cluster has a supervisor and a folder of its own. Ctrl-C reaches the group of your process, not that of the supervisor.
//! * The supervisor and your process hold a lock on a file in the folder. A folder that nobody locks any more
//!   is left of a run whose supervisor was killed too: the next server that is started sweeps it, with the server in it.
//! * A container is held in the same way: an `exec` in it reads a stream that your process holds open, and stops the
//!   container at its end; the engine then removes it.
//!
//! A server is shared by one process: `cargo test` runs a test file per process, `cargo nextest` one test per process.
//!
//! # What is expected of the runtime
//!
//! Nothing: everything runs on threads of this crate, so a server outlives the runtime of the test that started it,
//! and any flavour of tokio (or any other executor) will do.

mod background;
mod database;
#[cfg(feature = "docker")]
mod docker;
mod error;
#[cfg(unix)]
mod folder;
mod mariadb;
#[cfg(unix)]
mod poll;
#[cfg(unix)]
mod port;
mod postgres;
mod process;
mod product;
#[cfg(unix)]
mod programs;
mod redis;
mod server;
mod source;
#[cfg(unix)]
mod supervisor;
mod url;
#[cfg(unix)]
mod user;

pub use error::Error;
pub use mariadb::MariaDb;
pub use postgres::Postgres;
pub use redis::Redis;
#[cfg(unix)]
pub use redis::{RedisCluster, RedisSentinel, TlsFiles};
