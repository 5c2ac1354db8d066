//! An adapter of a made-up driver, and a program that checks each span that the adapter makes.
//!
//! `cargo run -p db-semconv --example adapter` runs the program, and so does `cargo test`. The adapter is `adapter.rs`.

#![expect(unreachable_pub, reason = "an adapter and a driver are libraries, and this is a program")]

mod adapter;
mod driver;
mod recorder;

use std::pin::pin;

use db_semconv::Telemetry;
use futures_util::{FutureExt as _, StreamExt as _};

use crate::adapter::{Client, Config, Pool};
use crate::driver::{Error, Item, PoolError, Row, Server};
use crate::recorder::Recorder;

const SECRETS: &[&str] = &["Xq7Literal", "Xq7Parameter", "Xq7Password"];
const SELECT: &str = "SELECT name FROM users WHERE country = 'Xq7Literal' AND name > $1";
const INSERT: &str = "INSERT INTO users (email) VALUES ($1)";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = Server::default();
    let recorder = Recorder::new(SECRETS);
    let telemetry = recorder.telemetry().build();

    let config = config(&server, "Xq7Password", &telemetry);
    let connect = ["CONNECT | db.operation.name=CONNECT | db.query.summary=CONNECT"];
    let mut client = recorder.expect(config.connect(), &connect).await.expect("a connection");

    calls(&recorder, &client, &server).await;
    stream(&recorder, &client).await;
    transactions(&recorder, &mut client, &server).await;
    failures(&recorder, &client).await;
    failed_connect(&recorder, &server, &telemetry).await;
    pool(&recorder, &server, &telemetry).await;
    opt_ins(&server).await;
    println!("The adapter makes each span as expected.");
}

fn config(server: &Server, password: &str, telemetry: &Telemetry) -> Config {
    let config = driver::Config {
        server: server.clone(),
        host: "db.example.com".to_owned(),
        port: 7_433,
        database: "shop".to_owned(),
        password: password.to_owned(),
    };
    Config::new(config, telemetry)
}

async fn calls(recorder: &Recorder, client: &Client, server: &Server) {
    let select =
        ["SELECT users | amberdb.protocol=extended | amberdb.shards=3 | db.query.summary=SELECT users | \
         db.query.text=SELECT name FROM users WHERE country = ? AND name > $1 | db.response.returned_rows=2"];
    let answer = recorder.expect(client.query(SELECT, &[&"Xq7Parameter"]), &select).await.expect("rows");
    assert_eq!(answer.rows, [Row("Ada"), Row("Grace")]);
    let (span, received) = (recorder.first(), server.take_received());
    let comment = format!("/*traceparent='00-{}-{}-01'*/", span.trace_id(), span.span_id());
    assert_eq!(received, [format!("{SELECT} {comment}")], "the server gets the context of the call's span");

    let update = ["UPDATE users | amberdb.protocol=extended | db.query.summary=UPDATE users | \
         db.query.text=UPDATE users SET age = ? | dbtrace.affected_rows=1"];
    recorder.expect(client.execute("UPDATE users SET age = 7", &[]), &update).await.expect("an answer");

    let cancelled =
        ["SELECT | amberdb.protocol=extended | db.query.summary=SELECT | db.query.text=SELECT SLEEP(?) | \
         dbtrace.outcome=cancelled"];
    let dropped = async { client.query("SELECT SLEEP(60)", &[]).now_or_never() };
    assert!(recorder.expect(dropped, &cancelled).await.is_none());
}

async fn stream(recorder: &Recorder, client: &Client) {
    // It is made outside of the caller's span, and polled inside.
    let mut stream = pin!(client.query_stream("UPDATE users SET age = 7 RETURNING name", &[]));
    let expected = ["UPDATE users | amberdb.protocol=extended | db.query.summary=UPDATE users | \
         db.query.text=UPDATE users SET age = ? RETURNING name | db.response.returned_rows=2 | \
         dbtrace.affected_rows=2"];
    let drained = async {
        let mut items = Vec::new();
        while let Some(item) = stream.next().await {
            items.push(item.expect("no failure"));
        }
        items
    };
    let items = recorder.expect(drained, &expected).await;
    assert_eq!(items, [Item::Row(Row("Ada")), Item::Row(Row("Grace")), Item::Done(2)]);
}

async fn transactions(recorder: &Recorder, client: &mut Client, server: &Server) {
    const BEGIN: &str =
        "START TRANSACTION | db.operation.name=START TRANSACTION | db.query.summary=START TRANSACTION";
    const UPDATE: &str = "UPDATE users | amberdb.protocol=extended | db.query.summary=UPDATE users | \
                          db.query.text=UPDATE users SET age = ? | dbtrace.affected_rows=1";

    let committed = async {
        let transaction = client.begin().await?;
        transaction.execute("UPDATE users SET age = 7", &[]).await?;
        transaction.commit().await
    };
    let commit = "COMMIT | db.operation.name=COMMIT | db.query.summary=COMMIT";
    recorder.expect(committed, &[BEGIN, UPDATE, commit]).await.expect("a commit");

    let rolled_back = async { client.begin().await?.rollback().await };
    let rollback = "ROLLBACK | db.operation.name=ROLLBACK | db.query.summary=ROLLBACK";
    recorder.expect(rolled_back, &[BEGIN, rollback]).await.expect("a rollback");

    server.take_received();
    let dropped = async { client.begin().await.map(drop) };
    let implicit = format!("{rollback} | dbtrace.implicit=true");
    recorder.expect(dropped, &[BEGIN, &implicit]).await.expect("a transaction");
    assert_eq!(server.take_received(), ["BEGIN", "ROLLBACK"]);
}

async fn failures(recorder: &Recorder, client: &Client) {
    let failed = ["INSERT users | amberdb.protocol=extended | db.query.summary=INSERT users | \
         db.query.text=INSERT INTO users (email) VALUES ($1) | db.response.status_code=23505 | \
         dbtrace.constraint=users_email_key | error.type=23505 | \
         Error { description: \"23505 unique_violation\" }"];
    let result = recorder.expect(client.execute(INSERT, &[&"Xq7Parameter"]), &failed).await;
    let error = result.expect_err("it is taken");
    assert_eq!(error.to_string(), "Key (email)=(\"Xq7Parameter\") already exists.", "the driver's own error");
}

async fn failed_connect(recorder: &Recorder, server: &Server, telemetry: &Telemetry) {
    let failed = ["CONNECT | db.operation.name=CONNECT | db.query.summary=CONNECT | error.type=closed | \
         Error { description: \"closed\" }"];
    let config = config(server, "", telemetry);
    let result = recorder.expect(config.connect(), &failed).await;
    assert!(matches!(result, Err(Error::Closed)));
}

async fn pool(recorder: &Recorder, server: &Server, telemetry: &Telemetry) {
    const CONNECT: &str = "CONNECT | db.operation.name=CONNECT | db.query.summary=CONNECT";
    const UPDATE: &str = "UPDATE users | amberdb.protocol=extended | db.query.summary=UPDATE users | \
         db.query.text=UPDATE users SET age = ? | dbtrace.affected_rows=1 | dbtrace.pool.wait";

    let pool = Pool::new(config(server, "Xq7Password", telemetry), 1);
    for expected in [&[CONNECT, UPDATE][..], &[UPDATE]] {
        let pooled = async {
            let client = pool.get().await.expect("a connection");
            assert!(matches!(pool.get().await, Err(PoolError::Timeout)), "the only one is in use");
            client.execute("UPDATE users SET age = 7", &[]).await
        };
        recorder.expect(pooled, expected).await.expect("an answer");
    }
    let metrics = [
        "db.client.connection.count",
        "db.client.connection.create_time",
        "db.client.connection.idle.max",
        "db.client.connection.idle.min",
        "db.client.connection.max",
        "db.client.connection.pending_requests",
        "db.client.connection.timeouts",
        "db.client.connection.use_time",
        "db.client.connection.wait_time",
        "db.client.operation.duration",
    ];
    assert_eq!(recorder.metrics(), metrics);
}

/// What a user sees who opted in to parameters and messages, which are data.
async fn opt_ins(server: &Server) {
    let recorder = Recorder::new(&["Xq7Password"]);
    let telemetry = recorder.telemetry().query_parameters(true).error_messages(true).connect_spans(false);
    let config = config(server, "Xq7Password", &telemetry.build());
    let client = recorder.expect(config.connect(), &[]).await.expect("a connection");
    let failed = ["INSERT users | amberdb.protocol=extended | db.query.parameter.0=ada | \
         db.query.summary=INSERT users | db.query.text=INSERT INTO users (email) VALUES ($1) | \
         db.response.status_code=23505 | dbtrace.constraint=users_email_key | error.type=23505 | \
         Error { description: \"Key (email)=(\\\"ada\\\") already exists.\" }"];
    recorder.expect(client.execute(INSERT, &[&"ada"]), &failed).await.expect_err("it is taken");
}

#[cfg(test)]
mod tests {
    #[test]
    fn adapter_makes_each_span_as_expected() {
        super::main();
    }
}
