//! Zipkin's B3, <https://github.com/openzipkin/b3-propagation>, with OpenTelemetry's requirements for it,
//! <https://opentelemetry.io/docs/specs/otel/context/api-propagators/#b3-requirements>: one field before many, the debug
//! flag is kept and means sampled, and the parent's identifier is not written.
//!
//! The names are in lower case, which B3 prefers in carriers that distinguish case.

use opentelemetry::propagation::{Extractor, Injector};

use crate::Format;
use crate::found::{Decision, Found, hex, hex_64};

pub(crate) const SINGLE: &str = "b3";
pub(crate) const TRACE_ID: &str = "x-b3-traceid";
pub(crate) const SPAN_ID: &str = "x-b3-spanid";
pub(crate) const SAMPLED: &str = "x-b3-sampled";
pub(crate) const FLAGS: &str = "x-b3-flags";

pub(crate) fn extract(carrier: &dyn Extractor) -> Option<(Format, Found)> {
    let single = carrier.get(SINGLE).and_then(single).map(|found| (Format::B3, found));
    single.or_else(|| Some((Format::B3Multi, multi(carrier)?)))
}

/// Reads `{trace}-{span}[-{state}[-{parent}]]`, or a state alone.
fn single(value: &str) -> Option<Found> {
    let mut fields = value.trim().split('-');
    let first = fields.next()?;
    let Some(span_id) = fields.next() else {
        return state(first).map(Found::decision);
    };
    let decision = fields.next().map_or(Some(Decision::Deny), state)?;
    let parent_is_readable = fields.next().is_none_or(|parent| identifier(parent, &[16]).is_some());
    if !parent_is_readable || fields.next().is_some() {
        return None;
    }
    identity(first, span_id, decision)
}

fn multi(carrier: &dyn Extractor) -> Option<Found> {
    let decision = match (carrier.get(FLAGS).map(str::trim), carrier.get(SAMPLED).map(str::trim)) {
        (Some("1"), _) => Some(Decision::Debug),
        (_, Some("1")) => Some(Decision::Accept),
        (_, Some("0")) => Some(Decision::Deny),
        // Tracers that are older than the specification.
        (_, Some(word)) if word.eq_ignore_ascii_case("true") => Some(Decision::Accept),
        (_, Some(word)) if word.eq_ignore_ascii_case("false") => Some(Decision::Deny),
        _ => None,
    };
    match (carrier.get(TRACE_ID), carrier.get(SPAN_ID)) {
        (Some(trace_id), Some(span_id)) => {
            identity(trace_id.trim(), span_id.trim(), decision.unwrap_or(Decision::Deny))
        }
        (None, None) => decision.map(Found::decision),
        _ => None,
    }
}

fn identity(trace_id: &str, span_id: &str, decision: Decision) -> Option<Found> {
    identifier(span_id, &[16])?;
    Found::identity(identifier(trace_id, &[16, 32])?, hex_64(span_id)?, decision)
}

/// Reads an identifier of one of the lengths, in lower case. A trace's identifier of 64 bits is the low half.
fn identifier(text: &str, lengths: &[usize]) -> Option<u128> {
    let lower = lengths.contains(&text.len()) && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    if lower { hex(text, 32) } else { None }
}

fn state(field: &str) -> Option<Decision> {
    match field {
        "0" => Some(Decision::Deny),
        "1" => Some(Decision::Accept),
        "d" => Some(Decision::Debug),
        _ => None,
    }
}

pub(crate) fn inject_single(found: &Found, carrier: &mut dyn Injector) {
    let state = match found.sampling() {
        Decision::Deny => "0",
        Decision::Accept => "1",
        Decision::Debug => "d",
    };
    let value = if found.has_identity() {
        format!("{}-{}-{state}", found.span.trace_id(), found.span.span_id())
    } else {
        state.to_owned()
    };
    carrier.set(SINGLE, value);
}

pub(crate) fn inject_multi(found: &Found, carrier: &mut dyn Injector) {
    if found.has_identity() {
        carrier.set(TRACE_ID, found.span.trace_id().to_string());
        carrier.set(SPAN_ID, found.span.span_id().to_string());
    }
    match found.sampling() {
        Decision::Deny => carrier.set(SAMPLED, "0".to_owned()),
        Decision::Accept => carrier.set(SAMPLED, "1".to_owned()),
        // It implies the decision, which is not sent next to it.
        Decision::Debug => carrier.set(FLAGS, "1".to_owned()),
    }
}
