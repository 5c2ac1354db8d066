//! The propagators that OpenTelemetry's SDK for Rust lacks: B3, Jaeger and OT Trace next to W3C Trace Context and Baggage,
//! selected by `OTEL_PROPAGATORS`; and environment variables as a carrier, for child processes.
//!
//! ```no_run
//! // At the start of the program. `OTEL_PROPAGATORS=b3,tracecontext,baggage` reads and writes three formats.
//! opentelemetry::global::set_text_map_propagator(db_trace_propagators::from_environment());
//! ```
//!
//! | word | fields | format |
//! | --- | --- | --- |
//! | `tracecontext` | `traceparent`, `tracestate` | W3C Trace Context, by the SDK |
//! | `baggage` | `baggage` | W3C Baggage, by the SDK |
//! | `b3` | `b3` | Zipkin, one field |
//! | `b3multi` | `x-b3-traceid`, `x-b3-spanid`, `x-b3-sampled`, `x-b3-flags` | Zipkin, several fields |
//! | `jaeger` | `uber-trace-id`, `uberctx-…` | Jaeger |
//! | `ottrace` | `ot-tracer-traceid`, `ot-tracer-spanid`, `ot-tracer-sampled`, `ot-baggage-…` | OpenTracing's basic tracers |
//! | `none` | | no propagation |
//!
//! [`Propagators`] says which format wins if several are there. Malformed values are ignored, and nothing here panics.
//!
//! # Headers of HTTP
//!
//! The carrier is a map of headers, through the crate `opentelemetry-http`.
//!
//! ```
//! use db_trace_propagators::{Format, from_names, incoming_format};
//! use opentelemetry::propagation::TextMapPropagator;
//! use opentelemetry::trace::TraceContextExt;
//! use opentelemetry_http::{HeaderExtractor, HeaderInjector, Request};
//!
//! let propagators = from_names(&["tracecontext", "baggage", "b3"]);
//!
//! // The server: the parent of the request's span.
//! let request = Request::builder()
//!     .header("b3", "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1")
//!     .body(())?;
//! let parent = propagators.extract(&HeaderExtractor(request.headers()));
//! assert_eq!(parent.span().span_context().span_id().to_string(), "e457b5a2e4d86bd1");
//! assert_eq!(incoming_format(&parent), Some(Format::B3));
//!
//! // The client: the headers of a request to another service, in each format.
//! let mut request = Request::builder().uri("http://stock.example.com/").body(())?;
//! propagators.inject_context(&parent, &mut HeaderInjector(request.headers_mut()));
//! assert_eq!(
//!     request.headers()["traceparent"],
//!     "00-80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-01"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Fields of a message
//!
//! The carrier is a map next to the payload: the fields of a Redis stream, a column of headers in a queue.
//!
//! ```
//! use db_trace_propagators::{Format, Propagators};
//! use opentelemetry::propagation::TextMapPropagator;
//! use opentelemetry::{Context, KeyValue, baggage::BaggageExt};
//! use std::collections::HashMap;
//!
//! let propagators = Propagators::new([Format::TraceContext, Format::Baggage]);
//!
//! // The producer.
//! let context = Context::new().with_baggage([KeyValue::new("tenant", "orange")]);
//! let mut fields = HashMap::from([("payload".to_owned(), "{}".to_owned())]);
//! propagators.inject_context(&context, &mut fields);
//! assert_eq!(fields["baggage"], "tenant=orange");
//!
//! // The consumer. It links its span to the producer's, and does not make it the parent.
//! let context = propagators.extract(&fields);
//! assert_eq!(context.baggage().get("tenant").map(|tenant| tenant.as_str()), Some("orange"));
//! ```
//!
//! # Environment variables of a child process
//!
//! ```
//! use db_trace_propagators::CarryContext;
//! use opentelemetry::Context;
//! use std::process::Command;
//!
//! // The parent. tokio's `Command` has the same method, with the feature `tokio`.
//! let status = Command::new("true").arg("--report").carry_context(&Context::current()).status()?;
//! # assert!(status.success());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! ```
//! use db_trace_propagators::context_from_environment;
//! use opentelemetry::global;
//! use opentelemetry::trace::{Span, Tracer};
//!
//! // The child, at its start, after its provider is installed. Without a provider the context is there all the same.
//! let parent = context_from_environment();
//! let mut span = global::tracer("report").start_with_context("report", &parent);
//! span.end();
//! ```
//!
//! For a library that takes pairs, [`Variables`] is an iterator of them:
//! `command.envs(Variables::of_context(&context, &propagators))`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod b3;
mod environment;
mod format;
mod found;
mod jaeger;
mod notice;
mod ottrace;
mod prefixed_baggage;
mod propagators;
mod selection;
mod w3c;

pub use environment::{CarryContext, Variables, context_from_environment};
pub use format::Format;
pub use propagators::{Propagators, incoming_format};
pub use selection::{from_environment, from_names};

/// The README's snippets compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
