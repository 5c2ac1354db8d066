//! See [`sql_checks::sql_redact`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sql_checks::sql_redact(bytes));
