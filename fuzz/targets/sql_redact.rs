//! See [`db_trace_fuzz::sql_redact`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| db_trace_fuzz::sql_redact(bytes));
