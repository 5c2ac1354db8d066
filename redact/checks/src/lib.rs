//! What holds for the redaction of any SQL text.
//!
//! The fuzz targets check it on bytes that a fuzzer makes. The test `corpus` of `db-redact` checks it on the bytes that
//! a fuzzer has found so far. Each check panics if the bytes are a counterexample.

mod agreement;
mod choices;
mod pieces;
mod redaction;
pub mod rows;
mod statement;

/// Checks that any text, in any dialect and with any limit, has the oracle's answer.
///
/// The bytes are `{dialect}{limit}{times}` in one character each, and then the text. The dialect says what double quotes are, too.
pub fn sql_analyze(bytes: &[u8]) {
    agreement::check(bytes);
}

/// Checks that a statement with marked data is shown without it.
///
/// The bytes are a row of choices, which put the statement together from fragments.
pub fn sql_redact(bytes: &[u8]) {
    redaction::check(bytes);
}
