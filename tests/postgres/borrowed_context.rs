//! What is dropped while the program borrows the current context: a span in a drop attaches none.

use bytes::Bytes;
use db_trace_tests::Recorder;
use futures_util::TryStreamExt as _;
use opentelemetry::Context;
use opentelemetry::trace::get_active_span;
use pg_trace::deadpool::{Manager, Pool, Runtime};
use pg_trace::types::Type;
use pg_trace::{Config, NoTls};

use crate::client::{connect_quietly, database};

/// Drops a value in both ways to borrow the context, and returns the spans that this leaves.
macro_rules! dropped {
    ($recorder:expr, $value:expr) => {{
        let mut names = Vec::new();
        let value = $value;
        $recorder.forget();
        Context::map_current(|_| drop(value));
        names.extend($recorder.names());
        let value = $value;
        $recorder.forget();
        get_active_span(|_| drop(value));
        assert_eq!($recorder.names(), names);
        names
    }};
}

#[tokio::test]
async fn drop_while_the_context_is_borrowed_leaves_its_span() {
    let recorder = Recorder::new();
    let mut client = connect_quietly(&recorder).await;
    client.batch_execute("CREATE TEMP TABLE t (id int)").await.expect("a table");
    let select = "SELECT relname FROM pg_class";
    assert_eq!(
        dropped!(recorder, client.query_raw(select, [] as [i32; 0]).await.expect("rows")),
        ["SELECT pg_class"]
    );
    let typed = || client.query_typed_raw("SELECT $1 FROM pg_class", [("x", Type::TEXT)]);
    assert_eq!(dropped!(recorder, typed().await.expect("rows")), ["SELECT pg_class"]);
    assert_eq!(dropped!(recorder, client.simple_query_raw(select).await.expect("rows")), ["SELECT pg_class"]);
    let mut begun = Box::pin(client.query_raw(select, [] as [i32; 0]).await.expect("rows"));
    begun.try_next().await.expect("a row");
    recorder.forget();
    Context::map_current(|_| drop(begun));
    assert_eq!(recorder.names(), ["SELECT pg_class"]);
    assert_eq!(
        dropped!(recorder, client.copy_in::<_, Bytes>("COPY t FROM STDIN").await.expect("a sink")),
        ["COPY t"]
    );
    assert_eq!(
        dropped!(recorder, client.copy_out("COPY pg_class TO STDOUT").await.expect("rows")),
        ["COPY pg_class"]
    );
    assert_eq!(dropped!(recorder, client.transaction().await.expect("begun")), ["ROLLBACK"]);
    let mut transaction = client.transaction().await.expect("begun");
    assert_eq!(dropped!(recorder, transaction.savepoint("x").await.expect("a savepoint")), ["ROLLBACK TO"]);
    let portal = transaction.bind(select, &[]).await.expect("a portal");
    assert_eq!(
        dropped!(recorder, transaction.query_portal_raw(&portal, 1).await.expect("rows")),
        ["SELECT pg_class"]
    );
}

#[tokio::test]
async fn pooled_client_dropped_while_the_context_is_borrowed_goes_back() {
    let recorder = Recorder::new();
    let mut config: Config = database().await.parse().expect("a URL");
    config.telemetry(&recorder.telemetry());
    let pool = Pool::builder(Manager::new(config, NoTls)).runtime(Runtime::Tokio1).build().expect("a pool");
    assert_eq!(dropped!(recorder, pool.get().await.expect("a client")), [""; 0]);
    let mut client = pool.get().await.expect("a client");
    assert_eq!(dropped!(recorder, client.transaction().await.expect("begun")), ["ROLLBACK"]);
    drop(client);
    assert_eq!(pool.status().available, 1);
}
