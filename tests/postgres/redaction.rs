//! No value that a program passes leaves it: every way in, and everything that is exported.

use std::pin::pin;

use bytes::Bytes;
use db_trace_tests::Recorder;
use futures_util::{SinkExt as _, TryStreamExt as _};
use pg_trace::types::Type;

use crate::client::connect_quietly;

/// Values that look like nothing else in a span.
const VALUES: &[&str] = &[
    "Xq7Literal",
    "Xq7Parameter",
    "Xq7Typed",
    "Xq7Copied",
    "Xq7Comment",
    "Xq7Dollar",
    "Xq7Notice",
    "918273645",
];

#[tokio::test]
async fn value_passed_to_any_postgres_method_is_not_exported() {
    let recorder = Recorder::new();
    let mut client = connect_quietly(&recorder).await;
    client
        .batch_execute(
            "CREATE TABLE notes (body text, code bigint);
             INSERT INTO notes VALUES ('Xq7Literal', 918273645), (E'Xq7\\x4citeral', +918273645)",
        )
        .await
        .expect("a table");
    client.execute("INSERT INTO notes VALUES ($1, 918273645)", &[&"Xq7Parameter"]).await.expect("inserted");
    client.query("SELECT * FROM notes WHERE body = $$Xq7Dollar$$ /* Xq7Comment */", &[]).await.expect("rows");
    client.query("SELECT $tag$Xq7Dollar$tag$ -- Xq7Comment", &[]).await.expect("rows");
    client.query_typed("SELECT $1", &[(&"Xq7Typed", Type::TEXT)]).await.expect("rows");
    client.simple_query("SET application_name = 'Xq7Literal'; SELECT 'Xq7Literal'").await.expect("messages");
    client.batch_execute("DO $$ BEGIN RAISE NOTICE 'Xq7Notice'; END $$").await.expect("done");
    client.query("SELECT 'Xq7Literal'::int", &[]).await.expect_err("not a number");
    client.query("SELECT * FROM notes WHERE body = 'Xq7Literal", &[]).await.expect_err("unterminated");
    client.query("SELECT 918273645 / 0", &[]).await.expect_err("divided by zero");
    let mut sink = pin!(client.copy_in("COPY notes FROM STDIN").await.expect("a sink"));
    sink.send(Bytes::from_static(b"Xq7Copied\t918273645\n")).await.expect("sent");
    sink.finish().await.expect("finished");
    let transaction = client.transaction().await.expect("begun");
    let portal =
        transaction.bind("SELECT * FROM notes WHERE body <> $1", &[&"Xq7Parameter"]).await.expect("a portal");
    transaction.query_portal(&portal, 1).await.expect("rows");
    let stream = transaction.copy_out("COPY (SELECT * FROM notes WHERE code = 918273645) TO STDOUT").await;
    let _: Vec<_> = stream.expect("a stream").try_collect().await.expect("chunks");
    transaction.commit().await.expect("committed");
    let statement =
        client.prepare("SELECT body FROM notes WHERE code IN (918273645, 1)").await.expect("a statement");
    client.query(&statement, &[]).await.expect("rows");
    assert!(recorder.spans().len() > 15);
    recorder.assert_never_seen(VALUES);
}

#[tokio::test]
async fn huge_insert_is_cut_and_shows_no_value() {
    let recorder = Recorder::new();
    let client = connect_quietly(&recorder).await;
    let values = vec!["('Xq7Literal')"; 200_000].join(",");
    client.batch_execute("CREATE TABLE notes (body text)").await.expect("a table");
    recorder.forget();
    client.batch_execute(&format!("INSERT INTO notes VALUES {values}")).await.expect("inserted");
    let span = recorder.span("INSERT notes");
    assert!(span.attribute("db.query.text").expect("a text").len() <= 1_024);
    recorder.assert_never_seen(&["Xq7Literal"]);
}
