//! The context behind PgBouncer, which gives each transaction the next free connection to the server.

use db_testcontainers::{PgBouncer, Postgres};
use db_trace_tests::Recorder;
use opentelemetry::trace::FutureExt as _;
use pg_trace::{Client, SessionContext, SimpleQueryMessage};

use super::scene::{client_of, only, unsampled};
use crate::client::connect_to;

const NAME: &str = "SELECT current_setting('application_name')";
const TRACE: &str = "SELECT coalesce(current_setting('pg_tracing.trace_context', true), '')";

struct Scene {
    recorder: Recorder,
    // The pooler ends first.
    pooler: PgBouncer,
    server: Postgres,
}

impl Scene {
    async fn new() -> Self {
        let server = Postgres::start_own().await.expect("a server");
        // All clients share one connection to the server.
        let settings = [("pool_mode", "transaction"), ("default_pool_size", "1")];
        let pooler = PgBouncer::start(&server, &settings).await.expect("PgBouncer");
        Self { recorder: Recorder::new(), pooler, server }
    }

    async fn client(&self, name: &str, setting: SessionContext) -> Client {
        client_of(&self.url(name), &self.recorder, setting).await
    }

    fn url(&self, name: &str) -> String {
        let url = self.pooler.url_of(self.server.url()).expect("a URL");
        format!("{url}?application_name={name}")
    }
}

/// The first value of a text that is not prepared: this PgBouncer has no prepared statements in its mode for transactions.
async fn first(client: &Client, text: &str) -> String {
    let messages = client.simple_query(text).await.expect("a row");
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    row.expect("a value").to_owned()
}

#[tokio::test]
async fn context_for_pg_tracing_never_reaches_another_client() {
    let scene = Scene::new().await;
    let mut one = scene.client("one", SessionContext::PgTracing).await;
    let other = scene.client("other", SessionContext::PgTracing).await;
    for commits in [true, false] {
        let transaction = one.transaction().await.expect("begun");
        scene.recorder.forget();
        let context = first(transaction.client(), TRACE).await;
        assert_eq!(context, format!("traceparent='{}'", only(&scene.recorder)));
        if commits {
            transaction.commit().await.expect("committed");
        } else {
            drop(transaction);
        }
        assert_eq!(first(&other, TRACE).await, "", "outside of a transaction");
        other.batch_execute("BEGIN").await.expect("begun");
        assert_eq!(first(&other, TRACE).with_context(unsampled()).await, "", "in a transaction");
        other.batch_execute("COMMIT").await.expect("committed");
    }
    // The clients do share a connection: what is set for a session does reach the other client.
    one.batch_execute("SET pg_tracing.trace_context TO 'shared'").await.expect("set");
    assert_eq!(first(&other, TRACE).await, "shared");
}

/// Why the name is unfit here: PgBouncer carries the name of each client to the server's connection by statements of its own, and
/// what a client restores is the name of that connection.
#[tokio::test]
async fn name_reaches_no_other_client_and_loses_its_own_behind_pgbouncer() {
    let scene = Scene::new().await;
    let mut one = scene.client("one", SessionContext::ApplicationName).await;
    let other = scene.client("other", SessionContext::ApplicationName).await;
    let untraced = async |client: &Client| first(client, NAME).with_context(unsampled()).await;
    assert_eq!(untraced(&one).await, "one", "before a traced call");
    for _ in 0..2 {
        scene.recorder.forget();
        assert_eq!(first(&one, NAME).await, only(&scene.recorder));
        assert_eq!(untraced(&other).await, "other", "PgBouncer restores the name of each client");
        let transaction = one.transaction().await.expect("begun");
        scene.recorder.forget();
        assert_eq!(first(transaction.client(), NAME).await, only(&scene.recorder));
        transaction.rollback().await.expect("rolled back");
        assert_eq!(untraced(&other).await, "other", "after a transaction");
        assert_eq!(untraced(&one).await, "", "the configured name is lost, and nothing stale is left");
    }
}

#[tokio::test]
async fn comments_in_texts_pass_through_pgbouncer() {
    let scene = Scene::new().await;
    let telemetry = scene.recorder.builder().sql_comments(true).build();
    let client = connect_to(&scene.url("one"), telemetry).await;
    scene.recorder.forget();
    let text = "SELECT current_query() WHERE 'Xq7Secret' <> ''";
    let seen = first(&client, text).await;
    assert_eq!(seen, format!("{text} /*traceparent='{}'*/", only(&scene.recorder)));
    scene.recorder.assert_never_seen(&["Xq7Secret"]);
}
