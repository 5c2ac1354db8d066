//! An envelope around a payload, for carriers whose messages have no fields: a JSON object.

use std::fmt;

use opentelemetry::trace::SpanContext;
use serde_json::{Map, Value};

use super::baggage::BAGGAGE;
use super::observation::MessageObservation;
use super::trace_fields::{TRACEPARENT, TRACESTATE, TraceFields};

/// The field with the payload.
const PAYLOAD: &str = "payload";

/// A message without its envelope. Its `Debug` shows no payload.
#[derive(Clone, Default)]
pub struct Opened {
    /// The payload, or `None` if the message is no envelope: the message is the payload.
    pub payload: Option<String>,
    /// The span that made the message.
    pub origin: Option<SpanContext>,
    /// The field `baggage` of an envelope.
    pub baggage: Option<String>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Opened").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl MessageObservation {
    /// Puts a payload into an envelope with the context of the step, and with the caller's baggage on request.
    pub fn seal(&self, payload: &str, with_baggage: bool) -> String {
        let (parent, state) = match self.trace_fields() {
            Some(TraceFields { traceparent, tracestate }) => (Some(traceparent), tracestate),
            None => (None, None),
        };
        let baggage = if with_baggage { self.baggage() } else { None };
        let fields = [
            (TRACEPARENT, parent),
            (TRACESTATE, state),
            (BAGGAGE, baggage),
            (PAYLOAD, Some(payload.to_owned())),
        ];
        let envelope =
            fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?.into()))).collect();
        Value::Object(envelope).to_string()
    }
}

impl Opened {
    /// Opens an envelope.
    ///
    /// A JSON object is an envelope if `payload` is a string, and if it has no other fields than those of the context. Of any
    /// other JSON object, `traceparent` and `tracestate` are read, and the message is the payload.
    pub fn new(message: &[u8]) -> Self {
        // Most other payloads are not read further than this.
        if message.trim_ascii_start().first() != Some(&b'{') {
            return Self::default();
        }
        let Ok(mut fields) = serde_json::from_slice::<Map<String, Value>>(message) else {
            return Self::default();
        };
        let [payload, parent, state, baggage] = [PAYLOAD, TRACEPARENT, TRACESTATE, BAGGAGE].map(|field| {
            let value = fields.remove(field)?;
            if let Value::String(text) = value { Some(text) } else { None }
        });
        let origin = parent
            .and_then(|parent| TraceFields::read(parent.as_bytes(), state.as_deref().map(str::as_bytes)));
        if payload.is_some() && fields.is_empty() {
            Self { payload, origin, baggage }
        } else {
            Self { payload: None, origin, baggage: None }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn message_that_is_no_envelope_is_the_payload() {
        let deep = "[".repeat(100_000);
        for message in [
            "",
            "{",
            "{}",
            "\u{0}",
            "text",
            r#"["payload"]"#,
            r#"{"payload":1}"#,
            r#"{"payload":"a","other":1}"#,
            r#"{"payload":"a"} {"#,
            r#"{"traceparent":"a"}"#,
            &format!(r#"{{"payload":{deep}"#),
        ] {
            let opened = Opened::new(message.as_bytes());
            assert!(opened.payload.is_none() && opened.origin.is_none(), "{message:.40}");
        }
        assert!(Opened::new(&[b'{', 0xff]).payload.is_none());
    }

    #[test]
    fn traceparent_of_another_json_object_is_read_and_the_object_is_the_payload() {
        let message = format!(r#"{{"id":7,"traceparent":"{PARENT}","tracestate":"a=1","baggage":"b=1"}}"#);
        let Opened { payload, origin, baggage } = Opened::new(message.as_bytes());
        let origin = origin.expect("a span");
        assert_eq!(
            (origin.trace_id().to_string().as_str(), origin.trace_state().header().as_str()),
            (&PARENT[3..35], "a=1")
        );
        assert!(payload.is_none() && baggage.is_none());
    }

    #[test]
    fn envelope_with_a_wrong_context_has_a_payload_and_no_origin() {
        for parent in ["1", "null", r#""no parent""#] {
            let message = format!(r#" {{ "payload" : "\u0041" , "traceparent" : {parent} }} "#);
            let opened = Opened::new(message.as_bytes());
            assert_eq!((opened.payload.as_deref(), opened.origin), (Some("A"), None), "{parent}");
        }
    }
}
