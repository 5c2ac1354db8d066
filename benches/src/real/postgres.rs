//! tokio-postgres: one prepared query by key, or 32 of them at once.

use futures_util::future::join_all;
use tokio_postgres::NoTls;

use crate::candidate::Candidate;
use crate::mode::Mode;
use crate::real_runtime;

const STATEMENT: &str = "SELECT name FROM users WHERE id = $1";
const TABLE: &str = "CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT NOT NULL); \
                     INSERT INTO users VALUES (1, 'Ada') ON CONFLICT DO NOTHING";

/// A connection and so many queries at once, as one call.
///
/// # Errors
///
/// The driver's.
pub fn candidate(url: &str, mode: Mode, at_once: usize) -> Result<Candidate, tokio_postgres::Error> {
    // The two clients have the same methods and are two types.
    macro_rules! candidate {
        ($config:expr) => {{
            let runtime = real_runtime();
            let (client, statement) = runtime.block_on(async {
                let (client, connection) = $config.connect(NoTls).await?;
                tokio::spawn(connection);
                client.batch_execute(TABLE).await?;
                let statement = client.prepare(STATEMENT).await?;
                Ok::<_, tokio_postgres::Error>((client, statement))
            })?;
            Ok(Candidate::new(mode, move |calls| {
                runtime.block_on(async {
                    for _ in 0..calls {
                        if at_once == 1 {
                            client.query_one(&statement, &[&1]).await.expect("a row");
                        } else {
                            let queries = (0..at_once).map(|_| client.query_one(&statement, &[&1]));
                            for row in join_all(queries).await {
                                row.expect("a row");
                            }
                        }
                    }
                });
            }))
        }};
    }
    match mode.telemetry() {
        None => candidate!(url.parse::<tokio_postgres::Config>()?),
        Some(telemetry) => candidate!(url.parse::<pg_trace::Config>()?.telemetry(telemetry)),
    }
}
