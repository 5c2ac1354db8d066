//! Spans and log records, taken out of OTLP's requests with the resource that they belong to.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;

/// A span that was received.
#[derive(Clone, Debug)]
pub struct ReceivedSpan {
    /// The attributes of its program.
    pub resource: BTreeMap<String, String>,
    /// The span.
    pub span: Span,
    /// Its attributes, as text.
    pub attributes: BTreeMap<String, String>,
}

/// A log record that was received.
#[derive(Clone, Debug)]
pub struct ReceivedLog {
    /// The attributes of its program.
    pub resource: BTreeMap<String, String>,
    /// The record.
    pub record: LogRecord,
    /// Its attributes, as text.
    pub attributes: BTreeMap<String, String>,
}

impl ReceivedSpan {
    /// Returns the name of its program.
    pub fn service(&self) -> &str {
        self.resource.get("service.name").map_or("", String::as_str)
    }
}

impl ReceivedLog {
    /// Returns its message.
    pub fn message(&self) -> String {
        self.record.body.as_ref().map(text_of).unwrap_or_default()
    }
}

pub(crate) fn spans(request: &ExportTraceServiceRequest) -> impl Iterator<Item = ReceivedSpan> {
    request.resource_spans.iter().flat_map(|of_program| {
        let spans = of_program.scope_spans.iter().flat_map(|of_scope| &of_scope.spans);
        spans.map(|span| ReceivedSpan {
            resource: of_resource(of_program.resource.as_ref()),
            span: span.clone(),
            attributes: texts(&span.attributes),
        })
    })
}

pub(crate) fn logs(request: &ExportLogsServiceRequest) -> impl Iterator<Item = ReceivedLog> {
    request.resource_logs.iter().flat_map(|of_program| {
        let records = of_program.scope_logs.iter().flat_map(|of_scope| &of_scope.log_records);
        records.map(|record| ReceivedLog {
            resource: of_resource(of_program.resource.as_ref()),
            record: record.clone(),
            attributes: texts(&record.attributes),
        })
    })
}

fn of_resource(resource: Option<&Resource>) -> BTreeMap<String, String> {
    resource.map(|resource| texts(&resource.attributes)).unwrap_or_default()
}

pub(crate) fn texts(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |value: Option<&AnyValue>| value.map(text_of).unwrap_or_default();
    attributes.iter().map(|pair| (pair.key.clone(), text(pair.value.as_ref()))).collect()
}

/// Returns a value as text. A list and a map are shown as they are in the protocol.
pub fn text_of(value: &AnyValue) -> String {
    match &value.value {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::BoolValue(value)) => value.to_string(),
        Some(Value::IntValue(value)) => value.to_string(),
        Some(Value::DoubleValue(value)) => value.to_string(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    }
}
