//! Several formats as one propagator.

use opentelemetry::Context;
use opentelemetry::baggage::{Baggage, BaggageExt};
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;

use crate::Format;
use crate::found::{Found, Origin};

/// A longer value is as good as absent. It is the limit of W3C Baggage, the longest value of all formats.
const LONGEST: usize = 8192;

/// A propagator of several formats: writes all of them, and reads the first that is there.
///
/// * **Reading**: the first format in the user's order that has a valid identity gives the parent. OpenTelemetry's composite
///   propagator lets the last one win; the specification leaves it open. A decision to sample without an identity
///   (`b3: 0`) counts if no format has an identity and the context has no span. Entries of baggage come from all formats;
///   for the same key, the first format wins. A malformed value, and one of more than 8,192 bytes, is ignored.
/// * **Writing**: every format, or with [`Propagators::keep_incoming_format`] the one that came in.
///
/// The debug flag of B3 and Jaeger is kept in the context and written again, in both formats.
#[derive(Debug, Clone)]
pub struct Propagators {
    formats: Vec<Format>,
    fields: Vec<String>,
    keeps_incoming: bool,
}

impl Propagators {
    /// Returns a propagator of these formats, in this order. A repeated format counts once.
    pub fn new(formats: impl IntoIterator<Item = Format>) -> Self {
        let mut distinct = Vec::new();
        for format in formats {
            if !distinct.contains(&format) {
                distinct.push(format);
            }
        }
        let fields =
            distinct.iter().flat_map(|format| format.fields()).map(|field| (*field).to_owned()).collect();
        Self { formats: distinct, fields, keeps_incoming: false }
    }

    /// Writes the identity only in the format in which it came in, for systems that are in the middle of a migration. A
    /// context that came in without a format is written in the first format of the user's order. `baggage` is always
    /// written.
    pub fn keep_incoming_format(self) -> Self {
        Self { keeps_incoming: true, ..self }
    }

    /// Returns the formats, in the order in which they are read.
    pub fn formats(&self) -> &[Format] {
        &self.formats
    }

    fn find(&self, carrier: &dyn Extractor) -> Option<(Format, Found)> {
        let mut decision = None;
        for format in &self.formats {
            match format.extract(carrier) {
                Some(found) if found.1.has_identity() => return Some(found),
                found => decision = decision.or(found),
            }
        }
        decision
    }

    fn writes(&self, format: Format, context: &Context) -> bool {
        if !self.keeps_incoming || !format.carries_identity() {
            return true;
        }
        let first =
            |wanted: &dyn Fn(Format) -> bool| self.formats.iter().copied().find(|format| wanted(*format));
        let incoming = incoming_format(context).and_then(|incoming| {
            first(&|format| format == incoming).or_else(|| first(&|format| format.reads(incoming)))
        });
        incoming.or_else(|| first(&Format::carries_identity)) == Some(format)
    }
}

/// Returns the format from which the context was read by [`Propagators`], also under spans of this process. For B3 it is the
/// encoding that the carrier had, whichever of the two words the user wrote.
pub fn incoming_format(context: &Context) -> Option<Format> {
    context.get::<Origin>().map(|origin| origin.format)
}

impl TextMapPropagator for Propagators {
    fn inject_context(&self, context: &Context, injector: &mut dyn Injector) {
        for format in self.formats.iter().filter(|format| self.writes(**format, context)) {
            format.inject(context, injector);
        }
    }

    fn extract_with_context(&self, context: &Context, extractor: &dyn Extractor) -> Context {
        let carrier = Bounded(extractor);
        let mut extracted = context.clone();
        if let Some((format, found)) = self.find(&carrier)
            && (found.has_identity() || !context.span().span_context().is_valid())
        {
            extracted = found.into_context(&extracted, format);
        }
        let mut baggage = Baggage::new();
        for format in &self.formats {
            format.extract_baggage(&carrier, &mut baggage);
        }
        // The specification: a value that cannot be read leaves the context's own in place.
        if baggage.is_empty() { extracted } else { extracted.with_baggage(baggage) }
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.fields)
    }
}

/// A carrier without its huge values.
struct Bounded<'a>(&'a dyn Extractor);

impl Extractor for Bounded<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).filter(|value| value.len() <= LONGEST)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys()
    }
}
