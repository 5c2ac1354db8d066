//! What the targets check. The checks live with the tests of `db-redact`, that run them on the inputs found so far.

#[path = "../../redact/tests/corpus/agreement.rs"]
mod agreement;
#[path = "../../redact/tests/corpus/choices.rs"]
mod choices;
#[path = "../../redact/tests/corpus/redaction.rs"]
mod redaction;
#[path = "../../redact/tests/corpus/statement.rs"]
mod statement;

/// Any text, in any dialect and with any limit: no panic, and the same as the oracle's answer.
pub fn sql_analyze(bytes: &[u8]) {
    agreement::check(bytes);
}

/// A statement that is put together from fragments, with marked data: none of it is shown.
pub fn sql_redact(bytes: &[u8]) {
    redaction::check(bytes);
}
