//! See [`sql_checks::sql_analyze`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sql_checks::sql_analyze(bytes));
