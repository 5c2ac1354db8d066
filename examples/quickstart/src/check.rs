//! Searches everything that was collected for the values that went in.

use std::fmt::Write;

use opentelemetry::KeyValue;
use opentelemetry::trace::Status;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics};
use opentelemetry_sdk::trace::SpanData;

use span_tree::{Paint, shorten};

/// What the search read, and what it found.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Findings {
    pub(crate) values: usize,
    pub(crate) texts: usize,
    /// A value, and the text that holds it.
    pub(crate) leaks: Vec<(String, String)>,
}

/// Reads every name, attribute, event, status and printed line; times, counts and identifiers are not the program's data.
pub(crate) fn search(
    spans: &[SpanData],
    metrics: &ResourceMetrics,
    printed: impl Iterator<Item = String>,
    values: &[String],
) -> Findings {
    let texts = spans.iter().flat_map(texts_of_span).chain(texts_of_metrics(metrics));
    let texts: Vec<String> = texts.chain(printed).collect();
    let leaks = texts
        .iter()
        .flat_map(|text| {
            values.iter().filter(|value| text.contains(*value)).map(|value| (value.clone(), text.clone()))
        })
        .collect();
    Findings { values: values.len(), texts: texts.len(), leaks }
}

fn texts_of_span(span: &SpanData) -> Vec<String> {
    let mut texts = vec![span.name.to_string()];
    if let Status::Error { description } = &span.status {
        texts.push(description.to_string());
    }
    texts.extend(span.attributes.iter().map(text_of));
    for event in span.events.iter() {
        texts.push(event.name.to_string());
        texts.extend(event.attributes.iter().map(text_of));
    }
    texts.extend(span.links.iter().flat_map(|link| link.attributes.iter().map(text_of)));
    texts
}

fn texts_of_metrics(metrics: &ResourceMetrics) -> Vec<String> {
    metrics
        .scope_metrics()
        .flat_map(opentelemetry_sdk::metrics::data::ScopeMetrics::metrics)
        .flat_map(|metric| {
            let mut texts = vec![metric.name().to_owned(), metric.description().to_owned()];
            texts.extend(match metric.data() {
                AggregatedMetrics::F64(data) => texts_of_data(data),
                AggregatedMetrics::U64(data) => texts_of_data(data),
                AggregatedMetrics::I64(data) => texts_of_data(data),
            });
            texts
        })
        .collect()
}

fn texts_of_data<T>(data: &MetricData<T>) -> Vec<String> {
    match data {
        MetricData::Gauge(gauge) => gauge
            .data_points()
            .flat_map(opentelemetry_sdk::metrics::data::GaugeDataPoint::attributes)
            .map(text_of)
            .collect(),
        MetricData::Sum(sum) => sum
            .data_points()
            .flat_map(opentelemetry_sdk::metrics::data::SumDataPoint::attributes)
            .map(text_of)
            .collect(),
        MetricData::Histogram(histogram) => histogram
            .data_points()
            .flat_map(opentelemetry_sdk::metrics::data::HistogramDataPoint::attributes)
            .map(text_of)
            .collect(),
        MetricData::ExponentialHistogram(histogram) => histogram
            .data_points()
            .flat_map(opentelemetry_sdk::metrics::data::ExponentialHistogramDataPoint::attributes)
            .map(text_of)
            .collect(),
    }
}

fn text_of(attribute: &KeyValue) -> String {
    format!("{}={}", attribute.key, attribute.value)
}

/// What was found, in words.
pub(crate) fn render(findings: &Findings, paint: Paint) -> String {
    let Findings { values, texts, leaks } = findings;
    let searched = format!(
        "{texts} names, attributes and descriptions were searched for the {values} values that went in"
    );
    if leaks.is_empty() {
        return format!("{searched}: {}.\n", paint.good("none is in there"));
    }
    let mut output = format!("{searched}: {}\n", paint.bad(&format!("{} came out.", leaks.len())));
    for (value, text) in leaks {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // Writing into a `String` cannot fail.
        let _ = writeln!(output, "{}", shorten(&format!("  {value}: {text}"), 120));
    }
    output
}

#[cfg(test)]
mod tests {
    use opentelemetry::metrics::MeterProvider;
    use opentelemetry::trace::{Span, Tracer, TracerProvider};
    use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
    use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

    use super::*;

    /// Puts the text wherever telemetry can hold text.
    fn collected(text: &'static str) -> (Vec<SpanData>, ResourceMetrics) {
        let spans = InMemorySpanExporter::default();
        let tracers = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
        let mut span = tracers.tracer("test").start(format!("SELECT {text}"));
        span.set_attribute(KeyValue::new("db.query.text", format!("SELECT '{text}'")));
        span.add_event("exception", vec![KeyValue::new("exception.message", text)]);
        span.set_status(Status::error(text));
        span.end();

        let metrics = InMemoryMetricExporter::default();
        let meters =
            SdkMeterProvider::builder().with_reader(PeriodicReader::builder(metrics.clone()).build()).build();
        let histogram = meters.meter("test").f64_histogram("db.client.operation.duration").build();
        histogram.record(0.5, &[KeyValue::new("db.query.summary", text)]);
        meters.force_flush().unwrap();
        (spans.get_finished_spans().unwrap(), metrics.get_finished_metrics().unwrap().remove(0))
    }

    #[test]
    fn value_is_found_in_each_part_of_spans_and_metrics() {
        let (spans, metrics) = collected("Ada Lovelace");
        let findings = search(&spans, &metrics, std::iter::empty(), &["Grace".to_owned(), "Ada".to_owned()]);
        let places: Vec<_> = findings.leaks.iter().map(|(_, place)| place.as_str()).collect();
        assert_eq!(
            places,
            [
                "SELECT Ada Lovelace",
                "Ada Lovelace",
                "db.query.text=SELECT 'Ada Lovelace'",
                "exception.message=Ada Lovelace",
                "db.query.summary=Ada Lovelace",
            ]
        );
        let text = render(&findings, Paint::PLAIN);
        assert!(text.contains(": 5 came out.\n  Ada: SELECT Ada Lovelace\n"), "{text}");
    }

    #[test]
    fn search_without_findings_counts_the_texts_read() {
        let (spans, metrics) = collected("?");
        let findings = search(&spans, &metrics, std::iter::empty(), &["Ada".to_owned()]);
        assert_eq!(findings, Findings { values: 1, texts: 8, leaks: Vec::new() });
        assert_eq!(
            render(&findings, Paint::PLAIN),
            "8 names, attributes and descriptions were searched for the 1 values that went in: none is in there.\n"
        );
    }
}
