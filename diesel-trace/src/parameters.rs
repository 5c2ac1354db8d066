//! The values of a query, for users who opted in.

use db_semconv::{Database, Parameters};
use diesel::internal::derives::multiconnection::AstPassHelper as _;
use diesel::query_builder::{AstPass, QueryFragment};

use crate::backend::TracedBackend;

/// What diesel binds, in its order and in Rust's form for debugging: before diesel makes bytes of it, which nobody could
/// read. Nothing is looked at unless the user opted in.
pub(crate) fn of<B: TracedBackend>(
    source: &impl QueryFragment<B>,
    database: &Database,
) -> Option<Parameters> {
    database.parameters().inspect(|parameters| {
        let backend = B::default();
        let mut values = Vec::new();
        // A query that cannot be built is not sent, and so are its values.
        if source.walk_ast(AstPass::collect_debug_binds_pass(&mut values, &backend)).is_ok() {
            for value in &values {
                parameters.push(value);
            }
        }
    })
}
