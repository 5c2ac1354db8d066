//! The name of a span: every rule, in the conventions' order.
//!
//! The rules are those of [Name](https://opentelemetry.io/docs/specs/semconv/database/database-spans/#name), the first
//! that applies:
//!
//! | rule | when | example |
//! | --- | --- | --- |
//! | the user's `span_name` | it returns a name | |
//! | `{db.query.summary}` | the call has a summary: a SQL text, or a call that is an operation and no text | `SELECT users`, `COMMIT` |
//! | `{db.operation.name} {target}` | the system has operations and no summaries | `HSET cache.example.com`, `EVALSHA 6b1b…` |
//! | `{target}` | nothing is known of the call | `shop` |
//! | `{db.system.name}` | nothing is known of the target either | `postgresql` |
//!
//! The target is the first known of `db.collection.name`, `db.stored_procedure.name`, `db.namespace` (for Redis never:
//! its page says that a number of a database names nothing) and `server.address:server.port`. A name is never raw SQL, and has
//! at most 255 bytes.

use std::borrow::Cow;

use crate::strings::Label;
use crate::target::{System, Target};

/// The names of the calls that are an operation and no text. For systems with summaries the name is the summary as well:
/// the conventions allow a name of these words alone only where it is.
pub mod operation {
    /// A client makes a connection.
    pub const CONNECT: &str = "CONNECT";
    /// A program waits for a pooled connection.
    pub const ACQUIRE: &str = "ACQUIRE";
    /// A pool or a client checks that a connection is alive.
    pub const PING: &str = "PING";
    /// The same check by PostgreSQL's message of that name.
    pub const SYNC: &str = "SYNC";
    /// A client asks the server to cancel a call of another connection.
    pub const CANCEL: &str = "CANCEL";
    /// A transaction begins.
    pub const START_TRANSACTION: &str = "START TRANSACTION";
    /// A transaction ends well.
    pub const COMMIT: &str = "COMMIT";
    /// A transaction is undone.
    pub const ROLLBACK: &str = "ROLLBACK";
    /// A savepoint is set. Its name is the caller's, and often counted up, so it stays out.
    pub const SAVEPOINT: &str = "SAVEPOINT";
    /// A savepoint is released.
    pub const RELEASE: &str = "RELEASE";
    /// A transaction is undone up to a savepoint.
    pub const ROLLBACK_TO: &str = "ROLLBACK TO";
}

/// The most bytes of a span's name, as of a summary.
const LONGEST: usize = 255;

/// Returns the name without what exceeds the most bytes. It is cut between characters.
pub(crate) fn capped(mut name: String) -> String {
    name.truncate(head(&name).len());
    name
}

fn head(name: &str) -> &str {
    let mut end = LONGEST.min(name.len());
    // `str::floor_char_boundary` needs Rust 1.91.
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

/// The name of a call's span: the first that is known.
#[inline(always)]
pub(crate) fn of_span(
    users: Option<Cow<'static, str>>,
    summary: Option<&Label>,
    operation_and_target: Option<&Label>,
    target: &Label,
) -> Cow<'static, str> {
    match users {
        Some(Cow::Owned(name)) => Cow::Owned(capped(name)),
        Some(Cow::Borrowed(name)) => Cow::Borrowed(head(name)),
        None => summary.or(operation_and_target).unwrap_or(target).into(),
    }
}

/// `{target}`, else `{db.system.name}`: the name of a call of which nothing is known, and the target of one that has none
/// of its own.
pub(crate) fn of_target(target: &Target, system: System) -> Label {
    let namespace = target.namespace.as_ref().filter(|_| system.namespace_is_a_name);
    Label::interned(&capped(match (namespace, &target.address, target.port) {
        (Some(namespace), ..) => namespace.clone(),
        (None, Some(address), Some(port)) => format!("{address}:{port}"),
        (None, Some(address), None) => address.clone(),
        (None, None, _) => system.name().to_owned(),
    }))
}

/// `{db.operation.name} {target}`.
pub(crate) fn of_operation(operation: &str, target: &str) -> Label {
    Label::interned(&capped(format!("{operation} {target}")))
}

/// The summary of a call that does something else with a statement: `PREPARE SELECT users`, `BIND SELECT users`. It is the
/// verb alone if the two are too long, because a summary is never cut inside a name.
pub(crate) fn prefixed(verb: &'static str, summary: Option<&Label>) -> Label {
    match summary.map(Label::as_str) {
        Some(summary) if verb.len() + 1 + summary.len() <= LONGEST => {
            Label::interned(&format!("{verb} {summary}"))
        }
        _ => Label::Static(verb),
    }
}

/// `db.operation.name` of operations that are sent together, after `prefix`: `PIPELINE HSET` if all are the same,
/// `PIPELINE` if they are not. The conventions ask for the common operation after a word for the batch.
pub(crate) fn of_batch<'a>(prefix: Option<&'static str>, common: Option<&'a str>) -> Cow<'a, str> {
    match (prefix, common) {
        (None, common) => Cow::Borrowed(common.unwrap_or_default()),
        (Some(prefix), None) => Cow::Borrowed(prefix),
        (Some(prefix), Some(common)) => Cow::Owned(format!("{prefix} {common}")),
    }
}

/// What names a pool of connections that the user gave no name: the target of its database. For Redis it has the number of
/// the database as well, since one server is often used with several.
pub(crate) fn of_pool(target: &Label, namespace: Option<&Label>, system: System) -> String {
    let target = target.as_str();
    match namespace.filter(|_| !system.namespace_is_a_name) {
        Some(namespace) => format!("{target}/{}", namespace.as_str()),
        None => target.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_name_is_the_first_known_of_namespace_server_and_system() {
        let target = Target::new().address("db").port(6_432);
        assert_eq!(of_target(&target, System::POSTGRESQL).as_str(), "db:6432");
        assert_eq!(of_target(&target.namespace("shop"), System::POSTGRESQL).as_str(), "shop");
        assert_eq!(of_target(&Target::new().address("/run/pg"), System::POSTGRESQL).as_str(), "/run/pg");
        assert_eq!(of_target(&Target::new(), System::POSTGRESQL).as_str(), "postgresql");
    }

    #[test]
    fn redis_database_number_names_no_target() {
        let target = Target::new().namespace("3").address("db");
        assert_eq!(of_target(&target, System::REDIS).as_str(), "db");
    }

    #[test]
    fn batch_name_has_the_common_operation_after_its_prefix() {
        assert_eq!(of_batch(Some("PIPELINE"), Some("HSET")), "PIPELINE HSET");
        assert_eq!(of_batch(Some("PIPELINE"), None), "PIPELINE");
        assert_eq!(of_batch(None, Some("HSET")), "HSET");
    }

    #[test]
    fn prefixed_name_of_an_unknown_statement_is_the_verb_alone() {
        assert_eq!(
            prefixed("PREPARE", Some(&Label::Static("SELECT users"))).as_str(),
            "PREPARE SELECT users"
        );
        assert_eq!(prefixed("PREPARE", None).as_str(), "PREPARE");
    }

    #[test]
    fn long_name_is_cut_at_255_bytes_between_characters() {
        let long = "ü".repeat(5_000);
        let target = Target::new().namespace(&long).address("x".repeat(254)).port(6_432);
        assert_eq!(of_target(&target, System::POSTGRESQL).as_str(), &long[..254]);
        assert_eq!(of_target(&target, System::REDIS).as_str(), format!("{}:", "x".repeat(254)));
        assert_eq!(of_operation("HSET", &long).as_str(), format!("HSET {}", &long[..250]));
        for users in [Cow::Owned(long.clone()), Cow::Borrowed(&*Box::leak(long.clone().into_boxed_str()))] {
            assert_eq!(of_span(Some(users), None, None, &Label::Static("db")), long[..254]);
        }
    }

    #[test]
    fn prefixed_summary_that_is_too_long_is_the_verb_alone() {
        let prefixed = |length| prefixed("PREPARE", Some(&Label::shared("x".repeat(length))));
        assert_eq!(prefixed(247).as_str().len(), 255);
        assert_eq!(prefixed(248).as_str(), "PREPARE");
    }
}
