//! Comments in the texts that diesel-async does not cache, as the servers see them.

use db_trace_tests::{Recorder, poll_times};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use diesel_trace::{AsyncMysqlConnection, AsyncPgConnection};
use futures_util::FutureExt as _;
use opentelemetry::trace::FutureExt as _;

use crate::scene::{mariadb_with, postgres_with};
use crate::schema::users;

/// Returns its own text, as the server has it.
const ON_POSTGRES: &str = "SELECT current_query() AS text WHERE $1 = 'Xq7Bound' AND $2 = 7";
const ON_MARIADB: &str = "SELECT info AS text FROM information_schema.processlist
    WHERE id = connection_id() AND ? = 'Xq7Bound' AND ? = 7";

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn on_postgres(recorder: &Recorder) -> AsyncPgConnection {
    let connection = postgres_with(&recorder.builder().sql_comments(true).build()).await;
    recorder.forget();
    connection
}

async fn on_mariadb(recorder: &Recorder) -> AsyncMysqlConnection {
    let connection = mariadb_with(&recorder.builder().sql_comments(true).build()).await;
    recorder.forget();
    connection
}

/// The comment of the only span since the last time.
fn comment(recorder: &Recorder) -> String {
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    recorder.forget();
    let text = span.attribute("db.query.text").expect("a text");
    assert!(!text.contains("/*"), "the exported text has no comment: {text}");
    format!(" /*traceparent='00-{}-{}-01'*/", span.trace, span.id)
}

#[tokio::test]
async fn sql_query_sends_the_context_of_its_own_span() {
    let recorder = Recorder::new();
    let mut connection = on_postgres(&recorder).await;
    let bound = sql_query(ON_POSTGRES).bind::<Text, _>("Xq7Bound").bind::<Integer, _>(7);
    let seen: Seen = bound.get_result(&mut connection).await.expect("a row");
    assert_eq!(seen.text, format!("{ON_POSTGRES}{}", comment(&recorder)));

    let kept = "CREATE TEMPORARY TABLE seen AS SELECT current_query() AS text";
    sql_query(kept).execute(&mut connection).await.expect("kept");
    let expected = format!("{kept}{}", comment(&recorder));
    let seen: Seen = sql_query("SELECT text FROM seen").get_result(&mut connection).await.expect("a row");
    assert_eq!(seen.text, expected, "execute");

    let mut connection = on_mariadb(&recorder).await;
    recorder.forget();
    let bound = sql_query(ON_MARIADB).bind::<Text, _>("Xq7Bound").bind::<Integer, _>(7);
    let seen: Seen = bound.get_result(&mut connection).await.expect("a row");
    assert_eq!(seen.text, format!("{ON_MARIADB}{}", comment(&recorder)));
    recorder.assert_never_seen(&["traceparent", "Xq7Bound"]);
}

#[tokio::test]
async fn batch_sends_the_context_of_its_own_span() {
    let recorder = Recorder::new();
    let mut connection = on_postgres(&recorder).await;
    let batch = "SELECT 1; CREATE TEMPORARY TABLE seen AS SELECT current_query() AS text";
    connection.batch_execute(batch).await.expect("done");
    let expected = format!("{batch}{}", comment(&recorder));
    let seen: Seen = sql_query("SELECT text FROM seen").get_result(&mut connection).await.expect("a row");
    assert_eq!(seen.text, expected);
}

#[tokio::test]
async fn span_of_a_sent_context_belongs_to_the_first_poll() {
    let recorder = Recorder::new();
    let mut connection = on_postgres(&recorder).await;
    let made_in = recorder.parent("made");
    let made = {
        let _inside = made_in.clone().attach();
        RunQueryDsl::get_result::<Seen>(sql_query("SELECT current_query() AS text"), &mut connection)
    };
    let polled_in = recorder.parent("polled");
    let seen: Seen = made.with_context(polled_in.clone()).await.expect("a row");
    drop((made_in, polled_in));
    let (span, polled) = (recorder.span("SELECT"), recorder.span("polled"));
    assert_eq!(span.parent, polled.id);
    assert_eq!(
        seen.text,
        format!("SELECT current_query() AS text /*traceparent='00-{}-{}-01'*/", span.trace, span.id)
    );
}

#[tokio::test]
async fn pipelined_queries_send_the_context_of_their_own_spans() {
    let recorder = Recorder::new();
    let connection = on_postgres(&recorder).await;
    let (mut first, mut second) = (&connection, &connection);
    let (one, two) = ("SELECT current_query() AS text, 1", "SELECT current_query() AS text, 2");
    let (one, two): (Result<Seen, _>, Result<Seen, _>) = futures_util::join!(
        sql_query(one).get_result(&mut first).boxed(),
        sql_query(two).get_result(&mut second).boxed()
    );
    let texts = [one.expect("a row").text, two.expect("a row").text];
    let spans = recorder.spans();
    assert_eq!(spans.len(), 2);
    for span in spans {
        let comment = format!("/*traceparent='00-{}-{}-01'*/", span.trace, span.id);
        assert_eq!(texts.iter().filter(|text| text.ends_with(&comment)).count(), 1, "{texts:?}");
    }
}

#[tokio::test]
async fn query_that_is_never_polled_sends_nothing() {
    let recorder = Recorder::new();
    let mut connection = on_postgres(&recorder).await;
    drop(sql_query("DELETE FROM users").execute(&mut connection));
    poll_times(0, sql_query("DELETE FROM users").execute(&mut connection)).await;
    assert!(recorder.spans().is_empty());
    let names: Vec<String> = users::table.select(users::name).load(&mut connection).await.expect("rows");
    assert_eq!(names.len(), 3);
}

#[tokio::test]
async fn number_of_prepared_statements_stays_the_same_over_a_thousand_calls() {
    let recorder = Recorder::new();
    let mut connection = on_postgres(&recorder).await;
    let prepared = "SELECT count(*) AS count FROM pg_prepared_statements";
    let mut open = Vec::new();
    for call in 0..1_000 {
        connection.batch_execute("SELECT 1").await.expect("done");
        sql_query("SELECT 1").execute(&mut connection).await.expect("done");
        if call % 333 == 0 {
            let count: Count = sql_query(prepared).get_result(&mut connection).await.expect("a row");
            open.push(count.count);
        }
    }
    // The one that counts is one itself.
    assert_eq!(open, [1; 4]);

    let mut connection = on_mariadb(&recorder).await;
    let prepared =
        "SELECT CAST(SUM(IF(variable_name = 'COM_STMT_CLOSE', -1, 1) * variable_value) AS INTEGER) AS count
        FROM information_schema.session_status WHERE variable_name IN ('COM_STMT_PREPARE', 'COM_STMT_CLOSE')";
    let mut open = Vec::new();
    for calls in [1, 1_000] {
        for _ in 0..calls {
            connection.batch_execute("SELECT 1").await.expect("done");
            sql_query("SELECT 1").execute(&mut connection).await.expect("done");
        }
        let count: Count = sql_query(prepared).get_result(&mut connection).await.expect("a row");
        open.push(count.count);
    }
    assert_eq!(open[0], open[1]);
}
