//! The setting `masked_names`: where names are masked, and where they stay.

use std::collections::BTreeMap;

use db_semconv::{Class, Database, Instrumentation, Operation, Outcome, Session, System, Target, Telemetry};
use opentelemetry::KeyValue;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

const TENANT: &str = "6f1c2c1e8b1f4b8e9a516a2f3a1d2b3c";

/// The name and the attributes of the span, and the attributes of the duration, of one call.
struct Exported {
    name: String,
    span: BTreeMap<String, String>,
    duration: BTreeMap<String, String>,
}

fn exported(masked: bool, system: System, call: impl Fn(&Session) -> Operation<'static>) -> Exported {
    let (spans, metrics) = (InMemorySpanExporter::default(), InMemoryMetricExporter::default());
    let tracers = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
    let meters =
        SdkMeterProvider::builder().with_reader(PeriodicReader::builder(metrics.clone()).build()).build();
    let builder = Telemetry::builder().tracer_provider(tracers).meter_provider(meters.clone());
    let telemetry = builder.operation_names(true).masked_names(masked).build();
    let instrumentation = Instrumentation { name: "test", version: "1", variable: "TESTS" };
    let target = Target::new().namespace("shop_2026");
    let session = Session::new(Database::new(&telemetry, instrumentation, system, &target));
    session.start(|| call(&session)).end(Outcome::success());
    meters.force_flush().expect("flushed");
    let [span] = &spans.get_finished_spans().expect("not shut down")[..] else { panic!("not one span") };
    let metrics = metrics.get_finished_metrics().expect("not shut down");
    let metric =
        metrics[0].scope_metrics().next().and_then(|scope| scope.metrics().next()).expect("a metric");
    let AggregatedMetrics::F64(MetricData::Histogram(durations)) = metric.data() else {
        panic!("{metric:?}")
    };
    let duration = attributes(durations.data_points().next().expect("a point").attributes());
    Exported { name: span.name.to_string(), span: attributes(span.attributes.iter()), duration }
}

fn attributes<'a>(attributes: impl Iterator<Item = &'a KeyValue>) -> BTreeMap<String, String> {
    attributes.map(|attribute| (attribute.key.to_string(), attribute.value.to_string())).collect()
}

#[test]
fn masked_names_are_in_the_summary_the_collection_the_name_and_the_metrics() {
    let sql = format!("SELECT a FROM tenant_{TENANT}.orders_2026 WHERE b = 'Xq7hidden'");
    let query = |session: &Session| Operation::new(session.database().query(&sql));
    let written = format!("tenant_{TENANT}.orders_2026");
    for (masked, collection) in [(false, written.as_str()), (true, "tenant_?.orders_?")] {
        let Exported { name, span, duration } = exported(masked, System::POSTGRESQL, query);
        let summary = format!("SELECT {collection}");
        assert_eq!(name, summary);
        for exported in [&span, &duration] {
            assert_eq!(exported["db.query.summary"], summary);
            assert_eq!(exported["db.collection.name"], collection);
            assert_eq!(exported["db.operation.name"], "SELECT");
            assert_eq!(exported["db.namespace"], "shop_2026");
            assert!(!format!("{exported:?}").contains("Xq7hidden"));
        }
        assert_eq!(span["db.query.text"], format!("SELECT a FROM {written} WHERE b = ?"));
        assert_eq!(format!("{duration:?}").contains(TENANT), !masked);
    }
}

#[test]
fn masked_name_of_a_stored_procedure_is_masked() {
    let query = |session: &Session| Operation::new(session.database().query("CALL refresh_20260131()"));
    let Exported { name, span, duration } = exported(true, System::POSTGRESQL, query);
    assert_eq!(name, "CALL refresh_?");
    for exported in [&span, &duration] {
        assert_eq!(exported["db.stored_procedure.name"], "refresh_?");
    }
}

#[test]
fn masked_names_of_prefixed_statements_are_masked() {
    let query = |session: &Session| {
        Operation::new(session.database().query("SELECT a FROM t_2026").prefixed("PREPARE").into())
    };
    assert_eq!(exported(true, System::POSTGRESQL, query).name, "PREPARE SELECT t_?");
}

#[test]
fn masked_collection_of_a_system_without_sql_is_masked() {
    let find = |session: &Session| session.operation("find", Some("users_2026"), Class::Statement);
    let system = System::commands("amberdb");
    for (masked, collection) in [(false, "users_2026"), (true, "users_?")] {
        let Exported { name, span, duration } = exported(masked, system, find);
        assert_eq!(name, format!("find {collection}"));
        assert_eq!(span["db.collection.name"], collection);
        assert_eq!(duration["db.collection.name"], collection);
    }
}
