//! Redaction and summary of SQL: tables of cases for each dialect, bounds, and properties of random statements.
//!
//! In every case, data is written with `Ж` and `7`, and nothing else is: one of these in an output is a leak.

mod check;
mod comments_appended;
mod corpus;
mod dialects;
mod differential;
mod double_quotes;
mod fragments;
mod generic;
mod grammar;
mod kinds;
mod lexemes;
mod limits;
mod mysql;
mod names;
mod parameters;
mod plain;
mod postgres;
mod properties;
mod random;
mod secrets;
mod sqlite;
mod summaries;
