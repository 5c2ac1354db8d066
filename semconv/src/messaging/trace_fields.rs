//! A trace context as fields next to a payload: the W3C's `traceparent` and `tracestate`.

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

/// The field with the identity of the span that made a message.
pub const TRACEPARENT: &str = "traceparent";
/// The field with what the vendors of tracing systems add to it.
pub const TRACESTATE: &str = "tracestate";

/// The length of a `traceparent` of version 00, in bytes.
const LENGTH: usize = 55;
/// The most bytes of a `tracestate`, as the W3C asks its readers to accept. A longer one is left out.
const LONGEST_STATE: usize = 512;

/// The values of the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceFields {
    /// The value of [`TRACEPARENT`].
    pub traceparent: String,
    /// The value of [`TRACESTATE`], if there is one.
    pub tracestate: Option<String>,
}

impl TraceFields {
    /// Writes the fields for messages that `span` makes. Returns `None` if the span has no identity.
    pub fn of(span: &SpanContext) -> Option<Self> {
        if !span.is_valid() {
            return None;
        }
        let flags = u8::from(span.is_sampled());
        let state = span.trace_state().header();
        Some(Self {
            traceparent: format!("00-{}-{}-{flags:02x}", span.trace_id(), span.span_id()),
            tracestate: (1..=LONGEST_STATE).contains(&state.len()).then_some(state),
        })
    }

    /// Reads the fields of a message that any program wrote. Returns `None` if `traceparent` is not one.
    ///
    /// A `tracestate` that is not one, or has more than 512 bytes, is left out, as the W3C asks.
    ///
    /// ```
    /// use db_semconv::messaging::TraceFields;
    ///
    /// let parent = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    /// let span = TraceFields::read(parent, None).expect("a span");
    /// assert!(span.is_remote() && span.is_sampled());
    /// assert_eq!(TraceFields::of(&span).expect("fields").traceparent.as_bytes(), parent);
    /// ```
    pub fn read(traceparent: &[u8], tracestate: Option<&[u8]>) -> Option<SpanContext> {
        let (trace_id, span_id, flags) = parse(traceparent)?;
        let state = tracestate
            .filter(|state| state.len() <= LONGEST_STATE)
            .and_then(|state| std::str::from_utf8(state).ok()?.parse::<TraceState>().ok())
            .unwrap_or_default();
        // Of the flags, version 00 defines the lowest alone.
        let flags = TraceFlags::new(flags & 1);
        let span = SpanContext::new(trace_id, span_id, flags, true, state);
        span.is_valid().then_some(span)
    }
}

fn parse(traceparent: &[u8]) -> Option<(TraceId, SpanId, u8)> {
    let (fields, rest) = traceparent.split_at_checked(LENGTH)?;
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let has_form = fields.iter().enumerate().all(|(index, byte)| match index {
        2 | 35 | 52 => *byte == b'-',
        _ => is_hex(*byte),
    });
    // A later version may add fields after the four.
    let is_known = match &fields[..2] {
        b"ff" => false,
        b"00" => rest.is_empty(),
        _ => rest.first().is_none_or(|first| *first == b'-'),
    };
    if !has_form || !is_known {
        return None;
    }
    let fields = std::str::from_utf8(fields).ok()?;
    Some((
        TraceId::from_hex(&fields[3..35]).ok()?,
        SpanId::from_hex(&fields[36..52]).ok()?,
        u8::from_str_radix(&fields[53..], 16).ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    /// Reads the fields and writes them again.
    fn rewritten(parent: &str, state: Option<&str>) -> (String, Option<String>) {
        let span = TraceFields::read(parent.as_bytes(), state.map(str::as_bytes)).expect("a span");
        let fields = TraceFields::of(&span).expect("an identity");
        (fields.traceparent, fields.tracestate)
    }

    fn fields(parent: &str, state: Option<&str>) -> (String, Option<String>) {
        (parent.to_owned(), state.map(str::to_owned))
    }

    #[test]
    fn trace_fields_that_are_read_are_written_alike() {
        assert_eq!(rewritten(PARENT, None), fields(PARENT, None));
        let unsampled = PARENT.replace("-01", "-00");
        assert_eq!(rewritten(&unsampled, Some("a=1,b=2")), fields(&unsampled, Some("a=1,b=2")));
    }

    #[test]
    fn traceparent_of_a_later_version_is_read_as_version_00() {
        for later in [PARENT.replacen("00", "01", 1), PARENT.replacen("00", "cc", 1) + "-what-comes"] {
            assert_eq!(rewritten(&later, None), fields(PARENT, None), "{later}");
        }
        assert_eq!(rewritten(&PARENT.replace("-01", "-ff"), None), fields(PARENT, None));
    }

    #[test]
    fn traceparent_of_another_form_is_none() {
        let upper = PARENT.to_uppercase();
        let zero_trace = format!("00-{:032}-b7ad6b7169203331-01", 0);
        let zero_span = format!("00-0af7651916cd43dd8448eb211c80319c-{:016}-01", 0);
        let forms = [
            "",
            "00",
            &PARENT[..54],
            &format!("{PARENT}-"),
            &PARENT.replacen("00", "ff", 1),
            &(PARENT.replacen("00", "01", 1) + "x"),
            &PARENT.replace('-', "_"),
            &PARENT.replace("0af7", "+af7"),
            &"ü".repeat(30),
            &upper,
            &zero_trace,
            &zero_span,
        ];
        for form in forms {
            assert_eq!(TraceFields::read(form.as_bytes(), None), None, "{form}");
        }
        assert_eq!(TraceFields::read(&[0xff; 55], None), None);
    }

    #[test]
    fn tracestate_of_another_form_is_left_out() {
        let long = format!("a={}", "1".repeat(600));
        for state in ["no pair", &long] {
            assert_eq!(rewritten(PARENT, Some(state)), fields(PARENT, None), "{state}");
        }
        let span = TraceFields::read(PARENT.as_bytes(), Some(&[0xff])).expect("a span");
        assert_eq!(span.trace_state(), &TraceState::NONE);
    }

    #[test]
    fn span_without_an_identity_has_no_trace_fields() {
        assert_eq!(TraceFields::of(&SpanContext::empty_context()), None);
    }
}
