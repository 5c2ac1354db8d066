//! tokio-postgres with spans of `tracing` that are written by hand, with the attributes that ours have.

use db_trace_benches::candidate::Candidate;
use db_trace_benches::memory::Memory;
use db_trace_benches::mode::Mode;
use db_trace_benches::postgres_server::PostgresServer;
use tokio_postgres::{Config, NoTls};
use tracing::{Instrument as _, field::Empty, info_span};

const STATEMENT: &str = "SELECT name FROM users WHERE id = $1";

pub(crate) fn by_tracing(_: &str) -> crate::Result<Candidate> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (client, statement) = runtime.block_on(async {
        let stream = Memory::connect(PostgresServer::default());
        let (client, connection) = Config::new().user("shop").connect_raw(stream, NoTls).await?;
        tokio::spawn(connection);
        let statement = client.prepare(STATEMENT).await?;
        Ok::<_, tokio_postgres::Error>((client, statement))
    })?;
    Ok(Candidate::new(Mode::Sampled, move |calls| {
        runtime.block_on(async {
            for _ in 0..calls {
                let span = info_span!(
                    "SELECT users",
                    otel.kind = "client",
                    deployment.environment.name = "benchmark",
                    service.criticality = "low",
                    db.system.name = "postgresql",
                    db.namespace = "shop",
                    server.address = "db.example.com",
                    server.port = 6_432,
                    db.query.summary = "SELECT users",
                    db.query.text = STATEMENT,
                    db.response.returned_rows = Empty,
                );
                let row = client.query_one(&statement, &[&1]).instrument(span.clone()).await;
                span.record("db.response.returned_rows", i64::from(row.is_ok()));
                row.expect("a row");
            }
        });
    }))
}
