//! What a test reads of the metrics and spans of pools.

use db_trace_tests::{Recorder, Span};

/// Returns the connections of the pool of this name, idle and used, and none if no metric has them.
pub(crate) fn counts(recorder: &Recorder, pool: &str) -> Option<(i64, i64)> {
    let points = recorder.sums("db.client.connection.count");
    let of = |state: &str| {
        let attributes = [("db.client.connection.pool.name", pool), ("db.client.connection.state", state)];
        let attributes = attributes.map(|(key, value)| (key.to_owned(), value.to_owned()));
        points.get(&attributes.into()).copied()
    };
    Some((of("idle")?, of("used")?))
}

/// One of the other numbers of the pool of this name.
pub(crate) fn number(recorder: &Recorder, pool: &str, metric: &str) -> Option<i64> {
    let points = recorder.sums(&format!("db.client.connection.{metric}"));
    let attributes = [("db.client.connection.pool.name".to_owned(), pool.to_owned())];
    points.get(&attributes.into()).copied()
}

/// How many measurements there are of a time, of all pools.
pub(crate) fn measurements(recorder: &Recorder, metric: &str) -> u64 {
    recorder.seconds(&format!("db.client.connection.{metric}")).iter().map(|point| point.count).sum()
}

/// The names of the spans, and `true` for each that has a wait.
pub(crate) fn waits(recorder: &Recorder) -> Vec<(String, bool)> {
    let wait = |span: &Span| {
        let wait = span.attribute("dbtrace.pool.wait")?;
        Some(wait.parse::<f64>().expect("a number"))
    };
    recorder
        .spans()
        .iter()
        .map(|span| (span.name.clone(), wait(span).is_some_and(|wait| wait >= 0.0)))
        .collect()
}

/// What [`waits`] is to be.
pub(crate) fn owned<const COUNT: usize>(waits: [(&str, bool); COUNT]) -> Vec<(String, bool)> {
    waits.map(|(name, waited)| (name.to_owned(), waited)).into()
}
