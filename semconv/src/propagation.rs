//! The context of a call, on its way to the server in the text of the call.

use std::sync::{Arc, OnceLock};

use opentelemetry::Context;
use opentelemetry::global;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator, text_map_propagator::FieldIter};
use opentelemetry::trace::{SpanContext, TraceContextExt as _};

use crate::call::observation::Observation;
use crate::settings::Comments;
use crate::sql::{self, Options};

/// The longest value that a propagator may put into a comment: the W3C's limit of a `tracestate`, in bytes.
const LONGEST_VALUE: usize = 512;

impl Observation<'_> {
    /// Returns `sql` with a comment that carries the context of this call's own span, or `None` if it is to be sent as it is.
    ///
    /// Call it only for a text that the driver neither prepares by name nor caches: with a comment, each text occurs once.
    /// [SQL comments](crate::sql_comments) has the rules. Ask for the [`query`](crate::Database::query) of the text without the
    /// comment.
    ///
    /// ```
    /// # use db_semconv::{Database, Instrumentation, Operation, Session, System, Target, Telemetry};
    /// # let instrumentation = Instrumentation { name: "my-client", version: "1.0.0", variable: "MY_CLIENT" };
    /// # let database = Database::new(&Telemetry::global(), instrumentation, System::POSTGRESQL, &Target::new());
    /// # let session = Session::new(database);
    /// # let send = |_: &str| ();
    /// let sql = "SELECT 1";
    /// let observation = session.start(|| Operation::new(session.database().query(sql)));
    /// send(observation.commented(sql).as_deref().unwrap_or(sql));
    /// ```
    #[inline]
    pub fn commented(&self, sql: &str) -> Option<String> {
        let comments = self.sql_comments()?;
        self.append(comments, sql)
    }

    /// Returns `true` if a text of this call may get a comment: for a client that would have to make its text first.
    #[inline]
    pub fn carries_context(&self) -> bool {
        self.sql_comments().is_some()
    }

    #[cold]
    fn append(&self, comments: &Comments, sql: &str) -> Option<String> {
        let span = self.sampled()?;
        comments.append(&span, sql, self.sql_options()?)
    }
}

/// What a call sends of its context, if the call is made before its observation begins.
///
/// Clones share it: the description of the call has one, and the call sends the other.
#[derive(Clone, Debug)]
pub struct Late(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    /// The text of the call, if it may get a comment.
    sql: Option<String>,
    begun: OnceLock<Begun>,
}

/// What is known when the observation has begun.
#[derive(Debug)]
struct Begun {
    commented: Option<String>,
    span: Option<SpanContext>,
}

impl Late {
    /// Returns what is not known yet. A text that is given may get a comment.
    pub fn new(sql: Option<String>) -> Self {
        Self(Arc::new(Parts { sql, begun: OnceLock::new() }))
    }

    /// Returns the given text as it is to be sent: with a comment if the observation has begun and
    /// [gives it one](Observation::commented).
    pub fn text(&self) -> Option<&str> {
        self.0.begun.get().and_then(|begun| begun.commented.as_deref()).or(self.0.sql.as_deref())
    }

    /// Returns the identity of the span, if the observation has begun and the span is sampled.
    pub(crate) fn span(&self) -> Option<&SpanContext> {
        self.0.begun.get()?.span.as_ref()
    }

    pub(crate) fn begin(&self, observation: &Observation<'_>) {
        self.0.begun.get_or_init(|| Begun {
            commented: self.0.sql.as_deref().and_then(|sql| observation.commented(sql)),
            span: observation.sampled(),
        });
    }
}

impl Comments {
    fn append(&self, span: &SpanContext, sql: &str, options: Options) -> Option<String> {
        let mut carrier = Carrier::default();
        // A context of its own: the caller's has baggage, which is data.
        let context = Context::new().with_remote_span_context(span.clone());
        self.propagator.call("propagator", "the text has no comment", |propagator| {
            propagator.inject_context(&context, &mut carrier);
        })?;
        // The first value of a key counts.
        let pairs = carrier.0.iter().chain(&self.keys);
        let pairs: Vec<(&str, &str)> = pairs.map(|(key, value)| (&**key, &**value)).collect();
        sql::append_comment(sql, options, &pairs)
    }
}

/// The global propagator. A program that has set none gets the `traceparent` of the W3C, because it asked for comments.
#[derive(Debug)]
pub(crate) struct GlobalPropagator;

impl TextMapPropagator for GlobalPropagator {
    fn inject_context(&self, context: &Context, injector: &mut dyn Injector) {
        global::get_text_map_propagator(|propagator| {
            if propagator.fields().next().is_some() {
                propagator.inject_context(context, injector);
            } else {
                injector.set("traceparent", traceparent(context.span().span_context()));
            }
        });
    }

    fn extract_with_context(&self, context: &Context, _: &dyn Extractor) -> Context {
        context.clone()
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&[])
    }
}

/// Version, trace, span and flags, as the W3C's trace context has them. The only flag of version 00 is that of a sampled span.
pub(crate) fn traceparent(span: &SpanContext) -> String {
    format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), u8::from(span.is_sampled()))
}

/// What a propagator writes: keys with values.
#[derive(Default)]
struct Carrier(Vec<(String, String)>);

impl Injector for Carrier {
    /// Without a value that is empty, as the `tracestate` mostly is, or too long.
    fn set(&mut self, key: &str, value: String) {
        if (1..=LONGEST_VALUE).contains(&value.len()) {
            self.0.push((key.to_owned(), value));
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::baggage::BaggageExt as _;
    use opentelemetry::trace::{SpanId, TraceFlags, TraceId, TraceState};

    use super::*;
    use crate::settings::SqlComments;
    use crate::sql::Dialect;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn span() -> SpanContext {
        let trace = TraceId::from_hex(TRACE).expect("a trace");
        let state = TraceState::from_key_value([("vendor", "x")]).expect("a state");
        SpanContext::new(trace, SpanId::from(0xb7), TraceFlags::SAMPLED, false, state)
    }

    fn commented(comments: &SqlComments) -> Option<String> {
        comments.get()?.append(&span(), "SELECT 1", Options::new(Dialect::Postgres, 0))
    }

    /// Writes what it is given and the caller's baggage.
    #[derive(Debug)]
    struct Fixed(&'static [(&'static str, &'static str)]);

    impl TextMapPropagator for Fixed {
        fn inject_context(&self, context: &Context, injector: &mut dyn Injector) {
            for (key, value) in self.0 {
                injector.set(key, (*value).to_owned());
            }
            for (key, (value, _)) in context.baggage() {
                injector.set(key.as_str(), value.as_str().to_owned());
            }
        }

        fn extract_with_context(&self, context: &Context, _: &dyn Extractor) -> Context {
            context.clone()
        }

        fn fields(&self) -> FieldIter<'_> {
            FieldIter::new(&[])
        }
    }

    #[test]
    fn comment_without_a_propagator_has_the_traceparent_of_the_w3c() {
        let expected = format!("SELECT 1 /*traceparent='00-{TRACE}-00000000000000b7-01'*/");
        assert_eq!(commented(&SqlComments::new()), Some(expected));
        assert_eq!(commented(&SqlComments::off()), None);
    }

    #[test]
    fn comment_has_the_keys_of_the_setting_after_those_of_the_propagator() {
        let comments = SqlComments::off()
            .key("application", "first")
            .key("application", "shop")
            .key("b3", "not this")
            .propagator(Fixed(&[("b3", "1-2"), ("tracestate", "")]));
        assert_eq!(commented(&comments).as_deref(), Some("SELECT 1 /*application='shop',b3='1-2'*/"));
    }

    #[test]
    fn comment_has_no_baggage() {
        let caller = Context::current_with_baggage([opentelemetry::KeyValue::new("user", "Xq7Secret")]);
        let _inside = caller.attach();
        let comments = SqlComments::new().propagator(Fixed(&[("b3", "1-2")]));
        assert_eq!(commented(&comments).as_deref(), Some("SELECT 1 /*b3='1-2'*/"));
    }

    #[test]
    fn propagator_that_panics_or_writes_nothing_leaves_the_text_as_it_is() {
        #[derive(Debug)]
        struct Panics;
        impl TextMapPropagator for Panics {
            fn inject_context(&self, _: &Context, _: &mut dyn Injector) {
                panic!("on purpose")
            }
            fn extract_with_context(&self, context: &Context, _: &dyn Extractor) -> Context {
                context.clone()
            }
            fn fields(&self) -> FieldIter<'_> {
                FieldIter::new(&[])
            }
        }
        assert_eq!(commented(&SqlComments::new().propagator(Panics)), None);
        assert_eq!(commented(&SqlComments::new().propagator(Fixed(&[]))), None);
    }
}
