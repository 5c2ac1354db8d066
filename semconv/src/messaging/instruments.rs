//! The instruments of messages.

use opentelemetry::metrics::{Counter, Histogram, Meter};

use super::attribute::{
    MESSAGING_CLIENT_CONSUMED_MESSAGES, MESSAGING_CLIENT_OPERATION_DURATION, MESSAGING_CLIENT_SENT_MESSAGES,
    MESSAGING_PROCESS_DURATION,
};

/// The boundaries that the conventions advise for the durations of messages.
const SECONDS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// The instruments of the messaging conventions, with the boundaries that these advise.
pub(crate) struct MessagingInstruments {
    pub(super) sent: Counter<u64>,
    pub(super) consumed: Counter<u64>,
    pub(super) operation_duration: Histogram<f64>,
    pub(super) process_duration: Histogram<f64>,
}

impl MessagingInstruments {
    pub(crate) fn new(meter: &Meter) -> Self {
        let counter = |name, description| {
            meter.u64_counter(name).with_unit("{message}").with_description(description).build()
        };
        let seconds = |name, description| {
            let histogram = meter.f64_histogram(name).with_unit("s").with_description(description);
            histogram.with_boundaries(SECONDS.to_vec()).build()
        };
        Self {
            sent: counter(
                MESSAGING_CLIENT_SENT_MESSAGES,
                "Number of messages producer attempted to send to the broker.",
            ),
            consumed: counter(
                MESSAGING_CLIENT_CONSUMED_MESSAGES,
                "Number of messages that were delivered to the application.",
            ),
            operation_duration: seconds(
                MESSAGING_CLIENT_OPERATION_DURATION,
                "Duration of messaging operation initiated by a producer or consumer client.",
            ),
            process_duration: seconds(MESSAGING_PROCESS_DURATION, "Duration of processing operation."),
        }
    }
}
