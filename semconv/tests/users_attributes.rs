//! The attributes that the user adds to spans: each key is unique, and the user's value wins.

use std::collections::BTreeMap;

use db_semconv::{
    Database, Failure, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry,
};
use opentelemetry::KeyValue;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, Metric, MetricData};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

/// The attributes of the only span and of the only duration of a failed call, whose telemetry has `users` attributes.
fn exported(users: &[(&'static str, &'static str)]) -> [BTreeMap<String, String>; 2] {
    let (spans, metrics) = (InMemorySpanExporter::default(), InMemoryMetricExporter::default());
    let tracers = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
    let meters =
        SdkMeterProvider::builder().with_reader(PeriodicReader::builder(metrics.clone()).build()).build();
    let mut builder = Telemetry::builder().tracer_provider(tracers).meter_provider(meters.clone());
    for (key, value) in users {
        builder = builder.attribute(KeyValue::new(*key, *value));
    }
    let instrumentation = Instrumentation { name: "test", version: "1", variable: "TESTS" };
    let target = Target::new().namespace("shop").address("db").port(5_433);
    let database = Database::new(&builder.build(), instrumentation, System::POSTGRESQL, &target);
    let session = Session::new(database);
    let operation = || {
        let query = session.database().query("SELECT a FROM t WHERE b = 'hidden'");
        Operation::new(query).with_batch_size(2).with_attribute(KeyValue::new("amber.shards", 3))
    };
    let mut observation = session.start(operation);
    observation.set_attribute(KeyValue::new("amber.protocol", "simple"));
    let own = [KeyValue::new("amber.node", 4)];
    let outcome = Outcome::failure(Failure::status("42P01", None));
    observation.end(own.into_iter().fold(outcome, Outcome::with_attribute));

    let spans = spans.get_finished_spans().expect("not shut down");
    assert_eq!(spans.len(), 1);
    meters.force_flush().expect("flushed");
    let metrics = metrics.get_finished_metrics().expect("not shut down");
    let metrics: Vec<_> =
        metrics[0].scope_metrics().next().expect("ours").metrics().map(Metric::data).collect();
    let [AggregatedMetrics::F64(MetricData::Histogram(durations))] = metrics.as_slice() else {
        panic!("{metrics:?}")
    };
    let point = durations.data_points().next().expect("a point");
    [unique(spans[0].attributes.iter()), unique(point.attributes())]
}

fn unique<'a>(attributes: impl Iterator<Item = &'a KeyValue>) -> BTreeMap<String, String> {
    let mut unique = BTreeMap::new();
    for KeyValue { key, value, .. } in attributes {
        assert!(!value.to_string().contains("hidden"));
        assert!(unique.insert(key.to_string(), value.to_string()).is_none(), "{key} is there twice");
    }
    unique
}

#[test]
fn attribute_of_the_user_replaces_each_of_ours_on_spans_and_none_on_metrics() {
    let [ours, measured] = exported(&[]);
    for key in ["db.namespace", "server.address", "db.query.text", "error.type", "amber.node", "amber.shards"]
    {
        assert!(ours.contains_key(key), "{key} is one of ours: {ours:?}");
    }
    for key in ours.keys() {
        let key: &'static str = key.clone().leak();
        let mut expected = ours.clone();
        expected.insert(key.to_owned(), "the user's".to_owned());
        assert_eq!(exported(&[(key, "the user's")]), [expected, measured.clone()], "{key}");
    }
}

#[test]
fn last_of_two_attributes_with_one_key_counts() {
    let [span, _] = exported(&[("own", "first"), ("own", "last")]);
    assert_eq!(span["own"], "last");
}
