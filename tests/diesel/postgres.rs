//! What only PostgreSQL has.

use std::io::Write as _;

use db_trace_tests::Recorder;
use diesel::connection::SimpleConnection as _;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{CopyFormat, Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, IsNull, Output, ToSql};

use crate::connection::{only_span, postgres_quietly};
use crate::schema::{User, users};

#[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(name = "mood"))]
pub(crate) struct MoodType;

#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = MoodType)]
pub(crate) enum Mood {
    Glad,
}

impl ToSql<MoodType, Pg> for Mood {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(b"glad")?;
        Ok(IsNull::No)
    }
}

impl FromSql<MoodType, Pg> for Mood {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        match value.as_bytes() {
            b"glad" => Ok(Self::Glad),
            other => Err(format!("not a mood: {other:?}").into()),
        }
    }
}

#[test]
fn type_lookup_is_inside_the_query_that_needs_it() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    connection.batch_execute("CREATE TYPE mood AS ENUM ('glad', 'sad')").expect("a type");
    recorder.forget();
    for _ in 0..2 {
        let mood: Mood =
            diesel::select(Mood::Glad.into_sql::<MoodType>()).get_result(connection).expect("a row");
        assert_eq!(mood, Mood::Glad);
        only_span(&recorder, "SELECT", &[("db.query.text", "SELECT $1"), ("db.response.returned_rows", "1")]);
    }
    recorder.assert_never_seen(&["glad"]);
}

#[test]
fn copy_from_records_affected_rows() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    let new = [(users::id.eq(7), users::name.eq("Xq7Copied"), users::age.eq(1))];
    let copied =
        diesel::copy_from(users::table).from_insertable(new.to_vec()).execute(connection).expect("copied");
    assert_eq!(copied, 1);
    let text = r#"COPY "users"("id", "name", "age") FROM STDIN WITH (FORMAT ?)"#;
    only_span(&recorder, r#"COPY "users""#, &[("db.query.text", text), ("dbtrace.affected_rows", "1")]);

    let copied = diesel::copy_from(users::table)
        .from_raw_data(users::table, |out| -> QueryResult<()> {
            out.write_all(b"8;Xq7Raw;2\n9;Xq7Row;3\n")
                .map_err(|error| diesel::result::Error::SerializationError(error.into()))
        })
        .with_format(CopyFormat::Csv)
        .with_delimiter(';')
        .execute(connection)
        .expect("copied");
    assert_eq!(copied, 2);
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    assert_eq!(span.name, r#"COPY "users""#);
    assert_eq!(span.attribute("dbtrace.affected_rows"), Some("2"));
    assert_eq!(users::table.count().get_result::<i64>(connection), Ok(6));
    recorder.assert_never_seen(&["Xq7"]);
}

#[test]
fn failed_copy_from_is_a_failure() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    let twice = vec![(users::id.eq(1), users::name.eq("Xq7Copied"), users::age.eq(1))];
    diesel::copy_from(users::table).from_insertable(twice).execute(connection).expect_err("twice");
    let spans = recorder.spans();
    let [span] = spans.as_slice() else { panic!("not one span: {spans:#?}") };
    assert_eq!(span.name, r#"COPY "users""#);
    assert!(span.attribute("error.type").is_some());
    let ada: User = users::table.find(1).first(connection).expect("the connection is still good");
    assert_eq!(ada.name, "ada");
    recorder.assert_never_seen(&["Xq7"]);
}

#[test]
fn notifications_arrive_and_payloads_are_not_exported() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    connection.batch_execute("LISTEN news; NOTIFY news, 'Xq7Payload'").expect("notified");
    let heard: Vec<_> = connection.notifications_iter().collect::<QueryResult<_>>().expect("notifications");
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].payload, "Xq7Payload");
    recorder.assert_never_seen(&["Xq7Payload"]);
}
