//! What the targets check. The checks live with the tests of `db-semconv`, that run them on the inputs found so far.

#[path = "../../semconv/tests/corpus/agreement.rs"]
mod agreement;
#[path = "../../semconv/tests/corpus/choices.rs"]
mod choices;
#[path = "../../semconv/tests/corpus/redaction.rs"]
mod redaction;
#[path = "../../semconv/tests/corpus/statement.rs"]
mod statement;

/// Any text, in any dialect and with any limit: no panic, and the same as the oracle's answer.
pub fn sql_analyze(bytes: &[u8]) {
    agreement::check(bytes);
}

/// A statement that is put together from fragments, with marked data: none of it is shown.
pub fn sql_redact(bytes: &[u8]) {
    redaction::check(bytes);
}
