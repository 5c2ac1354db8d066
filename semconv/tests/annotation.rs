//! What a program says of the calls in a part of it.

use db_semconv::{
    Annotation, Database, Instrumentation, Operation, Outcome, RedisSession, Session, System, Target,
    Telemetry, annotate, annotate_blocking,
};
use futures_util::FutureExt as _;
use opentelemetry::trace::{FutureExt as _, TraceContextExt as _, Tracer as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics, ScopeMetrics};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};

const INSTRUMENTATION: Instrumentation =
    Instrumentation { name: "db-semconv-tests", version: "1", variable: "TESTS" };
const SQL: &str = "SELECT name FROM users WHERE email = 'alice@example.com'";

struct Scene {
    session: Session,
    telemetry: Telemetry,
    spans: InMemorySpanExporter,
    tracers: SdkTracerProvider,
    metrics: InMemoryMetricExporter,
    meters: SdkMeterProvider,
}

impl Scene {
    fn new() -> Self {
        let spans = InMemorySpanExporter::default();
        let tracers = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
        let metrics = InMemoryMetricExporter::default();
        let meters =
            SdkMeterProvider::builder().with_reader(PeriodicReader::builder(metrics.clone()).build()).build();
        let telemetry =
            Telemetry::builder().tracer_provider(tracers.clone()).meter_provider(meters.clone()).build();
        let database = Database::new(&telemetry, INSTRUMENTATION, System::POSTGRESQL, &Target::new());
        Self { session: Session::new(database), telemetry, spans, tracers, metrics, meters }
    }

    fn call(&self, sql: &str) {
        let operation = || Operation::new(self.session.database().query(sql));
        self.session.start(operation).end(Outcome::returned_rows(1));
    }

    fn spans(&self) -> Vec<SpanData> {
        let spans = self.spans.get_finished_spans().expect("spans");
        assert!(!format!("{spans:?}").contains("alice"), "{spans:?}");
        spans
    }

    fn names(&self) -> Vec<String> {
        self.spans().iter().map(|span| span.name.to_string()).collect()
    }
}

fn attribute(span: &SpanData, key: &str) -> Option<String> {
    let mut found = span.attributes.iter().filter(|pair| pair.key.as_str() == key);
    let value = found.next().map(|pair| pair.value.to_string());
    assert!(found.next().is_none(), "{key} is there twice");
    value
}

#[test]
fn summary_and_attributes_are_those_of_the_annotation_inside_it_only() {
    let scene = Scene::new();
    let reserve =
        Annotation::new().summary("checkout: reserve stock").attribute(KeyValue::new("shop.step", 2));
    scene.call(SQL);
    annotate_blocking(reserve, || scene.call(SQL));
    scene.call(SQL);
    let spans = scene.spans();
    assert_eq!(scene.names(), ["SELECT users", "checkout: reserve stock", "SELECT users"]);
    assert_eq!(attribute(&spans[1], "db.query.summary").as_deref(), Some("checkout: reserve stock"));
    assert_eq!(
        attribute(&spans[1], "db.query.text").as_deref(),
        Some("SELECT name FROM users WHERE email = ?")
    );
    let steps: Vec<_> = spans.iter().map(|span| attribute(span, "shop.step")).collect();
    assert_eq!(steps, [None, Some("2".to_owned()), None]);
}

#[test]
fn measurements_have_the_summary_and_not_the_attributes() {
    let scene = Scene::new();
    let annotation = || Annotation::from("report: month").attribute(KeyValue::new("shop.step", 2));
    (0..3).for_each(|_| annotate_blocking(annotation(), || scene.call(SQL)));
    (0..2).for_each(|_| scene.call(SQL));
    scene.meters.force_flush().expect("a flush");
    let metrics = scene.metrics.get_finished_metrics().expect("metrics");
    let mut counts = Vec::new();
    for metric in metrics.iter().flat_map(ResourceMetrics::scope_metrics).flat_map(ScopeMetrics::metrics) {
        let AggregatedMetrics::F64(MetricData::Histogram(histogram)) = metric.data() else { continue };
        for point in histogram.data_points() {
            assert!(!point.attributes().any(|pair| pair.key.as_str() == "shop.step"));
            let mut summary = point.attributes().filter(|pair| pair.key.as_str() == "db.query.summary");
            counts.push((summary.next().expect("a summary").value.to_string(), point.count()));
        }
    }
    counts.sort();
    assert_eq!(counts, [("SELECT users".to_owned(), 2), ("report: month".to_owned(), 3)]);
}

#[test]
fn inner_annotation_replaces_what_it_names_and_keeps_the_rest() {
    let scene = Scene::new();
    let outer = Annotation::from("outer").attribute(KeyValue::new("a", 1)).attribute(KeyValue::new("b", 1));
    annotate_blocking(outer, || {
        annotate_blocking(Annotation::new().attribute(KeyValue::new("b", 2)), || scene.call(SQL));
        annotate_blocking("inner", || scene.call(SQL));
        scene.call(SQL);
    });
    let spans = scene.spans();
    assert_eq!(scene.names(), ["outer", "inner", "outer"]);
    let of = |key| spans.iter().map(|span| attribute(span, key).expect("an attribute")).collect::<Vec<_>>();
    assert_eq!(
        (of("a"), of("b")),
        (vec!["1".to_owned(); 3], vec!["2".to_owned(), "1".to_owned(), "1".to_owned()])
    );
}

#[test]
fn transactions_keep_their_names_and_get_the_attributes() {
    let scene = Scene::new();
    let annotation = Annotation::from("checkout").attribute(KeyValue::new("shop.step", 2));
    annotate_blocking(annotation, || ["BEGIN", SQL, "COMMIT"].iter().for_each(|sql| scene.call(sql)));
    assert_eq!(scene.names(), ["BEGIN", "checkout", "COMMIT"]);
    assert!(scene.spans().iter().all(|span| attribute(span, "shop.step").is_some()));
}

#[test]
fn future_is_annotated_in_each_poll_and_others_between_them_are_not() {
    let scene = Scene::new();
    let mut future = Box::pin(annotate("slow: report", async {
        scene.call(SQL);
        futures_util::pending!();
        scene.call(SQL);
    }));
    assert!(future.as_mut().now_or_never().is_none());
    scene.call(SQL);
    assert!(future.as_mut().now_or_never().is_some());
    scene.call(SQL);
    assert_eq!(scene.names(), ["slow: report", "SELECT users", "slow: report", "SELECT users"]);
}

#[test]
fn span_and_task_inside_the_annotation_carry_it() {
    let scene = Scene::new();
    let tracer = scene.tracers.tracer("test");
    let future = annotate("checkout", async {
        tracer.in_span("handler", |_| scene.call(SQL));
        let context = Context::current_with_span(tracer.start("task"));
        std::thread::scope(|scope| {
            scope.spawn(|| async { scene.call(SQL) }.with_context(context).now_or_never());
        });
    });
    future.now_or_never().expect("nothing waits");
    assert_eq!(scene.names(), ["checkout", "handler", "checkout", "task"]);
}

#[test]
fn redis_command_has_the_name_of_the_annotation() {
    let scene = Scene::new();
    let session = RedisSession::new(&scene.telemetry, INSTRUMENTATION, &Target::new());
    annotate_blocking("cart: lookup", || {
        session.start(session.command(["GET".as_bytes(), b"alice"].into_iter())).end(Outcome::success());
    });
    let span = scene.spans.get_finished_spans().expect("spans").remove(0);
    assert_eq!(span.name, "cart: lookup");
    assert_eq!(attribute(&span, "db.operation.name").as_deref(), Some("GET"));
}

#[test]
fn borrowed_context_is_not_annotated_and_nothing_panics() {
    let scene = Scene::new();
    let value = Context::map_current(|_| annotate_blocking("checkout", || 7));
    assert_eq!(value, 7);
    scene.call(SQL);
    assert_eq!(scene.names(), ["SELECT users"]);
}
