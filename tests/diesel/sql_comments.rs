//! Comments in the texts that diesel does not cache, as the servers see them.

use std::sync::{Arc, Mutex};

use db_trace_tests::Recorder;
use diesel::connection::{CacheSize, Connection as _, InstrumentationEvent, SimpleConnection as _};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Integer, Text};
use diesel_trace::{MysqlConnection, PgConnection, SqliteConnection, Telemetry};

use crate::connection::{mysql, postgres, sqlite};
use crate::schema::users;

/// Returns its own text, as the server has it.
const ON_POSTGRES: &str = "SELECT current_query() AS text WHERE $1 = 'Xq7Bound';";
const ON_MARIADB: &str =
    "SELECT info AS text FROM information_schema.processlist WHERE id = connection_id() AND ? = 'Xq7Bound'";

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = Integer)]
    count: i32,
}

fn commenting(recorder: &Recorder) -> Telemetry {
    recorder.builder().sql_comments(true).build()
}

fn on_postgres(recorder: &Recorder) -> PgConnection {
    let connection = postgres(&commenting(recorder));
    recorder.forget();
    connection
}

fn on_mariadb(recorder: &Recorder) -> MysqlConnection {
    let connection = mysql(&commenting(recorder));
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

#[test]
fn sql_query_sends_the_context_of_its_own_span() {
    let recorder = Recorder::new();
    let mut connection = on_postgres(&recorder);
    let query = || sql_query(ON_POSTGRES).bind::<Text, _>("Xq7Bound");
    let seen: Seen = query().get_result(&mut connection).expect("a row");
    assert_eq!(seen.text, ON_POSTGRES.replace(';', &format!("{};", comment(&recorder))));

    let kept = "CREATE TEMPORARY TABLE seen AS SELECT current_query() AS text";
    sql_query(kept).execute(&mut connection).expect("kept");
    let expected = format!("{kept}{}", comment(&recorder));
    let seen: Seen = sql_query("SELECT text FROM seen").get_result(&mut connection).expect("a row");
    assert_eq!(seen.text, expected, "execute");

    let mut connection = on_mariadb(&recorder);
    let query = || sql_query(ON_MARIADB).bind::<Text, _>("Xq7Bound");
    let seen: Seen = query().get_result(&mut connection).expect("a row");
    assert_eq!(seen.text, format!("{ON_MARIADB}{}", comment(&recorder)));
    recorder.assert_never_seen(&["traceparent", "Xq7Bound"]);
}

#[test]
fn batch_sends_the_context_of_its_own_span() {
    let recorder = Recorder::new();
    let mut connection = on_postgres(&recorder);
    let batch = "SELECT 1; CREATE TEMPORARY TABLE seen AS SELECT current_query() AS text";
    connection.batch_execute(batch).expect("done");
    let expected = format!("{batch}{}", comment(&recorder));
    let seen: Seen = sql_query("SELECT text FROM seen").get_result(&mut connection).expect("a row");
    assert_eq!(seen.text, expected);
}

#[test]
fn query_that_diesel_does_not_cache_sends_the_context_and_a_cached_one_does_not() {
    let recorder = Recorder::new();
    let mut connection = sqlite(&commenting(&recorder));
    let sent = Arc::new(Mutex::new(String::new()));
    let hears = Arc::clone(&sent);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            *hears.lock().expect("a text") = query.to_string();
        }
    });
    recorder.forget();
    let mut is_commented = |query: &mut dyn FnMut(&mut SqliteConnection) -> usize, rows: usize| {
        assert_eq!(query(&mut connection), rows);
        let comment = comment(&recorder);
        sent.lock().expect("a text").contains(&comment)
    };
    let count = |names: Vec<String>| names.len();
    let name = || users::table.select(users::name);
    let in_list = |ids: &'static [i32]| name().filter(users::id.eq_any(ids));
    assert!(is_commented(&mut |db| count(in_list(&[1, 2]).load(db).expect("rows")), 2), "IN");
    assert!(!is_commented(&mut |db| count(name().load(db).expect("rows")), 3), "a query by its type");
    assert!(!is_commented(&mut |db| count(name().into_boxed().load(db).expect("rows")), 3), "a boxed one");
    let old = || diesel::update(users::table.find(1)).set(users::age.eq(37));
    assert!(is_commented(&mut |db| old().execute(db).expect("done"), 1), "an update");
    let none = || diesel::delete(users::table.find(9));
    assert!(!is_commented(&mut |db| none().execute(db).expect("done"), 0), "a delete by its type");
    let delete = || diesel::delete(users::table.filter(users::id.eq_any([7, 8])));
    assert!(is_commented(&mut |db| delete().execute(db).expect("done"), 0), "a delete with IN");

    connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    name().load::<String>(&mut connection).expect("rows");
    assert!(sent.lock().expect("a text").contains(&comment(&recorder)), "without a cache");
}

#[test]
fn text_that_the_schema_of_sqlite_keeps_is_sent_as_it_is() {
    let recorder = Recorder::new();
    let mut connection = sqlite(&commenting(&recorder));
    connection.batch_execute("CREATE VIEW names AS SELECT name FROM users").expect("a view");
    sql_query("CREATE INDEX by_age ON users (age)").execute(&mut connection).expect("an index");
    let kept = "SELECT count(*) AS count FROM sqlite_schema WHERE sql LIKE '%traceparent%'";
    let count: Count = sql_query(kept).get_result(&mut connection).expect("a row");
    assert_eq!(count.count, 0);
}

#[test]
fn number_of_prepared_statements_stays_the_same_over_a_thousand_calls() {
    let recorder = Recorder::new();
    let mut connection = on_postgres(&recorder);
    let prepared = "SELECT count(*)::int AS count FROM pg_prepared_statements";
    let mut open = Vec::new();
    for call in 0..1_000 {
        connection.batch_execute("SELECT 1").expect("done");
        sql_query("SELECT 1").execute(&mut connection).expect("done");
        let ids: Vec<i32> =
            users::table.select(users::id).filter(users::id.eq_any([1])).load(&mut connection).expect("rows");
        assert_eq!(ids, [1]);
        if call % 333 == 0 {
            let count: Count = sql_query(prepared).get_result(&mut connection).expect("a row");
            open.push(count.count);
        }
    }
    // The query by its type, which diesel caches.
    assert_eq!(open, [1; 4]);

    let mut connection = on_mariadb(&recorder);
    let prepared =
        "SELECT CAST(SUM(IF(variable_name = 'COM_STMT_CLOSE', -1, 1) * variable_value) AS INTEGER) AS count
        FROM information_schema.session_status WHERE variable_name IN ('COM_STMT_PREPARE', 'COM_STMT_CLOSE')";
    let mut open = |calls: usize| {
        for _ in 0..calls {
            connection.batch_execute("SELECT 1").expect("done");
            sql_query("SELECT 1").execute(&mut connection).expect("done");
        }
        let count: Count = sql_query(prepared).get_result(&mut connection).expect("a row");
        count.count
    };
    assert_eq!(open(1), open(1_000));
}
