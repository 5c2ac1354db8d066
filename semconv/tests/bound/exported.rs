//! What is exported: every call is made twice, with and without bound instruments.

use std::collections::BTreeMap;
use std::thread;

use db_semconv::{Database, Instrumentation, Session, System, Target, Telemetry};
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, HistogramDataPoint, Metric, MetricData, ResourceMetrics, ScopeMetrics,
};
use opentelemetry_sdk::metrics::{
    InMemoryMetricExporter, InMemoryMetricExporterBuilder, Instrument, PeriodicReader, SdkMeterProvider,
    Stream, Temporality,
};

use crate::{End, call};

const TEMPORALITIES: [Temporality; 2] = [Temporality::Cumulative, Temporality::Delta];

/// Two databases of the same server, with and without bound instruments.
struct Twins {
    bound: Side,
    plain: Side,
}

impl Twins {
    fn new(temporality: Temporality, cardinality_limit: usize) -> Self {
        let side = |bound| Side::new(temporality, cardinality_limit, bound);
        Self { bound: side(true), plain: side(false) }
    }

    fn call(&self, session: usize, sql: &str, end: End) {
        for side in [&self.bound, &self.plain] {
            call(&side.sessions[session], sql, end);
        }
    }

    /// What both export since the last time.
    fn collect(&self) -> Points {
        let points = self.bound.collect();
        assert_eq!(points, self.plain.collect(), "bound and not");
        points
    }
}

struct Side {
    sessions: [Session; 2],
    provider: SdkMeterProvider,
    exporter: InMemoryMetricExporter,
}

impl Side {
    fn new(temporality: Temporality, cardinality_limit: usize, bound: bool) -> Self {
        let exporter = InMemoryMetricExporterBuilder::new().with_temporality(temporality).build();
        let provider = SdkMeterProvider::builder()
            .with_reader(PeriodicReader::builder(exporter.clone()).build())
            .with_view(move |_: &Instrument| {
                Stream::builder().with_cardinality_limit(cardinality_limit).build().ok()
            })
            .build();
        let builder = Telemetry::builder().meter_provider(provider.clone());
        let telemetry = builder.returned_rows_metric(true).bound_instruments(bound).build();
        let sessions = ["shop", "mail"].map(|namespace| crate::session(&telemetry, namespace));
        Self { sessions, provider, exporter }
    }

    fn collect(&self) -> Points {
        self.provider.force_flush().expect("flushed");
        let points = points(&self.exporter.get_finished_metrics().expect("not shut down"));
        self.exporter.reset();
        points
    }
}

/// By scope, metric and attributes.
type Points = BTreeMap<String, Point>;

/// What does not depend on the clock.
#[derive(Debug, PartialEq)]
struct Point {
    count: u64,
    /// The sum, the least, the most and the buckets.
    rows: Option<Rows>,
}

type Rows = (u64, Option<u64>, Option<u64>, Vec<u64>);

fn points(exported: &[ResourceMetrics]) -> Points {
    let mut points = Points::new();
    for scope in exported.iter().flat_map(ResourceMetrics::scope_metrics) {
        for metric in scope.metrics() {
            match metric.data() {
                AggregatedMetrics::F64(MetricData::Histogram(histogram)) => {
                    for point in histogram.data_points() {
                        let range = point.min().zip(point.max()).expect("both are recorded");
                        assert!(
                            (0.0..60.0).contains(&range.0) && (range.0..60.0).contains(&range.1),
                            "{range:?}"
                        );
                        let value = Point { count: point.count(), rows: None };
                        assert!(points.insert(name(scope, metric, point), value).is_none());
                    }
                }
                AggregatedMetrics::U64(MetricData::Histogram(histogram)) => {
                    for point in histogram.data_points() {
                        let buckets = point.bucket_counts().collect();
                        let rows = Some((point.sum(), point.min(), point.max(), buckets));
                        let value = Point { count: point.count(), rows };
                        assert!(points.insert(name(scope, metric, point), value).is_none());
                    }
                }
                other => panic!("{}: {other:?}", metric.name()),
            }
        }
    }
    points
}

fn name<T>(scope: &ScopeMetrics, metric: &Metric, point: &HistogramDataPoint<T>) -> String {
    let mut attributes: Vec<String> =
        point.attributes().map(|attribute| format!("{}={}", attribute.key, attribute.value)).collect();
    attributes.sort();
    let metric = metric.name().rsplit('.').next().unwrap_or_default();
    format!("{} {metric} {}", scope.scope().name(), attributes.join(" "))
}

#[test]
fn bound_export_equals_the_unbound_one_for_each_ending() {
    for temporality in TEMPORALITIES {
        let twins = Twins::new(temporality, 2_000);
        for interval in 1..4 {
            for session in [0, 1] {
                for end in
                    [End::Rows(3), End::Rows(40), End::Rows(0), End::Success, End::Failure, End::Cancelled]
                {
                    twins.call(session, "SELECT a FROM t WHERE b = 1", end);
                    twins.call(session, "DELETE FROM t", end);
                }
            }
            let points = twins.collect();
            let factor = if temporality == Temporality::Delta { 1 } else { interval };
            let at = "server.address=db server.port=5433";
            let mut expected = Vec::new();
            for (metric, success, others) in
                [("duration", 4 * factor, factor), ("returned_rows", 3 * factor, 0)]
            {
                for namespace in ["mail", "shop"] {
                    for summary in ["DELETE t", "SELECT t"] {
                        let place = format!("db.namespace={namespace} db.query.summary={summary}");
                        let system = "db.system.name=postgresql";
                        let mut add = |rest: String, count| {
                            if count > 0 {
                                let name = format!("db-semconv-tests {metric} {place} {system}{rest} {at}");
                                expected.push((name, count));
                            }
                        };
                        add(String::new(), success);
                        add(" dbtrace.outcome=cancelled".to_owned(), others);
                        add(" error.type=closed".to_owned(), others);
                    }
                }
            }
            expected.sort();
            let told: Vec<(String, u64)> =
                points.iter().map(|(name, point)| (name.clone(), point.count)).collect();
            assert_eq!(told, expected, "{temporality:?}, interval {interval}");
        }
    }
}

#[test]
fn bound_statement_has_no_rows_histogram_before_its_first_rows() {
    for temporality in TEMPORALITIES {
        let twins = Twins::new(temporality, 2_000);
        for _ in 0..3 {
            twins.call(0, "UPDATE t SET a = 1", End::Success);
        }
        assert_eq!(twins.collect().len(), 1);
        for end in [End::Success, End::Success, End::Rows(1), End::Rows(2), End::Success, End::Rows(5)] {
            twins.call(0, "UPDATE t SET a = 1", end);
        }
        let points = twins.collect();
        let rows: Vec<&Point> = points.values().filter(|point| point.rows.is_some()).collect();
        assert_eq!(rows.iter().map(|point| point.count).collect::<Vec<_>>(), [3]);
    }
}

#[test]
fn bound_statement_unused_for_an_interval_frees_its_place() {
    let twins = Twins::new(Temporality::Delta, 1);
    let of_statement = |summary| {
        format!(
            "db-semconv-tests duration db.namespace=shop db.query.summary={summary} db.system.name=postgresql \
             server.address=db server.port=5433"
        )
    };
    let (first, second) = (of_statement("SELECT a"), of_statement("SELECT b"));
    let overflow = "db-semconv-tests duration otel.metric.overflow=true";
    for (calls, expected) in [
        (&["a", "a", "a", "b", "b", "b"][..], &[(first.as_str(), 3), (overflow, 3)][..]),
        // The place of the first is free only when it was not used for a whole interval.
        (&["b", "b", "b"], &[(overflow, 3)]),
        (&["b", "b", "b"], &[(second.as_str(), 3)]),
        (&["b", "a", "b", "a", "a"], &[(second.as_str(), 2), (overflow, 3)]),
    ] {
        for table in calls {
            twins.call(0, &format!("SELECT * FROM {table}"), End::Success);
        }
        let points = twins.collect();
        let counts: Vec<(&str, u64)> =
            points.iter().map(|(name, point)| (name.as_str(), point.count)).collect();
        assert_eq!(counts, expected);
    }
}

#[test]
fn bound_statement_is_exported_in_the_scope_of_each_instrumentation() {
    let side = Side::new(Temporality::Cumulative, 2_000, true);
    let telemetry = Telemetry::builder()
        .meter_provider(side.provider.clone())
        .returned_rows_metric(true)
        .bound_instruments(true)
        .build();
    let other = Instrumentation { name: "other", ..crate::INSTRUMENTATION };
    let sessions = [crate::INSTRUMENTATION, other].map(|instrumentation| {
        Session::new(Database::new(&telemetry, instrumentation, System::SQLITE, &Target::new()))
    });
    for session in sessions.iter().chain(&sessions).chain(&sessions).chain(&sessions[..1]) {
        call(session, "SELECT 1", End::Success);
    }
    let points = side.collect();
    let attributes = "db.query.summary=SELECT db.system.name=sqlite";
    let expected = [("db-semconv-tests", 4), ("other", 3)]
        .map(|(scope, count)| (format!("{scope} duration {attributes}"), Point { count, rows: None }));
    assert_eq!(points, BTreeMap::from(expected));
}

/// Calls, ends and collections by chance, with a limit that is too low by half.
#[test]
fn bound_export_equals_the_unbound_one_for_random_calls() {
    let mut chance = 7_u32;
    let mut below = |bound: usize| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (chance >> 16) as usize % bound
    };
    for temporality in TEMPORALITIES {
        for limit in [1, 3, 8, 2_000] {
            let twins = Twins::new(temporality, limit);
            for _ in 0..2_000 {
                let end = match below(8) {
                    0 => End::Failure,
                    1 => End::Cancelled,
                    2 | 3 => End::Success,
                    rows => End::Rows(rows as u64),
                };
                twins.call(below(2), &format!("SELECT * FROM t{}", below(6)), end);
                if below(20) == 0 {
                    twins.collect();
                }
            }
            twins.collect();
        }
    }
}

#[test]
fn concurrent_collection_loses_no_bound_measurement() {
    const THREADS: u64 = 4;
    const CALLS: u64 = 5_000;
    let side = Side::new(Temporality::Delta, 2_000, true);
    let collected = thread::scope(|scope| {
        let callers: Vec<_> = (0..THREADS)
            .map(|thread| {
                let sessions = &side.sessions;
                scope.spawn(move || {
                    for turn in 0..CALLS {
                        let session = &sessions[usize::from((turn + thread) % 3 == 0)];
                        call(
                            session,
                            ["SELECT 1 FROM a", "SELECT 1 FROM b"][(turn % 2) as usize],
                            End::Rows(1),
                        );
                    }
                })
            })
            .collect();
        let mut collected = Vec::new();
        while !callers.iter().all(thread::ScopedJoinHandle::is_finished) {
            collected.push(total(&side));
        }
        collected
    });
    assert_eq!(collected.iter().sum::<u64>() + total(&side), 2 * THREADS * CALLS);
}

/// The measurements that the side exports, whatever their clock says: the SDK exports a set that it is about to measure.
fn total(side: &Side) -> u64 {
    side.provider.force_flush().expect("flushed");
    let exported = side.exporter.get_finished_metrics().expect("not shut down");
    side.exporter.reset();
    let scopes = exported.iter().flat_map(ResourceMetrics::scope_metrics);
    let counts = scopes.flat_map(ScopeMetrics::metrics).map(|metric| match metric.data() {
        AggregatedMetrics::F64(MetricData::Histogram(histogram)) => {
            histogram.data_points().map(HistogramDataPoint::count).sum::<u64>()
        }
        AggregatedMetrics::U64(MetricData::Histogram(histogram)) => {
            histogram.data_points().map(HistogramDataPoint::count).sum()
        }
        other => panic!("{other:?}"),
    });
    counts.sum()
}
