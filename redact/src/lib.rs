//! SQL texts and Redis commands without the values in them: text in, text out.
//!
//! ```
//! use db_redact::sql::{Dialect, analyze};
//!
//! let analysis = analyze("SELECT name FROM users WHERE email = 'ada@example.com'", Dialect::Postgres, 1024);
//! assert_eq!(analysis.text(), "SELECT name FROM users WHERE email = ?");
//! assert_eq!(analysis.summary(), "SELECT users");
//! ```
//!
//! ```
//! use db_redact::redis::{Options, sanitize};
//!
//! let arguments = ["SET", "user:7", "ada@example.com"].map(str::as_bytes);
//! assert_eq!(sanitize(arguments.into_iter(), &Options::default()), "SET user:7 ?");
//! ```
//!
//! Both modules keep the same three promises:
//!
//! * **They fail closed.** A piece of text is shown only if its place makes it harmless. If the reader is not certain what
//!   a piece is, it hides everything from there to the end.
//! * **They are bounded.** The length of the result has a limit, and a reader looks at no more input than that limit needs.
//!   Time and memory are linear in what a reader looks at.
//! * **They never panic**, whatever the bytes are.
//!
//! What counts as data is listed in [RULES.md], by numbers like S1 and R1, which the sources cite where each rule is decided.
//!
//! The crate knows no OpenTelemetry, starts no thread and does no input or output.
//!
//! [RULES.md]: https://github.com/db-trace/db-trace/blob/main/redact/RULES.md

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod redis;
pub mod sql;

/// The README's snippets compile, and do what it says.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
