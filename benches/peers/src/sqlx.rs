//! sqlx over a real PostgreSQL: it connects to nothing else.

use db_trace_benches::candidate::Candidate;
use db_trace_benches::mode::Mode;
use tokio::runtime::Runtime;

const STATEMENT: &str = "SELECT $1::int4";

/// A pool of one connection, which is not asked whether it is alive.
macro_rules! pool {
    ($sqlx:ident, $runtime:expr, $url:expr) => {{
        use $sqlx::ConnectOptions as _;
        let (url, folder) = $url.split_once(' ').ok_or("no server with a Unix socket")?;
        let options: $sqlx::postgres::PgConnectOptions = url.parse()?;
        let options = options.socket(folder).disable_statement_logging();
        let pool = $sqlx::postgres::PgPoolOptions::new().max_connections(1).test_before_acquire(false);
        $runtime.block_on(pool.connect_with(options))?
    }};
}

/// The candidate that asks a pool.
macro_rules! candidate {
    ($sqlx:ident, $mode:expr, $runtime:expr, $pool:expr) => {{
        let (runtime, pool) = ($runtime, $pool);
        Ok(Candidate::new($mode, move |calls| {
            runtime.block_on(async {
                for _ in 0..calls {
                    let query = $sqlx::query_scalar::<_, i32>(STATEMENT).bind(1);
                    query.fetch_one(&pool).await.expect("a row");
                }
            });
        }))
    }};
}

pub(crate) fn bare(url: &str) -> crate::Result<Candidate> {
    let runtime = runtime()?;
    let pool = pool!(sqlx, runtime, url);
    candidate!(sqlx, Mode::Plain, runtime, pool)
}

pub(crate) fn by_sqlx_otel(url: &str) -> crate::Result<Candidate> {
    let runtime = runtime()?;
    let pool = sqlx_otel::PoolBuilder::from(pool!(sqlx, runtime, url)).build();
    candidate!(sqlx, Mode::Sampled, runtime, pool)
}

pub(crate) fn bare_0_8(url: &str) -> crate::Result<Candidate> {
    let runtime = runtime()?;
    let pool = pool!(sqlx_0_8, runtime, url);
    candidate!(sqlx_0_8, Mode::Plain, runtime, pool)
}

pub(crate) fn by_sqlx_tracing(url: &str) -> crate::Result<Candidate> {
    let runtime = runtime()?;
    let pool = sqlx_tracing::PoolBuilder::from(pool!(sqlx_0_8, runtime, url)).build();
    candidate!(sqlx_0_8, Mode::Sampled, runtime, pool)
}

fn runtime() -> crate::Result<Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
