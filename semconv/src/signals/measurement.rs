//! What is measured of a call.

/// The values of one call for the instruments of the conventions.
pub(crate) struct Measurement {
    pub(crate) seconds: f64,
    pub(crate) returned_rows: Option<u64>,
}
