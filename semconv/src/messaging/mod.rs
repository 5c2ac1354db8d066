//! OpenTelemetry's messaging conventions: messages that pass through a database from one program to another.
//!
//! ```text
//! producer: send ──▶ TraceFields next to the payload ──▶ queue ──▶ receive ──▶ process (one message) ──▶ settle
//! ```
//!
//! | span | kind | what it covers |
//! | --- | --- | --- |
//! | `send {destination}` | `PRODUCER` | the call that adds messages; `CLIENT` if the caller gave each message a context |
//! | `receive {destination}` | `CLIENT` | the call that returned messages; a wait without a message is not recorded |
//! | `process {destination}` | `CONSUMER` | the handler of one message |
//! | `settle {destination}` | `CLIENT` | the call that acknowledges messages |
//!
//! A call has one span and one duration: `send`, `receive` and `settle` stand for the command that the adapter sends, so that
//! command gets no span and no `db.client.operation.duration` of its own. The names are those of the
//! [messaging conventions](https://opentelemetry.io/docs/specs/semconv/messaging/), which are in development.
//!
//! A [`Destination`] starts each span, and its [`MessageObservation`] ends it. The filter and the function for span names of a
//! [`Telemetry`](crate::Telemetry) are about database calls and are not called.
//! `require_parent` does not apply to `process`, which is where the work of a program begins.

pub mod attribute;
mod baggage;
mod begin;
mod destination;
#[cfg(feature = "envelope")]
mod envelope;
mod instruments;
pub mod jobs;
mod observation;
mod process;
mod trace_fields;

pub use opentelemetry::trace::SpanContext;

pub use self::baggage::BAGGAGE;
pub use self::begin::{Delivery, Receiving, Relation, Sending};
pub use self::destination::Destination;
#[cfg(feature = "envelope")]
pub use self::envelope::Opened;
pub(crate) use self::instruments::MessagingInstruments;
pub use self::observation::MessageObservation;
pub use self::process::ProcessError;
pub use self::trace_fields::{TRACEPARENT, TRACESTATE, TraceFields};
