//! The statements of a queue as queries of diesel.

use std::marker::PhantomData;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use db_semconv::messaging::jobs::{Batch, Columns, Job, Message, Receive, Receiver, Sender};
use diesel::QueryResult;
use diesel::internal::derives::multiconnection::AstPassHelper as _;
use diesel::pg::Pg;
use diesel::pg::data_types::PgTimestamp;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Double, Integer, Nullable, Text, Timestamptz};

/// PostgreSQL's times begin on the first day of 2000, this long after Unix's.
const EPOCH: Duration = Duration::from_secs(946_684_800);

/// A statement with its parameters, which returns rows of the type `R`. diesel caches it by its text, like a query of its own.
pub(super) struct Statement<'a, R> {
    text: String,
    parameters: Vec<Parameter<'a>>,
    returns: PhantomData<fn() -> R>,
}

enum Parameter<'a> {
    Text(Option<&'a str>),
    Time(Option<PgTimestamp>),
    Integer(i32),
    BigInt(i64),
    Double(f64),
    Texts(Vec<&'a str>),
    NullableTexts(Vec<Option<&'a str>>),
    Times(Vec<Option<PgTimestamp>>),
    Integers(Vec<i32>),
    BigInts(Vec<i64>),
}

/// The identity of a job.
pub(super) type Id = BigInt;
/// The identity of a job, and its deliveries.
pub(super) type Counted = (BigInt, Integer);
/// The columns of a job.
pub(super) type Locked = (BigInt, Text, Integer, Nullable<Text>, Nullable<Text>, Nullable<Text>);
/// The same in Rust.
pub(super) type Row = (i64, String, i32, Option<String>, Option<String>, Option<String>);

impl<'a> Statement<'a, Id> {
    pub(super) fn insert(sender: &Sender, row: &Job<'a>) -> Self {
        let texts = [row.traceparent, row.tracestate, row.baggage].map(Parameter::Text);
        let mut parameters =
            vec![Parameter::Text(Some(row.payload)), Parameter::Time(row.run_at.map(timestamp))];
        parameters.extend(texts);
        Self::new(sender.insert(), parameters)
    }

    pub(super) fn insert_all(sender: &Sender, rows: Batch<'a>) -> Self {
        let times = rows.run_at.into_iter().map(|time| time.map(timestamp)).collect();
        let texts = [rows.traceparent, rows.tracestate, rows.baggage].map(Parameter::NullableTexts);
        let mut parameters = vec![Parameter::Texts(rows.payload), Parameter::Times(times)];
        parameters.extend(texts);
        Self::new(sender.insert_all(), parameters)
    }
}

impl Statement<'_, Counted> {
    pub(super) fn count_delivery(receiver: &Receiver, receive: &Receive) -> Self {
        let (text, most, count) = receiver.count_delivery(receive);
        Self::new(text, vec![Parameter::Integer(most), Parameter::BigInt(count)])
    }
}

impl Statement<'_, Locked> {
    pub(super) fn lock(receiver: &Receiver, counted: Vec<(i64, i32)>) -> Self {
        let (ids, deliveries) = counted.into_iter().unzip();
        Self::new(receiver.lock(), vec![Parameter::BigInts(ids), Parameter::Integers(deliveries)])
    }
}

impl Statement<'_, ()> {
    pub(super) fn acknowledge(receiver: &Receiver, messages: &[&Message]) -> Self {
        let ids = messages.iter().map(|message| message.id()).collect();
        Self::new(receiver.acknowledge(), vec![Parameter::BigInts(ids)])
    }

    pub(super) fn retry(receiver: &Receiver, message: &Message, delay: Option<Duration>) -> Self {
        let (text, seconds) = receiver.retry(delay);
        Self::new(text, vec![Parameter::BigInt(message.id()), Parameter::Double(seconds)])
    }
}

pub(super) fn message((id, payload, deliveries, traceparent, tracestate, baggage): Row) -> Message {
    let (traceparent, tracestate) = (traceparent.as_deref(), tracestate.as_deref());
    Message::new(Columns { id, payload, deliveries, traceparent, tracestate, baggage })
}

/// A time outside of the server's calendar is the calendar's end.
fn timestamp(time: SystemTime) -> PgTimestamp {
    let micros = |duration: Duration| i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
    PgTimestamp(match time.duration_since(UNIX_EPOCH + EPOCH) {
        Ok(after) => micros(after),
        Err(before) => -micros(before.duration()),
    })
}

impl<'a, R> Statement<'a, R> {
    fn new(text: String, parameters: Vec<Parameter<'a>>) -> Self {
        Self { text, parameters, returns: PhantomData }
    }
}

impl<R> QueryFragment<Pg> for Statement<'_, R> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // The text has the places of its parameters.
        if pass.bind_collector().is_none() && pass.debug_binds().is_none() {
            pass.push_sql(&self.text);
            return Ok(());
        }
        self.parameters.iter().try_for_each(|parameter| match parameter {
            Parameter::Text(value) => pass.push_bind_param::<Nullable<Text>, _>(value),
            Parameter::Time(value) => pass.push_bind_param::<Nullable<Timestamptz>, _>(value),
            Parameter::Integer(value) => pass.push_bind_param::<Integer, _>(value),
            Parameter::BigInt(value) => pass.push_bind_param::<BigInt, _>(value),
            Parameter::Double(value) => pass.push_bind_param::<Double, _>(value),
            Parameter::Texts(values) => pass.push_bind_param::<Array<Text>, _>(values),
            Parameter::NullableTexts(values) => pass.push_bind_param::<Array<Nullable<Text>>, _>(values),
            Parameter::Times(values) => pass.push_bind_param::<Array<Nullable<Timestamptz>>, _>(values),
            Parameter::Integers(values) => pass.push_bind_param::<Array<Integer>, _>(values),
            Parameter::BigInts(values) => pass.push_bind_param::<Array<BigInt>, _>(values),
        })
    }
}

impl<R> Query for Statement<'_, R> {
    type SqlType = R;
}

impl<R> QueryId for Statement<'_, R> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

#[cfg(feature = "postgres")]
impl<R> diesel::RunQueryDsl<diesel::PgConnection> for Statement<'_, R> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_of_a_job_is_in_microseconds_since_2000() {
        let epoch = UNIX_EPOCH + EPOCH;
        for (time, micros) in [
            (epoch, 0),
            (epoch + Duration::new(1, 2_999), 1_000_002),
            (epoch - Duration::from_micros(3), -3),
            (UNIX_EPOCH, -946_684_800_000_000),
        ] {
            assert_eq!(timestamp(time).0, micros);
        }
    }
}
