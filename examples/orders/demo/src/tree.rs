//! A trace as a tree, with the lines of the log next to their spans.

use std::time::{Duration, SystemTime};

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use span_tree::{Paint, Span, arrange, render};

use crate::proto::{ReceivedLog, ReceivedSpan, texts};

/// Draws the spans of one trace, and the log records that name one of them.
pub fn draw(spans: &[ReceivedSpan], logs: &[ReceivedLog], trace_id: &[u8], paint: Paint) -> String {
    let spans: Vec<&ReceivedSpan> = spans.iter().filter(|span| span.span.trace_id == trace_id).collect();
    let shown: Vec<Span> = spans.iter().map(|span| shown(span, &spans, logs)).collect();
    render(&arrange(&shown), paint)
}

fn shown(trace: &ReceivedSpan, all: &[&ReceivedSpan], logs: &[ReceivedLog]) -> Span {
    let span = &trace.span;
    let parent = all.iter().find(|other| other.span.span_id == span.parent_span_id);
    let mut attributes: Vec<(String, String)> =
        trace.attributes.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    // A process is named at its first span.
    if parent.is_none_or(|parent| parent.service() != trace.service()) {
        attributes.insert(0, ("service.name".to_owned(), trace.service().to_owned()));
    }
    let status = span.status.clone().unwrap_or_default();
    Span {
        id: identity(&span.span_id),
        parent: identity(&span.parent_span_id),
        internal: span.kind() == SpanKind::Internal,
        name: span.name.clone(),
        start: time(span.start_time_unix_nano),
        end: time(span.end_time_unix_nano),
        attributes,
        failure: (status.code() == StatusCode::Error).then_some(status.message),
        lines: lines(trace, logs),
    }
}

/// The events of a span and its lines of the log, in the order of their times.
fn lines(trace: &ReceivedSpan, logs: &[ReceivedLog]) -> Vec<String> {
    let events = trace.span.events.iter().map(|event| {
        let attributes = texts(&event.attributes);
        (event.time_unix_nano, format!("event {}{}", event.name, in_line(attributes.iter())))
    });
    let records = logs.iter().filter(|log| log.record.span_id == trace.span.span_id).map(|log| {
        let ReceivedLog { record, attributes, .. } = log;
        let text = format!("{} {}{}", record.severity_text, log.message(), in_line(attributes.iter()));
        (record.observed_time_unix_nano, text)
    });
    let mut lines: Vec<(u64, String)> = events.chain(records).collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn in_line<'a>(attributes: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    attributes.flat_map(|(key, value)| ["  ", key, "=", value]).collect()
}

fn identity(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_be_bytes)
}

fn time(nanoseconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds)
}
