//! The failures that PostgreSQL's driver found, and the server did not report.

/// Returns the class of an error of tokio-postgres, for `error.type`, from its text.
///
/// The driver keeps the kind of an error to itself, but each kind has a fixed text of its own, which has no data in it or
/// begins without.
pub fn tokio_postgres_class(text: &str) -> Option<&'static str> {
    let known = CLASSES.iter().find(|(beginning, _)| text.starts_with(beginning));
    known.map(|(_, class)| *class)
}

const CLASSES: [(&str, &str); 17] = [
    ("connection closed", "closed"),
    ("error communicating with the server", "io"),
    ("error connecting to server", "io"),
    ("timeout waiting for server", "timeout"),
    ("error performing TLS handshake", "tls"),
    ("authentication error", "authentication"),
    ("unexpected message from server", "protocol"),
    ("error parsing response from server", "protocol"),
    ("error encoding message to server", "encoding"),
    ("error serializing parameter", "conversion"),
    ("error deserializing column", "conversion"),
    ("invalid column", "column"),
    ("query returned an unexpected number of columns", "column_count"),
    ("query returned an unexpected number of rows", "row_count"),
    ("expected ", "parameter_count"),
    ("invalid connection string", "configuration"),
    ("invalid configuration", "configuration"),
];
