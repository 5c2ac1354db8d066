//! bb8's pool of traced clients.
//!
//! `bb8-postgres` names the driver's own types, so it cannot use others; its manager is these lines, which
//! a program has of its own. What they make is traced, and its checks are no spans.

use bb8::ManageConnection;
use pg_trace::{Client, Config, Error, NoTls};

use crate::scene::Scene;

struct Manager(Config);

impl ManageConnection for Manager {
    type Connection = Client;
    type Error = Error;

    async fn connect(&self) -> Result<Client, Error> {
        let (client, connection) = self.0.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    async fn is_valid(&self, client: &mut Client) -> Result<(), Error> {
        client.check_connection().await?;
        // The check of bb8-postgres.
        client.simple_query("").await.map(drop)
    }

    fn has_broken(&self, client: &mut Client) -> bool {
        client.is_closed()
    }
}

#[tokio::test]
async fn bb8_pool_of_postgres_records_only_connects_and_calls() {
    let scene = Scene::new().await;
    let manager = Manager(scene.config(&scene.recorder.telemetry()));
    let pool = bb8::Pool::builder().max_size(1).build(manager).await.expect("a pool");
    for _ in 0..2 {
        let client = pool.get().await.expect("a connection");
        client.execute("SELECT 1 FROM pg_class", &[]).await.expect("done");
    }
    assert_eq!(scene.recorder.names(), ["CONNECT", "SELECT pg_class", "SELECT pg_class"]);
}
