//! The values of a query, for users who opted in.

use db_semconv::{Database, Parameters, System};
use diesel::internal::derives::multiconnection::AstPassHelper as _;
use diesel::query_builder::{AstPass, QueryFragment};

use crate::backend::TracedBackend;

/// The variants of diesel's enum, in which diesel-async moves the values of SQLite to another thread.
const MOVED: [&str; 5] = ["String", "Binary", "I32", "I64", "F64"];

/// What diesel binds, in its order and in Rust's form for debugging: before diesel encodes it as
/// bytes. Nothing is read unless the user opted in.
pub(crate) fn of<B: TracedBackend>(
    source: &impl QueryFragment<B>,
    database: &Database,
) -> Option<Parameters> {
    database.parameters().inspect(|parameters| {
        let backend = B::default();
        let mut values = Vec::new();
        // A query that cannot be built is not sent, and so are its values.
        if source.walk_ast(AstPass::collect_debug_binds_pass(&mut values, &backend)).is_ok() {
            let variants: &[&str] = if B::SYSTEM == System::SQLITE { &MOVED } else { &[] };
            for value in &values {
                parameters.push_inside(variants, value);
            }
        }
    })
}
