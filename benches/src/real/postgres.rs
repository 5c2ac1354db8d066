//! tokio-postgres: one prepared query by key, or 32 of them at once.

use std::rc::Rc;

use futures_util::future::join_all;

use super::TRACED;
use crate::candidate::Candidate;
use crate::mode::Mode;
use crate::real_runtime;

const STATEMENT: &str = "SELECT name FROM users WHERE id = $1";
const TABLE: &str = "CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT NOT NULL); \
                     INSERT INTO users VALUES (1, 'Ada') ON CONFLICT DO NOTHING";

/// A connection and so many queries at once, as one call: untraced and traced.
///
/// # Errors
///
/// The driver's.
pub fn pair(url: &str, at_once: usize) -> Result<[Candidate; 2], pg_trace::Error> {
    let runtime = real_runtime();
    let (client, statement) = runtime.block_on(async {
        let mut config = url.parse::<pg_trace::Config>()?;
        config.telemetry(&TRACED.telemetry().expect("it is traced"));
        let (client, connection) = config.connect(pg_trace::NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(TABLE).await?;
        let statement = client.prepare(STATEMENT).await?;
        Ok::<_, pg_trace::Error>((Rc::new(client), statement))
    })?;
    // The two clients have the same methods and are two types.
    macro_rules! candidate {
        ($mode:expr, $client:ident => $the_client:expr, $statement:expr) => {{
            let (runtime, $client, statement) = (Rc::clone(&runtime), Rc::clone(&client), $statement);
            Candidate::new($mode, move |calls| {
                let client = $the_client;
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
            })
        }};
    }
    Ok([
        candidate!(Mode::Plain, client => client.inner(), statement.inner().clone()),
        candidate!(TRACED, client => &*client, statement.clone()),
    ])
}
