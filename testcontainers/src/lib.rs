//! Real database servers for tests, examples and benches.
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
//! use db_testcontainers::MariaDb; // for clients of MySQL
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
//! ```no_run
//! # async fn example() -> Result<(), db_testcontainers::Error> {
//! use db_testcontainers::{PgBouncer, Postgres};
//!
//! let server = Postgres::start().await?;
//! let url = server.create_database().await?;
//! let pooler = PgBouncer::start(&server, &[("pool_mode", "transaction")]).await?; // in front of the server
//! let pooled = pooler.url_of(&url)?;
//! # Ok(()) }
//! ```
//!
//! # Where the server comes from
//!
//! The first of these that works:
//!
//! 1. The server that `DATABASE_URL` (for MariaDB: `MYSQL_URL`; for Redis: `REDIS_URL`) names. It is used as it is and
//!    never stopped.
//! 2. The server's programs on this machine: those in the folder that `POSTGRES_BIN` (`MARIADB_BIN`, `REDIS_BIN`, `PGBOUNCER_BIN`) names,
//!    otherwise those on `PATH`, otherwise the newest in the distribution's folders. `cargo xtask setup` installs them.
//! 3. A container, if a Docker engine answers (feature `docker`). The containers of MariaDB and Redis are untested, because
//!    the tests of this project use the programs.
//!
//! Redis with TLS, the cluster, the sentinel and PgBouncer need the programs, and so they need Unix.
//!
//! If no source works, the [`Error`] says what was tried, why each attempt failed, and what you can do.
//!
//! # How servers are stopped
//!
//! Rust runs no destructor for a `static`, and none in a process that is killed. So the server does not depend on
//! destructors:
//!
//! ```text
//! your tests ──pipe──▶ supervisor (sh, in a process group of its own) ──▶ the server, in a temporary folder
//!    end, however ───▶ reads end-of-file ───▶ stops the server, removes the folder, ends
//! ```
//!
//! * Only your process holds the write end of the pipe (it is close-on-exec). When the process ends, even by `SIGKILL`, the
//!   kernel closes the pipe. The supervisor then stops the server and removes the folder. It stops PostgreSQL by `SIGQUIT`,
//!   and by `SIGKILL` if that takes too long; MariaDB and Redis have nothing to put in order, so it stops them by `SIGKILL`.
//!   Each server of a cluster has its own supervisor and folder. Ctrl-C reaches the process group of your process, not that
//!   of the supervisor.
//! * The supervisor and your process hold a lock on a file in the folder. A folder without a lock is left from a run whose
//!   supervisor was killed too. The next server that starts removes the folder and stops the server in it.
//! * A container works in the same way: an `exec` in it reads a stream that your process holds open, and stops the container
//!   at the end of the stream. The engine then removes the container.
//!
//! Each process has its own shared server: `cargo test` runs each test file in a process, `cargo nextest` each test.
//!
//! # What the runtime must provide
//!
//! Nothing: everything runs on threads of this crate. So a server outlives the runtime of the test that started it, and any
//! flavour of tokio (or any other executor) works.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `docker` (default) | starts a container if the machine has no server programs and a Docker engine answers |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod background;
mod database;
#[cfg(feature = "docker")]
mod docker;
mod error;
#[cfg(unix)]
mod folder;
mod mariadb;
#[cfg(unix)]
mod pgbouncer;
#[cfg(unix)]
mod poll;
#[cfg(unix)]
mod port;
mod postgres;
mod process;
mod product;
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
#[cfg(unix)]
pub use pgbouncer::PgBouncer;
pub use postgres::Postgres;
pub use redis::Redis;
#[cfg(unix)]
pub use redis::{RedisCluster, RedisSentinel, TlsFiles};
